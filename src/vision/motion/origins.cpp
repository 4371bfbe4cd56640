#include "vision/motion/origins.hpp"

#include "vision/motion/marks.hpp"

namespace framewake {
namespace {

/// Of the component's width and height, so far outside it may have begun.
constexpr int close_by = 4;  // a fourth

constexpr std::int32_t unknown = -1;

std::int32_t middle_of(const Component& c, int width) {
  return 1 + (c.top + c.bottom) / 2 * width + (c.left + c.right) / 2;
}

bool is_close(const Component& c, std::int32_t origin, int width) {
  const int x = (origin - 1) % width;
  const int y = (origin - 1) / width;
  const int beside = (c.right - c.left) / close_by + 1;
  const int above = (c.bottom - c.top) / close_by + 1;
  return x >= c.left - beside && x < c.right + beside && y >= c.top - above && y < c.bottom + above;
}

}  // namespace

void Origins::Vote::add(std::int32_t origin_of_one) {
  if (lead == 0) origin = origin_of_one;
  lead += origin == origin_of_one ? 1 : -1;
}

void Origins::follow(const ComponentFinder& finder, std::span<const std::uint8_t> marks, int width) {
  const auto components = finder.found();
  const bool known = before_.size() == marks.size();
  now_.assign(marks.size(), 0);
  began_here_.assign(components.size(), 0);
  votes_.assign(components.size(), {});
  const auto component_of = [&](std::size_t i) { return static_cast<std::size_t>(finder.component_of(i)); };
  if (known)
    for_each_marked(marks, [&](std::size_t i) {
      if (before_[i] != 0) votes_[component_of(i)].add(before_[i]);
    });
  for (std::size_t c = 0; c < components.size(); ++c)
    if (votes_[c].origin == 0) votes_[c].origin = known ? middle_of(components[c], width) : unknown;
  for_each_marked(
      marks, [&](std::size_t i) { now_[i] = known && before_[i] != 0 ? before_[i] : votes_[component_of(i)].origin; });
  for (std::size_t c = 0; c < components.size(); ++c)
    began_here_[c] = votes_[c].origin != unknown && is_close(components[c], votes_[c].origin, width) ? 1 : 0;
  before_.swap(now_);
}

}  // namespace framewake
