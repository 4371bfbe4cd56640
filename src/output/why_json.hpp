#pragma once
// What /api/v1/cameras/ID/why says.

#include <string>
#include <vector>

#include "base/time.hpp"
#include "frame/camera_status.hpp"
#include "frame/decision_log.hpp"

namespace framewake {

/// {"camera":"front","state":"live",…,"decisions":[{…},…]} in the order given, newest first; docs/protocol.md tells each key.
std::string why_json(const CameraStatus& camera, const std::vector<LoggedDecision>& decisions, TimePoint now);

}  // namespace framewake
