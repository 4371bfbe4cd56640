#pragma once
// Tells the journal when a camera begins to be live, stale, offline or frozen.

#include <cstdint>
#include <functional>
#include <map>
#include <vector>

#include "base/time.hpp"
#include "base/token_bucket.hpp"
#include "frame/camera_status.hpp"

namespace framewake {

/// Main thread only.
class StateWatch {
 public:
  /// `time` must outlive this.
  explicit StateWatch(const TimeSource& time);

  /// A line for each camera that is in another state than at the last look, with message_ids::camera_state; none for those
  /// that are seen for the first time, and at most 20 a second (100 at once): of the rest only how many.
  void look(const std::vector<CameraStatus>& cameras);

 private:
  void say(const CameraStatus& camera, CameraState before);

  const TimeSource& time_;
  std::map<CameraId, CameraState> known_;
  TokenBucket lines_;
};

}  // namespace framewake
