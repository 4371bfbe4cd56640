#pragma once
// Which cameras have a frame waiting: a set, not a queue.

#include <cstddef>
#include <mutex>
#include <optional>
#include <vector>

#include "base/time.hpp"

namespace framewake {

/// Thread-safe. A camera (a small number, counted from 0) is at most once in it, and in at most one worker's hands: between
/// take() and done() it is not handed out again.
///
/// Who is taken first: each look costs a camera 1/priority, and of those that wait it is the turn of whoever has had the
/// least, so that under want of time cameras are looked at as often as their priorities say, and nobody starves. Among those
/// that are less than one look of their own ahead of that one, the frame that must be taken soonest goes first (its arrival +
/// max_age): deadlines order looks, and never add any. Who did not wait saves nothing up, and where only one camera waits
/// there is no want, and what was had before is forgotten.
class ReadySet {
 public:
  /// What counts when a camera's turn is decided.
  struct Claims {
    TimePoint arrival;  ///< of the newest frame
    Duration max_age{};
    double priority = 1;
    bool may_rest = true;  ///< false: somebody waits for the answer to this frame; it is taken though the camera rests
  };

  /// There are so many cameras: to mark and take theirs needs no memory from then on. What there is stays as it is when this throws.
  void make_room(std::size_t cameras);

  /// The camera has a frame waiting. While it waits, a further mark keeps the first one's arrival: being superseded does not
  /// send a camera to the back of the line. One that rests stands in no line: it begins with the frame that can be taken. Returns whether a worker should look: the camera can be taken now, or a rest
  /// began whose end somebody must watch for.
  bool mark(std::size_t camera, const Claims& claims);

  struct Taken {
    std::size_t camera = 0;
    bool more_wait = false;  ///< other cameras can be taken: another worker should be woken
    bool others_rest = false;
  };
  /// Takes the camera whose turn it is.
  std::optional<Taken> take(TimePoint now);

  /// The camera in hands rests until then: frames that come earlier wait for their successors. The first to arrive
  /// afterwards is taken at once. One that has no successor within half of its max_age is taken then, whatever the rest is;
  /// and at once when none is to be expected in that time, because one of the last two was longer in coming.
  void rest(std::size_t camera, TimePoint until);

  /// This one does not rest any more, in hands or not; or none does.
  void end_rest(std::size_t camera);
  void end_rests();

  /// The camera leaves the worker's hands. Returns whether a worker should look, as mark() does.
  bool done(std::size_t camera);

  /// When the next camera that rests and has a frame waiting can be taken; nothing when there is none.
  std::optional<TimePoint> next_release() const;

  /// Cameras that wait now, resting or not.
  std::size_t waiting() const;

 private:
  struct Camera {
    bool ready = false;                                 // marked since it was last taken
    bool in_hands = false;                              // between take and done
    bool may_rest = true;                               // of all marks since
    TimePoint first{};                                  // arrival of the first mark that was not held by a rest
    TimePoint newest{};                                 // and of the last
    std::optional<Duration> interval, interval_before;  // between the last three marks
    Duration max_age{};
    double priority = 1;
    double had = 0;  // looks, each 1/priority; at least had_ when it begins to wait
    TimePoint rests_until{};
  };
  void have_room(std::size_t cameras);
  std::optional<std::size_t> whose_turn() const;
  static std::optional<TimePoint> held_until(const Camera& camera);

  mutable std::mutex mutex_;
  // guarded by mutex_:
  std::vector<Camera> cameras_;
  double had_ = 0;                    ///< by whoever has had least of those that wait, or waited last
  std::vector<std::size_t> waiting_;  ///< of take(), which allocates nothing
};

}  // namespace framewake
