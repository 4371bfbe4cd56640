#pragma once
// A moment's account of one camera, for status pages and metrics.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/fate_ledger.hpp"
#include "base/time.hpp"
#include "frame/camera_id.hpp"

namespace framewake {

/// Follows from frames, rejected ones too, not from sockets: live while they arrive, stale when they have stopped, offline when they have
/// long stopped or the camera is gone, frozen when they arrive and show the same all the time.
enum class CameraState : std::uint8_t { live, stale, offline, frozen };
inline constexpr std::array all_camera_states{CameraState::live, CameraState::stale, CameraState::offline,
                                              CameraState::frozen};
std::string_view to_string(CameraState state) noexcept;

struct CameraStatus {
  CameraId camera;
  std::string pipeline;
  CameraState state = CameraState::offline;
  bool connected = false;  ///< a WebSocket is open
  FateCounts fates;
  std::optional<FateCounts> follow_ups;  ///< of frames that stages look at beside; absent where there never was one
  bool idle = false;                     ///< nothing goes on, and so it is looked at less often (idle_fps)
  double fps = 0;                        ///< frames received a second, lately
  double processed_fps = 0;              ///< frames processed a second, lately
  std::optional<Duration> age_p50;       ///< arrival → result, lately; absent while there are no results
  std::optional<Duration> age_p99;
  std::optional<Duration> since_last_frame;
  int width = 0;  ///< of the last frame that passed its header check; 0 before
  int height = 0;
  std::optional<bool> motion_active;  ///< of the last result; absent when too old to speak of now
  std::optional<double> motion_area;
  std::uint64_t replies_dropped = 0;
};

}  // namespace framewake
