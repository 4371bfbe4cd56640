#pragma once
// Waiting for a moment, so that tests need not.

#include <stop_token>

#include "base/time.hpp"

namespace framewake {

class Pacing {
 public:
  virtual ~Pacing() = default;
  virtual TimePoint now() const = 0;
  /// False when a stop was asked for: then it returns at once, also in the middle of the wait.
  virtual bool wait_until(TimePoint moment, const std::stop_token& stop) = 0;
};

/// The machine's monotonic clock.
class SteadyPacing final : public Pacing {
 public:
  TimePoint now() const override { return steady_time().now(); }
  bool wait_until(TimePoint moment, const std::stop_token& stop) override;
};

}  // namespace framewake
