#pragma once
// Smaller pictures, by halves.

#include <optional>
#include <vector>

#include "capture/frame_source.hpp"

namespace framewake {

/// 1, 2, 4 or 8: by how much width and height must be divided (and rounded down) to be no more than `limit`; less where it
/// cannot be kept, as 8 is the most, and no side becomes shorter than 16 pixels by it.
int halving_divisor(PictureSize size, PictureSize limit);

/// Not thread-safe. Buffers are reused from picture to picture.
class Shrinker {
 public:
  /// The planes at 1/2, 1/4 or 1/8 of their width and height (rounded down, at least 16 pixels): the largest that is no
  /// wider and no higher than `limit`, or 1/8. As they are when there is no limit or they keep it. Each pixel is the mean of
  /// those that it stands for. What is returned is valid until the next call, or as long as `planes`.
  Planes at_most(const Planes& planes, std::optional<PictureSize> limit);

 private:
  std::array<std::vector<std::uint8_t>, 3> smaller_;
};

}  // namespace framewake
