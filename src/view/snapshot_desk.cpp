#include "view/snapshot_desk.hpp"

#include <algorithm>
#include <exception>
#include <utility>

#include "base/log.hpp"
#include "base/thread.hpp"
#include "frame/first_look.hpp"

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

SnapshotDesk::SnapshotDesk(Around around, const TimeSource& time) : SnapshotDesk(std::move(around), time, Limits{}) {}

SnapshotDesk::SnapshotDesk(Around around, const TimeSource& time, Limits limits)
    : around_(std::move(around)),
      time_(time),
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
  const CameraId camera = request.camera;
  const std::uint64_t generation = around_.generation();
  {
    const std::lock_guard lock(mutex_);
    if (stopping_) refused = "the daemon is stopping";
    if (asks_.size() >= limits_.most_waiting) refused = "too many wait for pictures; try again";
    if (refused == nullptr) {
      asks_.push_back({.request = std::move(request),
                       .done = done,
                       .deadline = Clock::now() + limits_.patience,
                       .asked = time_.now(),
                       .generation = generation,
                       .number = ++asked_});
      wanted_.store(asks_.size());
    }
  }
  if (refused != nullptr) return done({.outcome = Snapshot::Outcome::unavailable, .problem = refused});
  changed_.notify_all();
  around_.hurry(camera);
}

void SnapshotDesk::processed(const EncodedFrame& frame, const Result& result) {
  if (wanted_.load() == 0) return;
  if (frame.first_look && frame.first_look->ended) return;  // the stages beside have not looked at it
  // What looks beside comes later: it is of use only where nothing could be shown without it.
  const bool was_shown = frame.first_look && (!frame.first_look->privacy || frame.first_look->privacy->may_be_shown());
  if (was_shown) return;
  const Noted noted = note(frame, result);
  if (noted.hurry) around_.hurry(frame.camera);
  if (noted.is_wanted) {
    // Copied without the lock: who wanted it may have got another one meanwhile.
    auto waiting =
        std::make_shared<const Waiting>(Waiting{copy_of(frame), result.privacy, result.generation, noted.asked});
    const std::lock_guard lock(mutex_);
    if (!is_wanted(*waiting)) return;
    auto& place = frames_[frame.camera];
    // One that was looked at for longer may come behind a newer one. What waited there ends when the lock is open again.
    if (!place || place->frame.number <= frame.number) std::swap(place, waiting);
  }
  changed_.notify_all();
}

/// Takes down what this frame is to those who wait.
SnapshotDesk::Noted SnapshotDesk::note(const EncodedFrame& frame, const Result& result) {
  using Hidden = Ask::Hidden;
  Hidden hidden = Hidden::no;
  if (result.privacy && !result.privacy->may_be_shown())
    hidden = result.privacy->misfit ? Hidden::misfit : Hidden::not_looked_at;
  const std::lock_guard lock(mutex_);
  Noted noted{.asked = asked_};
  for (Ask& ask : asks_) {
    if (ask.request.camera != frame.camera) continue;
    const bool counts = result.generation >= ask.generation && !is_older(frame);
    if (counts) ask.hidden = hidden;
    noted.is_wanted = noted.is_wanted || (counts && hidden == Hidden::no);
    noted.hurry = noted.hurry || !counts || hidden != Hidden::no || frame.arrival < ask.asked;
  }
  return noted;
}

/// Than one of which there was a picture.
bool SnapshotDesk::is_older(const EncodedFrame& frame) const {
  const auto given = given_.find(frame.camera);
  return given != given_.end() && frame.number < given->second;
}

/// Whether somebody waits who asked before this frame was processed, by the configuration in effect then.
bool SnapshotDesk::is_wanted(const Waiting& waiting) const {
  if (is_older(waiting.frame)) return false;
  return std::any_of(asks_.begin(), asks_.end(), [&](const Ask& ask) { return may_answer(waiting, ask); });
}

bool SnapshotDesk::may_answer(const Waiting& waiting, const Ask& ask) {
  return ask.request.camera == waiting.frame.camera && waiting.generation >= ask.generation &&
         ask.number <= waiting.asked;
}

/// A frame that came before the question is the answer only when there was no other in time.
bool SnapshotDesk::is_answer(const Waiting& waiting, const Ask& ask, TimePoint now) const {
  return may_answer(waiting, ask) && (waiting.frame.arrival >= ask.asked || ask.deadline <= now);
}

bool SnapshotDesk::has_work(TimePoint now) const {
  return std::any_of(asks_.begin(), asks_.end(), [&](const Ask& ask) {
    if (ask.is_new || ask.deadline <= now) return true;
    const auto waiting = frames_.find(ask.request.camera);
    return waiting != frames_.end() && is_answer(*waiting->second, ask, now);
  });
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
    const TimePoint now = Clock::now();
    look_at_the_new();
    show_one(now);
    give_up(now);
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

/// Takes these out of those who wait, and with the last one who may get a frame the frame that is kept for them.
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
  std::erase_if(frames_, [&](const auto& kept) { return !is_wanted(*kept.second); });
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
    if (around_.describe(camera)) continue;
    Asks unknown = take_if([&](const Ask& ask) { return ask.request.camera == camera; });
    answer(unknown, Snapshot::Outcome::unknown_camera,
           [](const Ask& ask) { return "there is no camera " + ask.request.camera.str(); });
  }
}

/// Of one camera for which a frame waits: everybody who wants it gets that one, each in his size.
void SnapshotDesk::show_one(TimePoint now) {
  std::shared_ptr<const Waiting> waiting;
  {
    const std::lock_guard lock(mutex_);
    for (const Ask& ask : asks_) {
      const auto found = frames_.find(ask.request.camera);
      if (ask.is_new || found == frames_.end() || !is_answer(*found->second, ask, now)) continue;
      waiting = found->second;
      std::uint64_t& given = given_[ask.request.camera];
      given = std::max(given, waiting->frame.number);
      break;
    }
  }
  if (!waiting) return;
  Asks asks = take_if([&](const Ask& ask) { return is_answer(*waiting, ask, now); });
  std::map<int, Snapshot> by_width;
  for (Ask& ask : asks) {
    const auto [made, is_new] = by_width.try_emplace(ask.request.width);
    if (is_new) made->second = picture_of(*waiting, ask.request.width);
    made->second.age = time_.now() - waiting->frame.arrival;
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
  Asks late = take_if([&](const Ask& ask) {
    const auto waiting = frames_.find(ask.request.camera);  // take_if has the lock
    const bool has_answer = waiting != frames_.end() && is_answer(*waiting->second, ask, now);
    return ask.deadline <= now && !has_answer;
  });
  answer(late, Snapshot::Outcome::unavailable, [this](const Ask& ask) {
    const std::string camera = "camera " + ask.request.camera.str();
    const std::string waited = " within " + in_seconds(limits_.patience);
    if (ask.hidden == Ask::Hidden::misfit)
      return camera + ": no frame" + waited +
             " of which anything may be shown: its pipeline hides areas that are written in pixels (stage privacy), "
             "and "
             "they do not go with the size of its pictures; write fractions";
    if (ask.hidden == Ask::Hidden::not_looked_at)
      return camera + ": no frame" + waited +
             " of which anything may be shown: its pipeline hides objects (stage privacy), and nobody has looked for "
             "them in the whole picture since something may have come";
    return camera + ": no frame was processed" + waited + "; it is " +
           around_.describe(ask.request.camera).value_or("not known any more");
  });
}

}  // namespace framewake
