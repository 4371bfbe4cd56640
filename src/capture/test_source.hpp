#pragma once
// A synthetic scene: a textured background, sensor noise, and now and then one object that crosses it. Where the object
// is, is known: what it takes to check a whole chain without a camera.

#include <cstdint>
#include <vector>

#include "capture/frame_source.hpp"

namespace framewake {

/// Frame i of a scene follows from seed, size and rate alone. Every twelve seconds: two of nothing, eight in which the
/// object crosses from left to right, two of nothing.
class TestSource final : public FrameSource {
 public:
  static constexpr PictureSize default_size{640, 480};
  static constexpr double default_fps = 15;

  TestSource(PictureSize size, std::uint64_t seed, double fps);
  bool live() const override { return false; }
  std::variant<CapturedFrame, EndOfSource> next(const std::stop_token& stop) override;

 private:
  struct Object {
    int x = 0, y = 0, width = 0, height = 0;  // of the whole object, also where it is outside the picture
  };
  std::size_t index_of(int row, int column) const {
    return static_cast<std::size_t>(row) * static_cast<std::size_t>(size_.width) + static_cast<std::size_t>(column);
  }
  void paint_background(std::uint64_t seed);
  void make_noise(std::uint64_t seed);
  std::optional<Object> object_at(double seconds) const;
  void paint(const std::optional<Object>& object, std::uint64_t frame);

  // constant after construction:
  const PictureSize size_;
  const std::uint64_t seed_;
  const double fps_;
  std::vector<std::uint8_t> background_;  // Y
  std::vector<std::int8_t> noise_;        // a stock of it, read from another place for each row

  std::uint64_t shown_ = 0;
  std::vector<std::uint8_t> y_, u_, v_;  // 4:2:0, full range
};

}  // namespace framewake
