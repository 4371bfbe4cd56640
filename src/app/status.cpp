#include "app/status.hpp"

#include <algorithm>

namespace framewake {
namespace {

CameraStatus status_of(const CameraId& camera, const StatusParts& parts, const Config& config, TimePoint now) {
  CameraStatus status;
  const CameraOptions& options = config.of(camera);
  status.camera = camera;
  status.pipeline = options.pipeline;
  if (const auto* lane = parts.exchange.find(camera.str())) {
    status.fates = lane->ledger().counts();
    status.idle = lane->rests(now);
  }
  if (const auto* lane = parts.later.find(camera.str())) status.follow_ups = lane->ledger().counts();

  const CameraLink link = parts.listener.link(camera);
  status.connected = link.connected;
  status.fps = link.fps;
  status.width = static_cast<int>(link.width);
  status.height = static_cast<int>(link.height);
  status.replies_dropped = link.replies_dropped;
  if (link.last_frame) status.since_last_frame = std::max(now - *link.last_frame, Duration::zero());
  status.state = state_of(options, link, now);

  const auto live = parts.results.of(camera);
  if (!live) return status;
  status.processed_fps = live->ages.per_second;
  if (live->ages.count > 0) {
    status.age_p50 = live->ages.p50;
    status.age_p99 = live->ages.p99;
  }
  if (now - live->completed <= options.stale_after) {  // older: no longer about now
    status.motion_active = live->motion_active;
    status.motion_area = live->motion_area;
  }
  return status;
}

/// Those that the configuration names, and those that came by themselves, until they have been away for a day. One that was taken
/// out of the configuration is gone as soon as it sends no more.
bool is_shown(const CameraId& camera, const StatusParts& parts, const Config& config, const Withdrawn& withdrawn,
              TimePoint now) {
  if (config.cameras.contains(camera)) return true;
  const CameraLink link = parts.listener.link(camera);
  if (link.connected) return true;
  if (const auto taken_out = withdrawn.find(camera); taken_out != withdrawn.end())
    return link.last_frame && *link.last_frame > taken_out->second;
  if (!link.last_frame) return true;
  constexpr std::chrono::hours a_day{24};
  return now - *link.last_frame <= std::max<Duration>(a_day, config.of(camera).offline_after);
}

}  // namespace

CameraState state_of(const CameraOptions& options, const CameraLink& link, TimePoint now) {
  if (!link.last_frame || now - *link.last_frame > options.offline_after) return CameraState::offline;
  if (now - *link.last_frame > options.stale_after) return CameraState::stale;
  // Where no picture has been among its frames lately, nobody knows whether they show the same.
  const bool may_freeze = options.frozen_after > Duration::zero() && link.last_picture && link.unchanged_since &&
                          now - *link.last_picture <= options.stale_after;
  if (may_freeze && *link.last_picture - *link.unchanged_since >= options.frozen_after) return CameraState::frozen;
  return CameraState::live;
}

std::optional<CameraStatus> camera_status(const StatusParts& parts, const CameraId& camera) {
  if (parts.exchange.find(camera.str()) == nullptr) return std::nullopt;
  const TimePoint now = parts.time.now();
  const Live<Config>::Snapshot config = parts.config.now();
  if (!is_shown(camera, parts, *config, *parts.withdrawn.now(), now)) return std::nullopt;
  return status_of(camera, parts, *config, now);
}

std::vector<CameraStatus> camera_statuses(const StatusParts& parts) {
  const TimePoint now = parts.time.now();
  const Live<Config>::Snapshot config = parts.config.now();
  const Live<Withdrawn>::Snapshot withdrawn = parts.withdrawn.now();
  std::vector<CameraId> cameras;
  parts.exchange.for_each([&](FrameExchange::LaneOf& lane) {
    auto id = CameraId::parse(lane.name());
    if (id && is_shown(*id, parts, *config, *withdrawn, now)) cameras.push_back(std::move(*id));
  });
  std::sort(cameras.begin(), cameras.end());
  std::vector<CameraStatus> statuses;
  statuses.reserve(cameras.size());
  for (const CameraId& camera : cameras) statuses.push_back(status_of(camera, parts, *config, now));
  return statuses;
}

}  // namespace framewake
