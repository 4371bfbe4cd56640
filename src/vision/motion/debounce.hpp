#pragma once
// Whether there is motion, once brief flickers and brief pauses are taken out.

#include <optional>

#include "base/time.hpp"

namespace framewake {

/// Turns on when motion has been seen in every picture for `on_after`, off when none has been seen for `off_after`.
/// Knows the time only from the pictures' arrival, so it changes only with a picture. Thread-bound.
class Debounce {
 public:
  Debounce(Duration on_after, Duration off_after) : on_after_(on_after), off_after_(off_after) {}

  bool update(bool moving, TimePoint arrival) {
    if (moving) {
      if (!moving_since_) moving_since_ = arrival;
      last_moving_ = arrival;
      active_ = active_ || arrival - *moving_since_ >= on_after_;
    } else {
      moving_since_.reset();
      active_ = active_ && arrival - last_moving_ < off_after_;
    }
    return active_;
  }
  /// For how long something has moved, or, when nothing does, how long ago it last did. As of `arrival`, a picture that
  /// update() was told of.
  Duration moving_for(TimePoint arrival) const { return moving_since_ ? arrival - *moving_since_ : Duration::zero(); }
  Duration still_for(TimePoint arrival) const { return arrival - last_moving_; }
  bool active() const noexcept { return active_; }

  /// From the next picture on.
  void change(Duration on_after, Duration off_after) {
    on_after_ = on_after;
    off_after_ = off_after;
  }
  void reset() {
    moving_since_.reset();
    active_ = false;
  }

 private:
  Duration on_after_;
  Duration off_after_;
  std::optional<TimePoint> moving_since_;  ///< the first picture of the present run of motion
  TimePoint last_moving_{};
  bool active_ = false;
};

}  // namespace framewake
