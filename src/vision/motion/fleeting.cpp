#include "vision/motion/fleeting.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "vision/motion/marks.hpp"

namespace framewake {
namespace {

constexpr float follows_within = 0.2F;    ///< pictures further apart, in seconds, tell nothing about one another
constexpr float remembers = 4;            ///< time constant of the averages, seconds
constexpr float is_much = 40;             ///< more than so many that appear in a second is rain
constexpr int much_larger = 3;            ///< so many times a large drop is no drop, nor some that touch
constexpr double largest_drops = 0.0035;  ///< share of the picture; nothing larger is taken for drops
constexpr std::uint8_t longest = 8;       ///< pictures that are counted

/// What must have been there before, and for how many pictures.
struct Demand {
  int below;            ///< pixels; nothing is asked of a larger thing
  int overlap;          ///< it must have been there at one of so many of its pixels …
  std::uint8_t before;  ///< … in so many pictures
};

std::uint8_t one_more(std::uint8_t pictures) {
  return static_cast<std::uint8_t>(std::min<int>(pictures + 1, longest));
}

}  // namespace

void Fleeting::restart() {
  before_.clear();
  appeared_.fill(0);
  drop_ = 0;
}

void Fleeting::begin(std::span<const std::uint8_t> marks, float dt) {
  const float kept = std::exp(-dt / remembers);
  for (float& count : appeared_) count *= kept;
  before_.swap(now_);
  if (dt > follows_within || before_.size() != marks.size()) before_.clear();
  now_.assign(marks.size(), 0);
  for_each_marked(marks, [&](std::size_t i) { now_[i] = one_more(before_.empty() ? 0 : before_[i]); });
  drop_ = size_of_drops();
}

/// Pixels of a drop, the largest few left out; 0 when it does not rain.
int Fleeting::size_of_drops() const {
  const float all = std::accumulate(appeared_.begin(), appeared_.end(), 0.F);
  if (all < is_much * remembers) return 0;
  float larger = 0;
  std::size_t size = appeared_.size();
  while (size > 1 && larger < all / 50) larger += appeared_[--size];
  return static_cast<int>(size);
}

bool Fleeting::is_fleeting(const Suspect& suspect, int looked_at) {
  if (before_.empty()) return false;
  const int pixels = suspect.component.pixels;
  const auto cap = static_cast<int>(largest_drops * looked_at);
  Demand demand{6, pixels, 2};
  if (drop_ > 0) demand = {std::max(std::min(much_larger * drop_, cap), demand.below), 3, 4};
  if (pixels >= std::max(demand.below, cap)) return false;
  int overlap = 0;
  std::uint8_t seen = 0;
  for_each_pixel(suspect, [&](std::size_t i, int, int) {
    overlap += before_[i] > 0 ? 1 : 0;
    seen = std::max(seen, before_[i]);
  });
  if (overlap * demand.overlap < pixels) {
    ++appeared_[std::min(static_cast<std::size_t>(pixels), appeared_.size() - 1)];
    seen = 0;
  }
  for_each_pixel(suspect, [&](std::size_t i, int, int) { now_[i] = one_more(seen); });
  return pixels < demand.below && seen < demand.before;
}

}  // namespace framewake
