#pragma once
// Puts together what the operators see from the parts that know it. Every function is thread-safe.

#include <string>
#include <vector>

#include "base/time.hpp"
#include "config/config.hpp"
#include "http/operator_server.hpp"
#include "ingest/listener.hpp"
#include "output/live_results.hpp"
#include "output/metrics_sink.hpp"

namespace framewake {

/// The parts that know something of cameras. All must outlive whoever holds this.
struct StatusParts {
  const Config& config;
  FrameExchange& exchange;
  const Listener& listener;
  const LiveResults& results;
  const TimeSource& time;
};

/// One account per camera, in the order of their names.
std::vector<CameraStatus> camera_statuses(const StatusParts& parts);

}  // namespace framewake
