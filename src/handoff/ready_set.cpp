#include "handoff/ready_set.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

namespace framewake {

void ReadySet::make_room(std::size_t cameras) {
  const std::lock_guard lock(mutex_);
  have_room(cameras);
}

void ReadySet::have_room(std::size_t cameras) {
  if (cameras <= cameras_.size()) return;
  waiting_.reserve(cameras);
  cameras_.resize(cameras);
}

bool ReadySet::mark(std::size_t camera, const Claims& claims) {
  const std::lock_guard lock(mutex_);
  have_room(camera + 1);
  Camera& entry = cameras_[camera];
  const bool was_held = entry.ready && held_until(entry);
  if (!entry.ready || was_held) {  // who rests does not stand in line
    entry.first = claims.arrival;
    entry.had = std::max(entry.had, had_);
  }
  entry.may_rest = claims.may_rest && (entry.may_rest || !entry.ready);
  entry.ready = true;
  if (entry.newest != TimePoint{}) entry.interval_before = std::exchange(entry.interval, claims.arrival - entry.newest);
  entry.newest = claims.arrival;
  entry.max_age = claims.max_age;
  entry.priority = claims.priority;
  return !(was_held && held_until(entry));
}

/// When what waits may be taken if nothing comes after it; nothing: at once. Half of its max_age is left for the taking,
/// however long the rest is: else the last frame of a camera that waits for its result before it sends the next would expire.
/// Where frames do not come as often as that, no successor is to be expected: to wait would save nothing, and make each late.
std::optional<TimePoint> ReadySet::held_until(const Camera& camera) {
  const Duration longest = camera.max_age / 2;
  if (!camera.may_rest || camera.newest >= camera.rests_until) return std::nullopt;
  if (!camera.interval || std::max(*camera.interval, camera.interval_before.value_or(Duration::zero())) >= longest)
    return std::nullopt;
  return camera.newest + longest;
}

/// Of those in waiting_; nothing when nobody is.
std::optional<std::size_t> ReadySet::whose_turn() const {
  const auto deadline = [&](std::size_t camera) { return cameras_[camera].first + cameras_[camera].max_age; };
  std::optional<std::size_t> next;
  for (const std::size_t camera : waiting_) {
    const Camera& entry = cameras_[camera];
    if (entry.had > had_ && entry.had - had_ >= 1 / entry.priority) continue;  // it is a look ahead
    if (!next || deadline(camera) < deadline(*next)) next = camera;
  }
  return next;
}

std::optional<ReadySet::Taken> ReadySet::take(TimePoint now) {
  const std::lock_guard lock(mutex_);
  // A scan: a few hundred cameras are a few hundred nanoseconds, and nothing is ever allocated here.
  waiting_.clear();
  bool others_rest = false;
  for (std::size_t i = 0; i < cameras_.size(); ++i) {
    Camera& entry = cameras_[i];
    if (!entry.ready || entry.in_hands) continue;
    if (held_until(entry) > now) {
      others_rest = true;
      entry.had = std::max(entry.had, had_);
    } else {
      waiting_.push_back(i);
    }
  }
  if (waiting_.empty()) return std::nullopt;
  double least = cameras_[waiting_.front()].had;
  for (const std::size_t camera : waiting_) least = std::min(least, cameras_[camera].had);
  had_ = std::max(had_, least);
  const std::size_t next = whose_turn().value_or(waiting_.front());
  Camera& taken = cameras_[next];
  taken.ready = false;
  taken.in_hands = true;
  // A frame that is too old already is no look.
  if (now - taken.newest <= taken.max_age) taken.had += 1 / taken.priority;
  if (waiting_.size() == 1) had_ = std::max(had_, taken.had);
  return Taken{next, waiting_.size() > 1, others_rest};
}

void ReadySet::rest(std::size_t camera, TimePoint until) {
  const std::lock_guard lock(mutex_);
  assert(camera < cameras_.size() && cameras_[camera].in_hands);
  cameras_[camera].rests_until = until;
}

void ReadySet::end_rest(std::size_t camera) {
  const std::lock_guard lock(mutex_);
  if (camera < cameras_.size()) cameras_[camera].rests_until = {};
}

void ReadySet::end_rests() {
  const std::lock_guard lock(mutex_);
  for (Camera& entry : cameras_) entry.rests_until = {};
}

bool ReadySet::done(std::size_t camera) {
  const std::lock_guard lock(mutex_);
  assert(camera < cameras_.size() && cameras_[camera].in_hands);
  cameras_[camera].in_hands = false;
  return cameras_[camera].ready;
}

std::optional<TimePoint> ReadySet::next_release() const {
  const std::lock_guard lock(mutex_);
  std::optional<TimePoint> next;
  for (const Camera& entry : cameras_)
    if (const auto held = held_until(entry); entry.ready && !entry.in_hands && held)
      next = std::min(next.value_or(*held), *held);
  return next;
}

std::size_t ReadySet::waiting() const {
  const std::lock_guard lock(mutex_);
  return static_cast<std::size_t>(
      std::count_if(cameras_.begin(), cameras_.end(), [](const Camera& c) { return c.ready && !c.in_hands; }));
}

}  // namespace framewake
