#pragma once
// How long to wait before the next attempt.

#include <functional>

#include "base/time.hpp"

namespace framewake {

/// Exponential with full jitter: many cameras that lost the same server do not come back at the same instant.
/// Not thread-safe.
class Backoff {
 public:
  using Random = std::function<double()>;  ///< uniform in [0, 1)

  explicit Backoff(Random random, milliseconds shortest = milliseconds(100),
                   milliseconds longest = milliseconds(10'000))
      : random_(std::move(random)), shortest_(shortest), longest_(longest), ceiling_(shortest * 2) {}

  /// Anything from `shortest` up to a ceiling that starts at twice that and doubles with each call, up to `longest`.
  Duration next();
  /// The last attempt was a success.
  void reset() { ceiling_ = shortest_ * 2; }

 private:
  // constant after construction:
  const Random random_;
  const milliseconds shortest_;
  const milliseconds longest_;

  milliseconds ceiling_;
};

/// A generator for Backoff, seeded by the system.
Backoff::Random system_random();

}  // namespace framewake
