#include "handoff/ready_set.hpp"

#include <algorithm>
#include <cassert>

namespace framewake {

void ReadySet::mark(std::size_t camera, TimePoint deadline) {
  const std::lock_guard lock(mutex_);
  if (camera >= cameras_.size()) cameras_.resize(camera + 1);
  Camera& entry = cameras_[camera];
  if (entry.ready) return;
  entry.ready = true;
  entry.deadline = deadline;
}

std::optional<ReadySet::Taken> ReadySet::take_earliest() {
  const std::lock_guard lock(mutex_);
  // A scan: a few hundred cameras are a few hundred nanoseconds, and nothing is ever allocated here.
  std::size_t earliest = cameras_.size();
  std::size_t waiting = 0;
  for (std::size_t i = 0; i < cameras_.size(); ++i) {
    const Camera& entry = cameras_[i];
    if (!entry.ready || entry.in_hands) continue;
    ++waiting;
    if (earliest == cameras_.size() || entry.deadline < cameras_[earliest].deadline) earliest = i;
  }
  if (waiting == 0) return std::nullopt;
  cameras_[earliest].ready = false;
  cameras_[earliest].in_hands = true;
  return Taken{earliest, waiting > 1};
}

bool ReadySet::done(std::size_t camera) {
  const std::lock_guard lock(mutex_);
  assert(camera < cameras_.size() && cameras_[camera].in_hands);
  cameras_[camera].in_hands = false;
  return cameras_[camera].ready;
}

std::size_t ReadySet::waiting() const {
  const std::lock_guard lock(mutex_);
  return static_cast<std::size_t>(
      std::count_if(cameras_.begin(), cameras_.end(), [](const Camera& c) { return c.ready && !c.in_hands; }));
}

}  // namespace framewake
