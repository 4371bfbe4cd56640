#include "vision/privacy/memory.hpp"

#include <algorithm>
#include <cmath>

namespace framewake {
namespace {

/// More boxes than these become one around all of them: hiding must not cost more and more.
constexpr std::size_t most_held = 1000;
constexpr std::size_t most_suspects = 500;

bool is_within(const Box& inner, const Box& outer) {
  return inner[0] >= outer[0] && inner[1] >= outer[1] && inner[0] + inner[2] <= outer[0] + outer[2] &&
         inner[1] + inner[3] <= outer[1] + outer[3];
}

Box around(const Box& a, const Box& b) {
  const int left = std::min(a[0], b[0]), top = std::min(a[1], b[1]);
  const int right = std::max(a[0] + a[2], b[0] + b[2]), bottom = std::max(a[1] + a[3], b[1] + b[3]);
  return {left, top, right - left, bottom - top};
}

Box with_margin(const Box& box, double margin, const Box& seen) {
  const auto extra = [&](int length) { return static_cast<int>(std::ceil(margin * length)); };
  const int left = std::max(seen[0], box[0] - extra(box[2]));
  const int right = std::min(seen[0] + seen[2], box[0] + box[2] + extra(box[2]));
  const int top = std::max(seen[1], box[1] - extra(box[3]));
  const int bottom = std::min(seen[1] + seen[3], box[1] + box[3] + extra(box[3]));
  return {left, top, right - left, bottom - top};
}

}  // namespace

bool is_looked_at(const Box& box, const std::vector<Box>& places) {
  return std::any_of(places.begin(), places.end(), [&](const Box& place) { return is_within(box, place); });
}

void PrivacyMemory::see(const Box& box, double margin, const Box& seen, TimePoint now) {
  const auto hides_it = [&](const Held& held) { return held.seen == now && is_within(box, held.box); };
  if (std::any_of(held_.begin(), held_.end(), hides_it)) return;
  const Box wide = with_margin(box, margin, seen);
  std::erase_if(held_, [&](const Held& held) { return is_within(held.box, wide); });  // this one hides it for longer
  held_.push_back({wide, now, {}});
  if (held_.size() <= most_held) return;
  Box all = held_.front().box;
  for (const Held& held : held_) all = around(all, held.box);
  held_ = {{all, now, {}}};
}

void PrivacyMemory::suspect(const Box& box, double margin, const Box& seen) {
  const Box wide = with_margin(box, margin, seen);
  if (is_looked_at(wide, suspects_)) return;  // hidden already
  std::erase_if(suspects_, [&](const Box& other) { return is_within(other, wide); });
  suspects_.push_back(wide);
  if (suspects_.size() <= most_suspects) return;
  Box all = suspects_.front();
  for (const Box& other : suspects_) all = around(all, other);
  suspects_ = {all};
}

void PrivacyMemory::looked(const std::vector<Box>& places, const Box& seen, TimePoint now, Duration hold) {
  if (places.empty()) return;
  const auto is_free = [&](const Box& box) {
    const Box part = with_margin(box, 0, seen);
    return part[2] <= 0 || part[3] <= 0 || is_looked_at(part, places);
  };
  for (Held& held : held_)
    if (!held.missing && is_free(held.box)) held.missing = now;
  std::erase_if(held_, [&](const Held& held) {
    return held.missing && now - *held.missing >= hold && now - held.seen >= hold && is_free(held.box);
  });
  std::erase_if(suspects_, is_free);
}

void PrivacyMemory::forget() noexcept {
  held_.clear();
  suspects_.clear();
}

std::vector<Box> PrivacyMemory::hidden() const {
  std::vector<Box> boxes = suspects_;
  boxes.reserve(suspects_.size() + held_.size());
  for (const Held& held : held_) boxes.push_back(held.box);
  return boxes;
}

}  // namespace framewake
