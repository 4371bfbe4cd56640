#pragma once
// A clock that stands still until a test moves it. Thread-safe.

#include <atomic>

#include "base/time.hpp"

namespace framewake::test {

class ManualTime final : public TimeSource {
 public:
  TimePoint now() const noexcept override { return TimePoint(Duration(ticks_.load())); }
  void advance(Duration by) noexcept { ticks_.fetch_add(by.count()); }

 private:
  std::atomic<Duration::rep> ticks_{std::chrono::duration_cast<Duration>(std::chrono::hours(1)).count()};
};

}  // namespace framewake::test
