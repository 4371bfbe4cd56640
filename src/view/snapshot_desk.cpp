#include "view/snapshot_desk.hpp"

#include <algorithm>
#include <exception>
#include <utility>

#include "base/log.hpp"
#include "base/thread.hpp"

namespace framewake {
namespace {

/// The image's bytes, without what was around them on the wire.
EncodedFrame copy_of(const EncodedFrame& frame) {
  EncodedFrame copy;
  copy.camera = frame.camera;
  copy.number = frame.number;
  copy.session = frame.session;
  copy.arrival = frame.arrival;
  copy.header = frame.header;
  copy.message = frame.message.substr(frame.image_offset);
  return copy;
}

std::string in_seconds(Duration duration) {
  return std::to_string(std::chrono::duration_cast<std::chrono::seconds>(duration).count()) + " s";
}

}  // namespace

SnapshotDesk::SnapshotDesk(Describe describe, const TimeSource& time)
    : SnapshotDesk(std::move(describe), time, Limits{}) {}

SnapshotDesk::SnapshotDesk(Describe describe, const TimeSource& time, Limits limits)
    : describe_(std::move(describe)),
      limits_(limits),
      maker_(time),
      thread_(start_thread("fw-view", [this](const std::stop_token& stop) { run(stop); })) {}

SnapshotDesk::~SnapshotDesk() {
  request_stop();
}

void SnapshotDesk::request_stop() noexcept {
  thread_.request_stop();
}

bool SnapshotDesk::join_until(TimePoint deadline) {
  std::unique_lock lock(mutex_);
  return changed_.wait_until(lock, deadline, [this] { return ended_; });
}

void SnapshotDesk::take(SnapshotRequest request, Done done) {
  const char* refused = nullptr;
  {
    const std::lock_guard lock(mutex_);
    if (stopping_) refused = "the daemon is stopping";
    if (asks_.size() >= limits_.most_waiting) refused = "too many wait for pictures; try again";
    if (refused == nullptr) {
      asks_.push_back({.request = std::move(request), .done = done, .deadline = Clock::now() + limits_.patience});
      wanted_.store(asks_.size());
    }
  }
  if (refused != nullptr) return done({.outcome = Snapshot::Outcome::unavailable, .problem = refused});
  changed_.notify_all();
}

void SnapshotDesk::processed(const EncodedFrame& frame, const Result& result) {
  if (wanted_.load() == 0) return;
  const bool may_be_shown = !result.privacy || result.privacy->may_be_shown();
  bool is_wanted = false;
  {
    const std::lock_guard lock(mutex_);
    for (Ask& ask : asks_) {
      if (ask.request.camera != frame.camera) continue;
      is_wanted = true;
      ask.hidden = !may_be_shown;
    }
  }
  if (!is_wanted || !may_be_shown) return;
  Waiting waiting{copy_of(frame), result.privacy};
  {
    const std::lock_guard lock(mutex_);
    Waiting& place = frames_[frame.camera];
    // One that was looked at for longer may come behind a newer one. What waited there ends when the lock is open again.
    if (place.frame.number <= frame.number) std::swap(place, waiting);
  }
  changed_.notify_all();
}

bool SnapshotDesk::has_work(TimePoint now) const {
  return !frames_.empty() ||
         std::any_of(asks_.begin(), asks_.end(), [&](const Ask& ask) { return ask.is_new || ask.deadline <= now; });
}

/// False when the thread must end.
bool SnapshotDesk::wait_for_work(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  while (!stop.stop_requested() && !has_work(Clock::now())) {
    const auto something = [&] { return has_work(Clock::now()); };
    if (asks_.empty())
      changed_.wait(lock, stop, something);
    else
      changed_.wait_until(lock, stop, asks_.front().deadline, something);  // they come in the order of their deadlines
  }
  return !stop.stop_requested();
}

void SnapshotDesk::run(const std::stop_token& stop) {
  while (wait_for_work(stop)) {
    look_at_the_new();
    show_one();
    give_up(Clock::now());
  }
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  Asks left = take_if([](const Ask&) { return true; });
  answer(left, Snapshot::Outcome::unavailable, [](const Ask&) { return "the daemon is stopping"; });
  const std::lock_guard lock(mutex_);
  ended_ = true;
  changed_.notify_all();
}

/// Takes these out of those who wait, and with the last one of a camera the frame that waits for them.
SnapshotDesk::Asks SnapshotDesk::take_if(const std::function<bool(const Ask&)>& which) {
  Asks taken;
  const std::lock_guard lock(mutex_);
  for (auto ask = asks_.begin(); ask != asks_.end();) {
    if (!which(*ask)) {
      ++ask;
      continue;
    }
    taken.push_back(std::move(*ask));
    ask = asks_.erase(ask);
  }
  wanted_.store(asks_.size());
  std::erase_if(frames_, [&](const auto& waiting) {
    return std::none_of(asks_.begin(), asks_.end(),
                        [&](const Ask& ask) { return ask.request.camera == waiting.first; });
  });
  return taken;
}

void SnapshotDesk::answer(Asks& asks, Snapshot::Outcome outcome,
                          const std::function<std::string(const Ask&)>& problem) {
  for (Ask& ask : asks) ask.done({.outcome = outcome, .problem = problem(ask)});
}

void SnapshotDesk::look_at_the_new() {
  std::vector<CameraId> asked_for;
  {
    const std::lock_guard lock(mutex_);
    for (Ask& ask : asks_)
      if (std::exchange(ask.is_new, false)) asked_for.push_back(ask.request.camera);
  }
  for (const CameraId& camera : asked_for) {
    if (describe_(camera)) continue;
    Asks unknown = take_if([&](const Ask& ask) { return ask.request.camera == camera; });
    answer(unknown, Snapshot::Outcome::unknown_camera,
           [](const Ask& ask) { return "there is no camera " + ask.request.camera.str(); });
  }
}

/// Of one camera for which a frame waits: everybody who wants it gets that one, each in his size.
void SnapshotDesk::show_one() {
  std::optional<Waiting> waiting;
  {
    const std::lock_guard lock(mutex_);
    if (frames_.empty()) return;
    waiting = std::move(frames_.begin()->second);
    frames_.erase(frames_.begin());
  }
  Asks asks = take_if([&](const Ask& ask) { return ask.request.camera == waiting->frame.camera; });
  std::map<int, Snapshot> by_width;
  for (Ask& ask : asks) {
    const auto [made, is_new] = by_width.try_emplace(ask.request.width);
    if (is_new) made->second = picture_of(*waiting, ask.request.width);
    ask.done(made->second);
  }
}

Snapshot SnapshotDesk::picture_of(const Waiting& waiting, int width) {
  Snapshot snapshot{.frame = waiting.frame.number};
  std::string problem;
  try {
    auto made = maker_.make(waiting.frame, waiting.privacy, width);
    if (auto* jpeg = std::get_if<std::string>(&made))
      snapshot.jpeg = std::move(*jpeg);
    else
      problem = std::get<SnapshotMaker::Problem>(made).text;
  } catch (const std::exception& failure) {  // no memory, or OpenCV's word for it
    problem = failure.what();
  }
  if (problem.empty()) return snapshot;
  snapshot.outcome = Snapshot::Outcome::failed;
  snapshot.problem = "no picture could be made of frame " + std::to_string(waiting.frame.number) + " of camera " +
                     waiting.frame.camera.str() + ": " + printable(problem);
  return snapshot;
}

void SnapshotDesk::give_up(TimePoint now) {
  Asks late = take_if([&](const Ask& ask) { return ask.deadline <= now; });
  answer(late, Snapshot::Outcome::unavailable, [this](const Ask& ask) {
    const std::string camera = "camera " + ask.request.camera.str();
    const std::string waited = " within " + in_seconds(limits_.patience);
    if (ask.hidden)
      return camera + ": no frame" + waited +
             " of which anything may be shown: its pipeline hides objects (stage privacy), and nobody has looked for "
             "them";
    return camera + ": no frame was processed" + waited + "; it is " +
           describe_(ask.request.camera).value_or("not known any more");
  });
}

}  // namespace framewake
