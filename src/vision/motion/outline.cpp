#include "vision/motion/outline.hpp"

#include <algorithm>
#include <cmath>

namespace framewake {
namespace {

constexpr float fringe = 0.05F;  ///< of what the usual columns or rows differ: less is none of the thing
constexpr float whole = 0.6F;    ///< things are round: at an end they differ so much of what they do beside it

struct Ends {
  float first, last;  ///< `last` is the first outside
};

/// The ends of a profile without its fringe.
Ends ends_of(std::span<const float> profile, std::vector<float>& sorted) {
  sorted.assign(profile.begin(), profile.end());
  const auto middle = sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2);
  std::nth_element(sorted.begin(), middle, sorted.end());
  const float usual = *middle;
  std::size_t begin = 0;
  std::size_t end = profile.size();
  while (begin + 1 < end && profile[begin] < fringe * usual) ++begin;
  while (end > begin + 1 && profile[end - 1] < fringe * usual) --end;
  // What the thing covers of a pixel at its end is what that differs, as against the one beside it.
  const auto covered = [](float outer, float in) { return in > 0 ? std::min(outer / (whole * in), 1.F) : 1.F; };
  if (end - begin < 3) return {static_cast<float>(begin), static_cast<float>(end)};
  return {static_cast<float>(begin) + 1 - covered(profile[begin], profile[begin + 1]),
          static_cast<float>(end) - 1 + covered(profile[end - 1], profile[end - 2])};
}

}  // namespace

Outline OutlineFinder::find(const Suspect& suspect, std::span<const float> background) {
  const Component& c = suspect.component;
  columns_.assign(static_cast<std::size_t>(c.right - c.left), 0);
  rows_.assign(static_cast<std::size_t>(c.bottom - c.top), 0);
  for_each_pixel(suspect, [&](std::size_t i, int x, int y) {
    const float difference = std::abs(suspect.gray[i] - background[i]);
    columns_[static_cast<std::size_t>(x - c.left)] += difference;
    rows_[static_cast<std::size_t>(y - c.top)] += difference;
  });
  const Ends across = ends_of(columns_, sorted_);
  const Ends down = ends_of(rows_, sorted_);
  const auto left = static_cast<float>(c.left);
  const auto top = static_cast<float>(c.top);
  return {left + across.first, top + down.first, left + across.last, top + down.last};
}

}  // namespace framewake
