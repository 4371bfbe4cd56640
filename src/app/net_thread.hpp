#pragma once
// The thread fw-net: it runs the io_context that owns every socket of the daemon. "Ask the other thread for help" is
// boost::asio::post to that io_context.

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>

#include "base/time.hpp"

namespace framewake {

class NetThread {
 public:
  NetThread() : work_(boost::asio::make_work_guard(io_)) {}
  /// Stops the io_context wherever it is and joins.
  ~NetThread();

  /// What lives on it is made before start() and ends after the thread has.
  boost::asio::io_context& io() noexcept { return io_; }
  /// Returns when the thread turns: what listens is then accepted.
  void start();
  /// Thread-safe: `task` runs on the thread.
  void post(std::function<void()> task);
  /// Lets the io_context run dry: the thread ends when the last socket and timer has.
  void finish();
  /// Waits for that end, but not longer than `deadline`; true when it has ended.
  bool join_until(TimePoint deadline);

 private:
  void run();

  boost::asio::io_context io_{1};  // 1: one thread runs it
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_;
  std::mutex mutex_;
  std::condition_variable ended_cv_;
  bool ended_ = false;  // guarded by mutex_
  std::jthread thread_;
};

}  // namespace framewake
