#pragma once
// What /api/v1/status says.

#include <string>
#include <vector>

#include "base/time.hpp"
#include "frame/camera_status.hpp"

namespace framewake {

struct DaemonStatus {
  std::string version;
  Duration uptime{};
  std::vector<CameraStatus> cameras;
};

/// {"version":"…","uptime":seconds,"cameras":{"front":{…},…}}, the cameras in the order given. A key is absent when its
/// value is not known (yet, or any more).
std::string status_json(const DaemonStatus& status);

}  // namespace framewake
