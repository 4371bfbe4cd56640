#pragma once
// Metric families made at the moment of a scrape, from accounts that are kept elsewhere.

#include <prometheus/metric_family.h>

#include <string>
#include <vector>

#include "base/refusals.hpp"
#include "frame/camera_status.hpp"

namespace framewake {

/// Frames received and their fates, frames in flight, connections, states, dropped replies: a series for every camera, also at
/// zero.
std::vector<prometheus::MetricFamily> camera_families(const std::vector<CameraStatus>& cameras);

/// Who was turned away: a series for every reason, also at zero.
prometheus::MetricFamily refusal_family(const std::vector<RefusalAccount>& accounts);

/// Build, uptime, and what the process uses, under the names that Prometheus' own client libraries give it.
std::vector<prometheus::MetricFamily> process_families(const std::string& version, Duration uptime);

}  // namespace framewake
