#pragma once
// The cameras that have ever been seen, and the account of their connections.

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>

#include "base/recent_quantiles.hpp"
#include "frame/image_header.hpp"
#include "ingest/listener.hpp"
#include "ingest/repetition.hpp"

namespace framewake {

/// A camera as the net thread knows it. Lives as long as the registry.
class Camera {
 public:
  Camera(CameraId camera, FrameExchange::LaneOf& its_lane) : id(std::move(camera)), lane(its_lane) {}

  // constant after construction:
  const CameraId id;
  FrameExchange::LaneOf& lane;

  // net thread only:
  std::uint64_t holder = 0;    ///< the connection whose place it is; 0: nobody's
  std::uint64_t sessions = 0;  ///< WebSockets that ever had the place: the number of the newest
  Repetition repetition;
  CameraRate rate;

 private:
  friend class CameraRegistry;
  RecentQuantiles arrivals_;  // own synchronization; only its rate is of interest
  CameraLink link_;           // guarded by the registry's mutex_
};

/// Cameras are added by the net thread; the account may be read by any thread.
class CameraRegistry {
 public:
  CameraRegistry(FrameExchange& exchange, std::int64_t max_unconfigured)
      : exchange_(exchange), max_unconfigured_(max_unconfigured) {}

  /// The camera; null when it is new, not configured, and too many such are known already.
  Camera* open(const CameraId& id, const CameraTerms& terms);
  /// From here on other cameras count as configured, and there may be so many others. None goes for it.
  void change(std::int64_t max_unconfigured, const std::function<bool(const CameraId&)>& configured);

  void connected(Camera& camera, bool now_connected);
  void took_over(Camera& camera);
  void reply_dropped(Camera& camera, std::uint64_t count);
  /// A frame came, and is rejected. Allocates nothing.
  void frame_refused(Camera& camera, TimePoint arrival);
  /// A frame came, and passed its checks. `again`: it shows what the one before did.
  void frame_arrived(Camera& camera, TimePoint arrival, const ImageHeader& header, bool again);

  /// Thread-safe.
  CameraLink link(const CameraId& id, TimePoint now) const;

 private:
  // constant after construction:
  FrameExchange& exchange_;

  mutable std::mutex mutex_;
  // guarded by mutex_ (a camera never moves or ends):
  std::map<CameraId, std::unique_ptr<Camera>> cameras_;
  std::int64_t max_unconfigured_;
  std::int64_t unconfigured_ = 0;
};

}  // namespace framewake
