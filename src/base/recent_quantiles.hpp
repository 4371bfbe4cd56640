#pragma once
// Quantiles of the last few hundred values, for status pages: exact over its window, constant in memory.

#include <array>
#include <cstddef>
#include <mutex>

#include "base/time.hpp"

namespace framewake {

/// Thread-safe. Holds the newest 512 samples of the last `window`.
class RecentQuantiles {
 public:
  struct Summary {
    std::size_t count = 0;  ///< samples within the window, at most 512
    Duration p50{};
    Duration p99{};
    double per_second = 0;  ///< rate of samples within the window, or since the first, at least over a second
  };

  explicit RecentQuantiles(Duration window = std::chrono::seconds(10)) : window_(window) {}

  void add(TimePoint at, Duration value);
  Summary summary(TimePoint now) const;

 private:
  struct Sample {
    TimePoint at;
    Duration value{};
  };
  const Duration window_;
  mutable std::mutex mutex_;
  // guarded by mutex_:
  std::array<Sample, 512> samples_{};
  std::size_t next_ = 0;
  std::size_t size_ = 0;
  TimePoint first_{};  // when the first sample of all came
};

}  // namespace framewake
