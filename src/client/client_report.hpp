#pragma once
// What a camera client tells its user: counts, rates, round trips.

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "base/recent_quantiles.hpp"
#include "base/time.hpp"

namespace framewake {

/// Quantiles over a whole run, exact to 5 %, constant in memory. Not thread-safe.
class DurationHistogram {
 public:
  void add(Duration value);
  std::uint64_t count() const noexcept { return count_; }
  /// The value below which `share` (0 to 1) of all values lie; nothing while there are none.
  std::optional<Duration> quantile(double share) const;

 private:
  std::array<std::uint64_t, 512> counts_{};  // bucket i: up to 1.05^i µs
  std::uint64_t count_ = 0;
};

/// Counts of one run of a camera client. Not thread-safe: bound to the net thread, read by others after its end.
class ClientReport {
 public:
  explicit ClientReport(const TimeSource& time) : time_(time), last_line_at_(time.now()) {}

  /// The first status line speaks of the time from here.
  void begin() { last_line_at_ = time_.now(); }
  void sending(std::uint64_t seq);
  void sent(std::size_t bytes);
  void superseded(std::uint64_t count) { superseded_ += count; }
  void result(std::optional<std::uint64_t> seq);
  void rejected(std::optional<std::uint64_t> seq, const std::string& reason, const std::string& detail);
  void clock_round_trip(Duration value) { clock_.add(value); }

  std::uint64_t sent_count() const noexcept { return sent_; }
  std::uint64_t result_count() const noexcept { return results_; }
  /// True when the newest frame that was sent has been answered (or none was sent).
  bool newest_answered() const noexcept { return newest_answered_; }

  /// One line on what happened since the last call.
  std::string status_line();
  /// "sent N, superseded M, rejected K, results R, round trip p50 X ms p99 Y ms".
  std::string summary() const;

 private:
  std::optional<Duration> answered(std::optional<std::uint64_t> seq);

  const TimeSource& time_;
  std::map<std::uint64_t, TimePoint> unanswered_;  // by seq; bounded
  std::uint64_t newest_ = 0;
  bool newest_answered_ = true;
  std::uint64_t sent_ = 0, bytes_ = 0, superseded_ = 0, rejected_ = 0, results_ = 0;
  std::uint64_t sent_before_ = 0, bytes_before_ = 0;  // at the last status line
  TimePoint last_line_at_;
  std::string last_rejection_;
  RecentQuantiles recent_;
  DurationHistogram answers_;  // send → result
  DurationHistogram clock_;    // of the clock exchanges, for runs without results
};

}  // namespace framewake
