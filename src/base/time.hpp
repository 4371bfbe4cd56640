#pragma once
// Time, as something that is handed in. Durations and deadlines use the monotonic clock only; the wall clock
// appears in log lines and in the clock exchange with cameras, nowhere else.

#include <chrono>
#include <cstdint>

namespace framewake {

using Clock = std::chrono::steady_clock;
using TimePoint = Clock::time_point;
using Duration = Clock::duration;
using std::chrono::microseconds;
using std::chrono::milliseconds;

/// Where "now" comes from. Thread-safe. Production uses steady_time(); tests use support/manual_time.hpp.
class TimeSource {
 public:
  virtual ~TimeSource() = default;
  virtual TimePoint now() const noexcept = 0;
};

/// The machine's monotonic clock.
const TimeSource& steady_time() noexcept;

/// Whole microseconds of a duration, rounded towards zero.
constexpr std::int64_t to_us(Duration d) noexcept {
  return std::chrono::duration_cast<microseconds>(d).count();
}

/// A duration in seconds.
constexpr double to_seconds(Duration d) noexcept {
  return std::chrono::duration<double>(d).count();
}

}  // namespace framewake
