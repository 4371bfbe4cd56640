#include "output/live_results.hpp"

namespace framewake {

void LiveResults::processed(const EncodedFrame& frame, const Result& result) {
  if (frame.first_look) return;  // the newest result is another's by now
  RecentQuantiles* ages = nullptr;
  {
    const std::lock_guard lock(mutex_);
    Latest& latest = cameras_[result.camera];
    latest.completed = result.completed;
    latest.width = result.width;
    latest.height = result.height;
    latest.motion_active = result.motion ? std::optional(result.motion->active) : std::nullopt;
    latest.motion_area = result.motion ? std::optional(result.motion->area) : std::nullopt;
    ages = &latest.ages;
  }
  ages->add(result.completed, result.times.total);
}

std::optional<LiveResult> LiveResults::of(const CameraId& camera) const {
  LiveResult live;
  const RecentQuantiles* ages = nullptr;
  {
    const std::lock_guard lock(mutex_);
    const auto found = cameras_.find(camera);
    if (found == cameras_.end()) return std::nullopt;
    const Latest& latest = found->second;
    live.completed = latest.completed;
    live.width = latest.width;
    live.height = latest.height;
    live.motion_active = latest.motion_active;
    live.motion_area = latest.motion_area;
    ages = &latest.ages;
  }
  live.ages = ages->summary(time_.now());
  return live;
}

}  // namespace framewake
