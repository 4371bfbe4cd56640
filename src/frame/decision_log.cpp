#include "frame/decision_log.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>

namespace framewake {
namespace {

constexpr Duration run_gap = std::chrono::seconds(2);      ///< within it the same again is the same run
constexpr Duration slow_camera = std::chrono::minutes(1);  ///< the same in the next frame, if it comes within this

void extend(LoggedDecision& run, std::uint64_t frame, TimePoint arrival, const Decision& decision) {
  const double limit = decision.limit;
  if (std::abs(decision.value - limit) < std::abs(run.closest - limit)) run.closest = decision.value;
  if (frame >= run.frame) {
    run.decision = decision;
    run.frame = frame;
  }
  run.time = std::max(run.time, arrival);
  ++run.frames;
}

}  // namespace

DecisionLog::DecisionLog() {
  entries_.reserve(capacity);
}

void DecisionLog::record(std::uint64_t frame, TimePoint arrival, std::span<const Decision> decisions) {
  if (decisions.empty()) return;
  const std::lock_guard lock(mutex_);
  if (frame != frame_) {
    previous_ = frame_;
    frame_ = frame;
  }
  for (const Decision& decision : decisions) take_down(frame, arrival, decision);
}

void DecisionLog::take_down(std::uint64_t frame, TimePoint arrival, const Decision& decision) {
  Place place = find_run(arrival, decision);
  if (place != nowhere) {
    extend(entries_[place].logged, frame, arrival, decision);
    take_out(place);
    return put_first(place);
  }
  if (entries_.size() < capacity) {
    place = static_cast<Place>(entries_.size());
    entries_.emplace_back();
  } else {
    place = oldest_;
    take_out(place);
  }
  entries_[place].logged = {.decision = decision,
                            .closest = decision.value,
                            .frame = frame,
                            .first_frame = frame,
                            .time = arrival,
                            .first_time = arrival,
                            .frames = 1};
  put_first(place);
}

/// The place of what this decision goes on with. The walk from the newest ends where the entries are too old, so that it is
/// short where little happens.
DecisionLog::Place DecisionLog::find_run(TimePoint arrival, const Decision& decision) const {
  for (Place place = newest_; place != nowhere; place = entries_[place].older) {
    const LoggedDecision& logged = entries_[place].logged;
    const Duration since = arrival - logged.time;
    const bool next = previous_ != 0 && logged.frame >= previous_ && since <= slow_camera;
    if (since > run_gap && !next) return nowhere;
    if (logged.decision.same_matter(decision)) return place;
  }
  return nowhere;
}

void DecisionLog::take_out(Place place) {
  const Place newer = entries_[place].newer;
  const Place older = entries_[place].older;
  (newer == nowhere ? newest_ : entries_[newer].older) = older;
  (older == nowhere ? oldest_ : entries_[older].newer) = newer;
}

void DecisionLog::put_first(Place place) {
  entries_[place].newer = nowhere;
  entries_[place].older = newest_;
  (newest_ == nowhere ? oldest_ : entries_[newest_].newer) = place;
  newest_ = place;
}

std::vector<LoggedDecision> DecisionLog::newest(std::size_t limit) const {
  std::vector<LoggedDecision> found;
  found.reserve(std::min(limit, capacity));  // before the lock is taken
  const std::lock_guard lock(mutex_);
  for (Place place = newest_; place != nowhere && found.size() < limit; place = entries_[place].older)
    found.push_back(entries_[place].logged);
  return found;
}

DecisionLog& DecisionBook::of(const CameraId& camera) {
  const std::lock_guard lock(mutex_);
  return logs_[camera];
}

const DecisionLog* DecisionBook::find(const CameraId& camera) const {
  const std::lock_guard lock(mutex_);
  const auto found = logs_.find(camera);
  return found == logs_.end() ? nullptr : &found->second;
}

}  // namespace framewake
