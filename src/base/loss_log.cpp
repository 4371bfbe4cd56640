#include "base/loss_log.hpp"

#include <utility>

#include "base/log_fields.hpp"

namespace framewake {

LossLog::LossLog(const TimeSource& time, std::function<void(const std::string&)> write, Duration interval)
    : time_(time), write_(std::move(write)), interval_(interval) {}

void LossLog::lost(const std::string& what, std::uint64_t count) {
  std::uint64_t unsaid = 0;
  {
    const std::lock_guard lock(mutex_);
    unsaid_ += count;
    const TimePoint now = time_.now();
    if (now < next_) return;
    next_ = now + interval_;
    unsaid = std::exchange(unsaid_, 0) - 1;
  }
  write_(unsaid == 0 ? what
                     : with_note(what, " (and " + std::to_string(unsaid) + " more since the last such message)"));
}

}  // namespace framewake
