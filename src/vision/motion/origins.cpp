#include "vision/motion/origins.hpp"

#include <algorithm>

#include "vision/motion/marks.hpp"

namespace framewake {
namespace {

/// Of the component's width and height, so far outside it may have begun.
constexpr int close_by = 4;  // a fourth

/// From so large a part of the picture's shorter side on, outside of the component, it has come: the rest of something large
/// that was uncovered began further away than it is wide.
constexpr int far_away = 6;  // a sixth

constexpr float remembered = 0.5F;  ///< seconds
constexpr float long_time = 3600;   ///< seconds

constexpr std::int32_t unknown = -1;

std::int32_t middle_of(const Component& c, int width) {
  return 1 + (c.top + c.bottom) / 2 * width + (c.left + c.right) / 2;
}

/// Whether it began in the component's box, or at most so far beside and above it.
bool is_within(const Component& c, std::int32_t origin, int width, int beside, int above) {
  const int x = (origin - 1) % width;
  const int y = (origin - 1) / width;
  return x >= c.left - beside && x < c.right + beside && y >= c.top - above && y < c.bottom + above;
}

bool is_close(const Component& c, std::int32_t origin, int width) {
  return is_within(c, origin, width, (c.right - c.left) / close_by + 1, (c.bottom - c.top) / close_by + 1);
}

}  // namespace

bool Origins::is_far(const Component& component, std::int32_t origin) const {
  return origin > 0 && !is_within(component, origin, width_, far_, far_);
}

bool Origins::came(std::size_t pixel, const Component& component) const {
  return is_far(component, from_[pixel]);
}

void Origins::Vote::add(std::int32_t origin_of_one) {
  if (lead == 0) origin = origin_of_one;
  lead += origin == origin_of_one ? 1 : -1;
}

void Origins::follow(const ComponentFinder& finder, std::span<const std::uint8_t> marks, int width, float dt) {
  const auto components = finder.found();
  const bool known = from_.size() == marks.size();
  if (!known) {
    now_ = 0;
    from_.assign(marks.size(), 0);
    marked_.assign(marks.size(), 0);
  }
  now_ += dt;
  if (now_ > long_time) {  // so that its steps stay fine
    for (float& then : marked_) then = std::max(then - now_, -long_time);
    now_ = 0;
  }
  width_ = width;
  far_ = std::min(width, static_cast<int>(marks.size()) / width) / far_away;
  origins_.assign(components.size(), Origin::unknown);
  votes_.assign(components.size(), {});
  const auto component_of = [&](std::size_t i) { return static_cast<std::size_t>(finder.component_of(i)); };
  for_each_marked(marks, [&](std::size_t i) {
    if (now_ - marked_[i] > remembered) from_[i] = 0;
    if (from_[i] != 0) votes_[component_of(i)].add(from_[i]);
  });
  for (std::size_t c = 0; c < components.size(); ++c)
    if (votes_[c].origin == 0) votes_[c].origin = known ? middle_of(components[c], width) : unknown;
  for_each_marked(marks, [&](std::size_t i) {
    if (from_[i] == 0) from_[i] = votes_[component_of(i)].origin;
    marked_[i] = now_;
  });
  for (std::size_t c = 0; c < components.size(); ++c) {
    const std::int32_t origin = votes_[c].origin;
    if (origin == unknown) continue;
    if (is_close(components[c], origin, width)) origins_[c] = Origin::here;
    if (is_far(components[c], origin)) origins_[c] = Origin::elsewhere;
  }
}

}  // namespace framewake
