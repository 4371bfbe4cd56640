#pragma once
// The wake-up flag between threads, like Python's threading.Event.

#include <condition_variable>
#include <mutex>
#include <stop_token>

#include "base/time.hpp"

namespace framewake {

/// Thread-safe. The protocol that loses no wake-up is wait → clear → take: who clears after taking erases the set() of
/// whatever arrived in between, and that frame waits for ever (tests/unit/handoff shows both).
class Event {
 public:
  /// Wakes one waiter; the flag stays up until somebody clears it.
  void set();
  void clear();
  bool is_set() const;
  /// Waits until the flag is up (true) or a stop is asked for (false). A stop wakes at once, also in the middle of the wait,
  /// and comes before the flag.
  bool wait(const std::stop_token& stop);
  /// The same, and true also when the flag stays down but the clock has come to `until`.
  bool wait_until(const std::stop_token& stop, TimePoint until);

 private:
  mutable std::mutex mutex_;
  std::condition_variable_any woken_;
  bool set_ = false;  // guarded by mutex_
};

}  // namespace framewake
