#include "app/state_watch.hpp"

#include <spdlog/fmt/fmt.h>

#include <utility>

#include "base/log_fields.hpp"
#include "base/message_ids.hpp"

namespace framewake {
namespace {

constexpr double lines_per_second = 20;
constexpr double lines_at_once = 100;

}  // namespace

StateWatch::StateWatch(const TimeSource& time) : time_(time), lines_(lines_per_second, lines_at_once) {}

void StateWatch::look(const std::vector<CameraStatus>& cameras) {
  std::map<CameraId, CameraState> now;
  std::size_t unsaid = 0;
  for (const CameraStatus& camera : cameras) {
    now.emplace(camera.camera, camera.state);
    const auto before = known_.find(camera.camera);
    if (before == known_.end() || before->second == camera.state) continue;
    if (lines_.try_take(time_.now()))
      say(camera, before->second);
    else
      ++unsaid;
  }
  known_ = std::move(now);
  if (unsaid > 0) log_with(spdlog::level::warn, fmt::format("{} more cameras have changed their state", unsaid), {});
}

void StateWatch::say(const CameraStatus& camera, CameraState before) {
  const std::string state(to_string(camera.state));
  const std::string was(to_string(before));
  log_with(camera.state == CameraState::live ? spdlog::level::info : spdlog::level::warn,
           "camera " + camera.camera.str() + " is " + state + ", it was " + was,
           {{"MESSAGE_ID", message_ids::camera_state},
            {"CAMERA", camera.camera.str()},
            {"STATE", state},
            {"STATE_BEFORE", was}});
}

}  // namespace framewake
