#pragma once
// Puts together what the operators see from the parts that know it. Every function is thread-safe.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "app/live.hpp"
#include "base/time.hpp"
#include "config/config.hpp"
#include "http/operator_server.hpp"
#include "ingest/listener.hpp"
#include "output/live_results.hpp"
#include "output/metrics_sink.hpp"

namespace framewake {

/// Cameras that a reload has taken out of the configuration, and when.
using Withdrawn = std::map<CameraId, TimePoint>;

/// The parts that know something of cameras. All must outlive whoever holds this.
struct StatusParts {
  const Live<Config>& config;
  const Live<Withdrawn>& withdrawn;
  FrameExchange& exchange;
  FrameExchange& later;  ///< to the stages that run beside
  const Listener& listener;
  const LiveResults& results;
  const TimeSource& time;
};

/// What a camera's frames say of it: stale or offline when they have stopped, frozen when they come but show the same.
CameraState state_of(const CameraOptions& options, const CameraLink& link, TimePoint now);

/// Nothing when there is no such camera: the configuration does not name it, and it has never come, or not for a day, or
/// was taken out of the configuration and sends no more.
std::optional<CameraStatus> camera_status(const StatusParts& parts, const CameraId& camera);

/// One account per camera, in the order of their names.
std::vector<CameraStatus> camera_statuses(const StatusParts& parts);

}  // namespace framewake
