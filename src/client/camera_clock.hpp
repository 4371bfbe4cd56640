#pragma once
// The camera's own clock, and how far it is from the server's.

#include <array>
#include <cstddef>
#include <optional>

#include "base/time.hpp"

namespace framewake {

/// Microseconds since 1970 as they were known when this was made, counted on by the monotonic clock: it never jumps, so
/// an offset once measured stays true when somebody sets the machine's clock. Immutable.
class CameraClock {
 public:
  CameraClock(TimePoint anchor, microseconds wall_at_anchor) : anchor_(anchor), wall_(wall_at_anchor) {}
  /// Reads the wall clock once.
  static CameraClock started_now();
  microseconds at(TimePoint moment) const { return wall_ + std::chrono::duration_cast<microseconds>(moment - anchor_); }

 private:
  TimePoint anchor_;
  microseconds wall_;
};

/// One exchange, NTP's four times: sent and back (t0, t3) by the camera's clock, received and answered (t1, t2) by the
/// server's.
struct ClockSample {
  microseconds t0{}, t1{}, t2{}, t3{};
  microseconds round_trip() const { return (t3 - t0) - (t2 - t1); }
  /// What must be added to the camera's clock to get the server's; wrong by at most half the round trip.
  microseconds offset() const { return ((t1 - t0) + (t2 - t3)) / 2; }
};

/// Keeps the last eight samples and believes the one with the shortest round trip. Not thread-safe.
class OffsetEstimate {
 public:
  /// False when the sample is impossible (or a hostile server's), and ignored.
  bool add(const ClockSample& sample);
  std::optional<ClockSample> best() const;
  void reset() { *this = {}; }

 private:
  std::array<ClockSample, 8> samples_{};
  std::size_t size_ = 0;
  std::size_t next_ = 0;
};

}  // namespace framewake
