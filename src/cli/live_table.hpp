#pragma once
// The daemon's status document as a table for the terminal.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace framewake {

/// One camera of /api/v1/status. What the document does not say stays empty.
struct CameraRow {
  std::string name;
  std::string state;
  std::string size;  ///< "768x576"
  std::optional<double> fps;
  std::optional<double> age_p50_ms;
  std::optional<double> age_p99_ms;
  std::uint64_t processed = 0;
  std::uint64_t superseded = 0;
  std::uint64_t expired = 0;
  std::uint64_t rejected = 0;
  std::optional<bool> motion;
  std::optional<double> motion_area;  ///< 0 to 1
};

struct DaemonView {
  std::string version;
  std::optional<double> uptime;  ///< seconds
  std::vector<CameraRow> cameras;
};

/// Nothing when `json` is no status document. Text from outside is made printable.
std::optional<DaemonView> read_daemon_status(std::string_view json);

/// What is known now: a status that has just been fetched; or why there is none, and what was last known (its cameras are
/// named, their numbers are not shown: they are not about now).
struct LiveView {
  std::string url;
  const DaemonView* status = nullptr;  ///< the last good one; null before the first
  std::string problem;                 ///< not empty: the daemon does not answer, or with something else
  double problem_for = 0;              ///< seconds
};

/// Lines for a terminal, without line ends.
std::vector<std::string> live_table(const LiveView& view);

/// The same for a log: one plain line a camera.
std::vector<std::string> live_lines(const LiveView& view);

/// "processed N, superseded N, expired N, rejected N" over all cameras.
std::string live_summary(const DaemonView& status);

}  // namespace framewake
