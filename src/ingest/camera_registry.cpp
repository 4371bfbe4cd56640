#include "ingest/camera_registry.hpp"

#include <algorithm>

namespace framewake {

Camera* CameraRegistry::open(const CameraId& id, const CameraTerms& terms) {
  {
    const std::lock_guard lock(mutex_);
    if (const auto found = cameras_.find(id); found != cameras_.end()) return found->second.get();
    if (!terms.configured && unconfigured_ >= max_unconfigured_) return nullptr;
  }
  auto camera = std::make_unique<Camera>(id, exchange_.open(id.str(), terms.lane));
  const std::lock_guard lock(mutex_);
  Camera* const opened = cameras_.emplace(id, std::move(camera)).first->second.get();
  if (!terms.configured) ++unconfigured_;
  return opened;
}

void CameraRegistry::change(std::int64_t max_unconfigured, const std::function<bool(const CameraId&)>& configured) {
  // Cameras come on this thread only, so counting them needs no lock.
  const auto unconfigured =
      std::count_if(cameras_.begin(), cameras_.end(), [&](const auto& entry) { return !configured(entry.first); });
  const std::lock_guard lock(mutex_);
  max_unconfigured_ = max_unconfigured;
  unconfigured_ = unconfigured;
}

void CameraRegistry::connected(Camera& camera, bool now_connected) {
  const std::lock_guard lock(mutex_);
  camera.link_.connected = now_connected;
}

void CameraRegistry::took_over(Camera& camera) {
  const std::lock_guard lock(mutex_);
  ++camera.link_.takeovers;
}

void CameraRegistry::reply_dropped(Camera& camera, std::uint64_t count) {
  const std::lock_guard lock(mutex_);
  camera.link_.replies_dropped += count;
}

void CameraRegistry::frame_refused(Camera& camera, TimePoint arrival) {
  camera.arrivals_.add(arrival, {});
  const std::lock_guard lock(mutex_);
  camera.link_.last_frame = arrival;
}

void CameraRegistry::frame_arrived(Camera& camera, TimePoint arrival, const ImageHeader& header, bool again) {
  camera.arrivals_.add(arrival, {});
  const std::lock_guard lock(mutex_);
  camera.link_.last_frame = camera.link_.last_picture = arrival;
  if (!again) camera.link_.unchanged_since = arrival;
  camera.link_.width = header.width;
  camera.link_.height = header.height;
}

CameraLink CameraRegistry::link(const CameraId& id, TimePoint now) const {
  const Camera* camera = nullptr;
  CameraLink link;
  {
    const std::lock_guard lock(mutex_);
    const auto found = cameras_.find(id);
    if (found == cameras_.end()) return link;
    camera = found->second.get();
    link = camera->link_;
  }
  link.fps = camera->arrivals_.summary(now).per_second;
  return link;
}

}  // namespace framewake
