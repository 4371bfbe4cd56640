#pragma once
// Three ways to hand frames from the server's thread to a slow processor.

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "base/time.hpp"

namespace framewake::bench {

/// The processor's work on the frame with this number (from 1): slow. Called by one thread.
using SlowWork = std::function<void(std::uint64_t number)>;

class Design {
 public:
  virtual ~Design() = default;
  virtual std::uint16_t port() const = 0;
  /// Frames received so far. Throws Broken when any is unaccounted for.
  virtual std::uint64_t received() = 0;
};

/// One frame, and a lock that the processor holds while it works on it: the usual first attempt.
std::unique_ptr<Design> make_lock_held_design(SlowWork work);
/// A queue, unbounded, first in, first out.
std::unique_ptr<Design> make_queue_design(SlowWork work);
/// The daemon. `waits` gets, per frame, what passed from its arrival until it was taken; from the thread that works.
std::unique_ptr<Design> make_framewake_design(SlowWork work, std::vector<double>& waits_us);

}  // namespace framewake::bench
