#pragma once
// Which cameras have a frame waiting: a set, not a queue.

#include <cstddef>
#include <mutex>
#include <optional>
#include <vector>

#include "base/time.hpp"

namespace framewake {

/// Thread-safe. A camera (a small number, counted from 0) is at most once in it, and in at most one worker's hands: between
/// take_earliest() and done() it is not handed out again.
class ReadySet {
 public:
  /// The camera has a frame that should be taken by `deadline`. While it waits or is in hands, a further mark keeps its first
  /// deadline: being superseded does not send a camera to the back of the line.
  void mark(std::size_t camera, TimePoint deadline);

  struct Taken {
    std::size_t camera = 0;
    bool more_wait = false;  ///< other cameras are ready: another worker should be woken
  };
  /// Takes the waiting camera whose deadline comes first.
  std::optional<Taken> take_earliest();

  /// The camera leaves the worker's hands. Returns true when it was marked meanwhile and is ready again.
  bool done(std::size_t camera);

  /// Cameras that wait now.
  std::size_t waiting() const;

 private:
  struct Camera {
    bool ready = false;     // marked since it was last taken
    bool in_hands = false;  // between take_earliest and done
    TimePoint deadline{};   // of the first mark
  };
  mutable std::mutex mutex_;
  // guarded by mutex_:
  std::vector<Camera> cameras_;
};

}  // namespace framewake
