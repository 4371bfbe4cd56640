#pragma once
// Says that something was lost at most once a second, and how often since the last time.

#include <cstdint>
#include <functional>
#include <mutex>
#include <string>

#include "base/time.hpp"

namespace framewake {

/// Thread-safe. The write happens outside its lock.
class LossLog {
 public:
  /// `write` gets the line. `time` must outlive this.
  LossLog(const TimeSource& time, std::function<void(const std::string&)> write,
          Duration interval = std::chrono::seconds(1));

  /// Counts one loss; writes "`what`" or "`what` (and N more since the last message)" when the interval has passed.
  /// `what` may carry fields (base/log_fields.hpp).
  void lost(const std::string& what, std::uint64_t count = 1);

 private:
  // constant after construction:
  const TimeSource& time_;
  const std::function<void(const std::string&)> write_;
  const Duration interval_;

  std::mutex mutex_;
  // guarded by mutex_:
  TimePoint next_{};
  std::uint64_t unsaid_ = 0;
};

}  // namespace framewake
