#pragma once
// Where a light has only changed what the background shows: cast shadows, the edge of a cloud, a lamp's cone. Under another
// light the texture stays (texture.hpp); before a thing it goes.

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace framewake {

/// The pixels that were found to be shade, and the box around them.
struct Shade {
  int pixels = 0;
  int left = 0, top = 0, right = 0, bottom = 0;  ///< right and bottom are the first outside
};

/// Thread-bound. Allocates only while pictures grow.
class ShadeFinder {
 public:
  /// Takes back the marks of those pixels whose background is still to be seen, brighter or darker. `background` as large
  /// as the picture, in the same light; `noise`: the usual mean deviation of a pixel, in gray levels.
  Shade unmark(std::span<const std::uint8_t> gray, std::span<const float> background, int width, float noise,
               std::span<std::uint8_t> marks);

  /// Of the last picture: those that touch, together.
  std::span<const Shade> parts() const noexcept { return parts_; }

 private:
  struct Picture;
  enum State : std::uint8_t { unmarked, unknown, thing, shade, told };

  static State look(const Picture& picture, int x, int y);
  Shade spread(const Picture& picture, std::span<std::uint8_t> marks, std::size_t from);

  std::vector<std::uint8_t> states_;
  std::vector<std::size_t> seeds_;      ///< those in which shade was found first
  std::vector<std::size_t> spreading_;  ///< pixels whose neighbours are to be looked at
  std::vector<Shade> parts_;
};

}  // namespace framewake
