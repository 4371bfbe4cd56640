#include "vision/motion/surroundings.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace framewake {
namespace {

/// Of four values in a row: how much more they change in the middle than on either side.
float step(float a, float b, float c, float d) {
  return std::abs(b - c) - (std::abs(a - b) + std::abs(c - d)) / 2;
}

}  // namespace

void Surroundings::Levels::add(float value) {
  ++count[static_cast<std::size_t>(std::clamp(value, 0.F, 255.F))];
  ++all;
}

float Surroundings::Levels::distance(const Levels& other) const {
  if (all == 0 || other.all == 0) return 0;
  float sum = 0;
  float ahead = 0;
  for (std::size_t i = 0; i < count.size(); ++i) {
    ahead += static_cast<float>(count[i]) / static_cast<float>(all) -
             static_cast<float>(other.count[i]) / static_cast<float>(other.all);
    sum += std::abs(ahead);
  }
  return sum;
}

Surroundings::Surroundings(const Suspect& suspect, std::span<const float> before) : suspect_(suspect), before_(before) {
  for_each_pixel(suspect, [&](std::size_t i, int x, int y) {
    inside_now_.add(suspect.gray[i]);
    inside_before_.add(before[i]);
    for (const Direction to : {Direction{-1, 0}, {1, 0}, {0, -1}, {0, 1}}) look_outward(i, x, y, to);
  });
}

/// Two pixels inside the outline, two outside.
void Surroundings::look_outward(std::size_t i, int x, int y, Direction to) {
  const int next_x = x + to.x, next_y = y + to.y;
  if (!in_picture(next_x, next_y) || is_own(next_x, next_y)) return;
  const std::size_t next = at(next_x, next_y);
  outside_.add(before_[next]);
  change_ += std::abs(suspect_.gray[i] - before_[i]);
  const int beyond_x = next_x + to.x, beyond_y = next_y + to.y;
  if (!in_picture(beyond_x, beyond_y) || is_own(beyond_x, beyond_y)) return;
  const std::size_t beyond = at(beyond_x, beyond_y);
  outside_.add(before_[beyond]);
  if (!in_picture(x - to.x, y - to.y) || !is_own(x - to.x, y - to.y)) return;
  const std::size_t within = at(x - to.x, y - to.y);
  const auto now = [&](std::size_t pixel) { return static_cast<float>(suspect_.gray[pixel]); };
  edge_ += step(now(within), now(i), now(next), now(beyond)) -
           step(before_[within], before_[i], before_[next], before_[beyond]);
}

float Surroundings::belongs_before() const {
  const float now = inside_now_.distance(outside_);
  const float before = inside_before_.distance(outside_);
  const float by_levels = now + before > 0 ? (now - before) / (now + before) : 0;
  const float by_edges = change_ > 0 ? edge_ / change_ : 0;
  return (by_levels + by_edges) / 2;
}

bool Surroundings::in_picture(int x, int y) const {
  const int height = static_cast<int>(suspect_.gray.size()) / suspect_.width;
  return x >= 0 && y >= 0 && x < suspect_.width && y < height;
}

bool Surroundings::is_own(int x, int y) const {
  return suspect_.finder.component_of(at(x, y)) == suspect_.label;
}

std::size_t Surroundings::at(int x, int y) const {
  return static_cast<std::size_t>(y) * static_cast<std::size_t>(suspect_.width) + static_cast<std::size_t>(x);
}

}  // namespace framewake
