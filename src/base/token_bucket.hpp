#pragma once
// So much a second, with some in hand. (The tokens of this bucket are not the secret ones.)

#include <algorithm>
#include <chrono>

#include "base/time.hpp"

namespace framewake {

/// Not synchronized. Times must not go backwards.
class TokenBucket {
 public:
  /// `per_second` 0: no limit. `burst`: how much may come at once after a rest.
  TokenBucket(double per_second, double burst) : per_second_(per_second), burst_(burst), balance_(burst) {}

  /// Takes it if all of it is there.
  bool try_take(TimePoint now, double amount = 1) {
    if (per_second_ <= 0) return true;
    refill(now);
    if (balance_ < amount) return false;
    balance_ -= amount;
    return true;
  }
  /// Takes it, there or not: what is lacking is a debt, which time pays.
  void take(TimePoint now, double amount) {
    if (per_second_ <= 0) return;
    refill(now);
    balance_ -= amount;
  }
  /// How long until there is no debt; zero when there is none.
  Duration in_debt_for(TimePoint now) {
    if (per_second_ <= 0) return Duration::zero();
    refill(now);
    if (balance_ >= 0) return Duration::zero();
    const std::chrono::duration<double> wait(std::min(-balance_ / per_second_, longest_debt));
    return std::chrono::ceil<std::chrono::microseconds>(wait);
  }

 private:
  static constexpr double longest_debt = 3600;  // seconds: what is told, not what is owed

  void refill(TimePoint now) {
    if (last_ != TimePoint{} && now > last_)
      balance_ = std::min(burst_, balance_ + per_second_ * to_seconds(now - last_));
    last_ = now;
  }

  double per_second_;
  double burst_;
  double balance_;
  TimePoint last_{};
};

}  // namespace framewake
