#pragma once
// How much a camera may send. Net thread only.

#include <algorithm>
#include <chrono>
#include <limits>

#include "base/token_bucket.hpp"

namespace framewake {

struct CameraLimits {
  double fps = 0;               ///< 0: no limit
  double bytes_per_second = 0;  ///< 0: no limit
  bool operator==(const CameraLimits&) const = default;
};

/// Frames are always taken: what came too much is a debt, and reading goes on when that is paid. So a frame larger than
/// a second's worth passes too.
class CameraRate {
 public:
  void set(const CameraLimits& limits) {
    if (limits == limits_) return;
    limits_ = limits;
    frames_ = TokenBucket(limits.fps, std::max(1.0, limits.fps));
    bytes_ = TokenBucket(limits.bytes_per_second, limits.bytes_per_second);
  }
  void took(TimePoint now, double frames, double bytes) {
    frames_.take(now, frames);
    bytes_.take(now, bytes);
    largest_ = std::max(largest_, bytes);
  }
  /// Bytes that it may send in this time, in messages like its largest.
  double allowed_in(std::chrono::duration<double> time) const {
    const double by_frames = limits_.fps > 0 ? limits_.fps * largest_ : std::numeric_limits<double>::infinity();
    const double by_bytes = limits_.bytes_per_second > 0 ? limits_.bytes_per_second : by_frames;
    return std::min(by_frames, by_bytes) * time.count();
  }
  /// How long nothing should be taken.
  Duration pause(TimePoint now) { return std::max(frames_.in_debt_for(now), bytes_.in_debt_for(now)); }

 private:
  CameraLimits limits_;
  TokenBucket frames_{0, 0};
  TokenBucket bytes_{0, 0};
  double largest_ = 0;  // of its messages, bytes
};

}  // namespace framewake
