#pragma once
// A camera's beat.

#include <algorithm>
#include <cstdint>
#include <thread>

#include "base/time.hpp"

namespace framewake::bench {

/// Moments `interval` apart, from the first next() on. A beat that was missed by more than `patience`, because what is done at
/// each took too long, is passed over, as a camera's exposure would be.
class Beat {
 public:
  explicit Beat(Duration interval, Duration patience = {}) : interval_(interval), patience_(patience) {}

  /// Sleeps until the next beat, unless that is over already, and returns its number, from 0.
  std::uint64_t next() {
    const TimePoint now = Clock::now();
    if (beats_ == 0) start_ = now;
    const auto due = static_cast<std::uint64_t>(std::max(now - start_ - patience_, Duration::zero()) / interval_);
    beat_ = beats_ == 0 ? 0 : std::max(beat_ + 1, due);
    ++beats_;
    std::this_thread::sleep_until(start_ + beat_ * interval_);
    return beat_;
  }
  /// How many beats were passed over so far.
  std::uint64_t missed() const noexcept { return beats_ == 0 ? 0 : beat_ + 1 - beats_; }

 private:
  const Duration interval_;
  const Duration patience_;
  TimePoint start_{};
  std::uint64_t beat_ = 0;
  std::uint64_t beats_ = 0;
};

}  // namespace framewake::bench
