#include "capture/test_source.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace framewake {
namespace {

constexpr double cycle = 12;   // seconds
constexpr double enters = 2;   // in a cycle
constexpr double leaves = 10;  // in a cycle
constexpr double sigma = 2.5;  // of the noise, in levels of grey: a small camera in good light
constexpr std::size_t noise_stock = 1 << 16;

/// splitmix64: the same on every machine and library.
struct Dice {
  std::uint64_t state;
  std::uint64_t roll() {
    std::uint64_t z = (state += 0x9e3779b97f4a7c15ULL);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31);
  }
  int below(int limit) { return static_cast<int>(roll() % static_cast<std::uint64_t>(limit)); }
};

std::uint8_t level(int value) {
  return static_cast<std::uint8_t>(std::clamp(value, 0, 255));
}

}  // namespace

TestSource::TestSource(PictureSize size, std::uint64_t seed, double fps) : size_(size), seed_(seed), fps_(fps) {
  paint_background(seed);
  make_noise(seed);
  const auto chroma = static_cast<std::size_t>((size.width + 1) / 2) * static_cast<std::size_t>((size.height + 1) / 2);
  y_.resize(background_.size());
  u_.resize(chroma);
  v_.resize(chroma);
}

void TestSource::paint_background(std::uint64_t seed) {
  const int width = size_.width;
  const int height = size_.height;
  background_.resize(static_cast<std::size_t>(width) * static_cast<std::size_t>(height));
  for (int row = 0; row < height; ++row)
    for (int column = 0; column < width; ++column)
      background_[index_of(row, column)] = level(70 + 50 * row / height + 20 * column / width);
  Dice dice{seed};
  for (int i = 0; i < 40; ++i) {  // things that stand about
    const int w = 4 + dice.below(width / 6);
    const int h = 4 + dice.below(height / 6);
    const int x = dice.below(width - std::min(w, width - 1));
    const int y = dice.below(height - std::min(h, height - 1));
    const int darker = dice.below(60) - 30;
    for (int row = y; row < std::min(y + h, height); ++row)
      for (int column = x; column < std::min(x + w, width); ++column) {
        auto& pixel = background_[index_of(row, column)];
        pixel = level(pixel + darker);
      }
  }
}

void TestSource::make_noise(std::uint64_t seed) {
  Dice dice{seed ^ 0x5eed};
  noise_.resize(noise_stock + static_cast<std::size_t>(size_.width));
  for (auto& value : noise_) {
    double sum = 0;  // twelve uniform numbers make a good normal one
    for (int i = 0; i < 12; ++i) sum += static_cast<double>(dice.roll() >> 11) / 9007199254740992.0;
    value = static_cast<std::int8_t>(std::lround((sum - 6) * sigma));
  }
}

std::optional<TestSource::Object> TestSource::object_at(double seconds) const {
  const double at = std::fmod(seconds, cycle);
  if (at < enters || at >= leaves) return std::nullopt;
  const double way = (at - enters) / (leaves - enters);
  Object object;
  object.width = std::max(8, size_.width / 10);
  object.height = std::max(12, size_.height / 4);
  object.x = static_cast<int>(std::lround(way * (size_.width + object.width))) - object.width;
  const double sway = std::sin(way * 2 * std::numbers::pi) * 0.15;
  object.y = static_cast<int>(std::lround((0.5 + sway) * size_.height)) - object.height / 2;
  return object;
}

void TestSource::paint(const std::optional<Object>& object, std::uint64_t frame) {
  const int width = size_.width;
  Dice dice{seed_ * 0x100000001b3ULL + frame};
  std::fill(u_.begin(), u_.end(), std::uint8_t{124});
  std::fill(v_.begin(), v_.end(), std::uint8_t{130});
  for (int row = 0; row < size_.height; ++row) {
    const auto* noise = &noise_[dice.roll() % noise_stock];
    const auto* still = &background_[index_of(row, 0)];
    auto* out = &y_[index_of(row, 0)];
    const bool inside = object && row >= object->y && row < object->y + object->height;
    const int left = inside ? std::clamp(object->x, 0, width) : 0;
    const int right = inside ? std::clamp(object->x + object->width, 0, width) : 0;
    for (int column = 0; column < width; ++column) out[column] = level(still[column] + noise[column]);
    for (int column = left; column < right; ++column) {
      const int stripe = ((row - object->y) / 8) % 2 == 0 ? 225 : 30;  // differs from any background
      out[column] = level(stripe + noise[column]);
    }
    if (row % 2 != 0) continue;
    const std::size_t chroma = static_cast<std::size_t>(row / 2) * static_cast<std::size_t>((width + 1) / 2);
    for (int column = left / 2; column < right / 2; ++column) {
      u_[chroma + static_cast<std::size_t>(column)] = 90;
      v_[chroma + static_cast<std::size_t>(column)] = 180;
    }
  }
}

std::variant<CapturedFrame, EndOfSource> TestSource::next(const std::stop_token& stop) {
  if (stop.stop_requested()) return EndOfSource{};
  const double seconds = static_cast<double>(shown_) / fps_;
  const auto object = object_at(seconds);
  paint(object, shown_);
  ++shown_;

  CapturedFrame frame;
  const int chroma_stride = (size_.width + 1) / 2;
  frame.picture = Planes{
      {y_.data(), u_.data(), v_.data()}, {size_.width, chroma_stride, chroma_stride}, size_, Sampling::yuv420, true};
  frame.due = std::chrono::duration_cast<Duration>(std::chrono::duration<double>(seconds));
  frame.truth = Truth{};
  if (object) {
    const int left = std::max(object->x, 0);
    const int right = std::min(object->x + object->width, size_.width);
    const int top = std::max(object->y, 0);
    const int bottom = std::min(object->y + object->height, size_.height);
    if (right > left && bottom > top) frame.truth->box = {left, top, right - left, bottom - top};
  }
  return frame;
}

}  // namespace framewake
