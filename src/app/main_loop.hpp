#pragma once
// What the main thread waits for, in one place: signals, the clock, file descriptors, and what other threads ask of it.

#include <csignal>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <utility>
#include <vector>

#include "base/descriptor.hpp"
#include "base/time.hpp"

namespace framewake {

/// Tasks run one after the other on the thread that is in run(). They may call anything here, stop() too. All functions are
/// for that thread, but for those said to be thread-safe. An exception of a task leaves run().
class MainLoop {
 public:
  using Task = std::function<void()>;
  enum class Timer : std::uint64_t {};

  /// Throws std::system_error when the kernel has no descriptor left.
  MainLoop();
  /// What was posted and did not run, never will. Signals stay blocked.
  ~MainLoop() = default;
  MainLoop(const MainLoop&) = delete;
  MainLoop& operator=(const MainLoop&) = delete;

  /// `task` runs for each arrival of `signal` (several that come at once may count as one), instead of what `task` did
  /// before. The signal is blocked in this thread and in those that it starts from now on: call before there are others.
  void on_signal(int signal, Task task);

  /// Thread-safe. `task` runs after all that were posted before.
  void post(Task task);

  /// `task` runs once, as soon as the monotonic clock has reached `deadline`.
  Timer at(TimePoint deadline, Task task);
  /// A timer that has run, or is running, is none any more: nothing happens.
  void cancel(Timer timer);

  /// `readable` runs again and again while there is something to read from `fd`, or its other end is gone. `fd` stays the
  /// caller's and must be open until unwatch().
  void watch(int fd, Task readable);
  void unwatch(int fd);

  /// Waits and runs tasks until one calls stop(). Due tasks that stop() overtakes run when run() is called again.
  void run();
  void stop() noexcept { running_ = false; }

 private:
  bool wait();
  void run_signals();
  void run_posted();
  void run_timers();
  void run_watches();

  const Descriptor wake_;  // eventfd: something was posted
  Descriptor signalled_;   // signalfd; none before the first on_signal()
  sigset_t awaited_;
  bool running_ = false;
  std::uint64_t last_timer_ = 0;
  std::map<int, Task> signals_;
  std::map<std::pair<TimePoint, std::uint64_t>, Task> timers_;
  std::map<int, Task> watches_;
  std::vector<int> readable_;  // of watches_, found by wait()

  std::mutex mutex_;
  // guarded by mutex_:
  std::vector<Task> posted_;
};

}  // namespace framewake
