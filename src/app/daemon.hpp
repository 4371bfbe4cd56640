#pragma once
// The daemon, put together: what is made, in which order it starts, and in which order it stops.

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "config/config.hpp"
#include "frame/camera_status.hpp"
#include "vision/stage_table.hpp"

namespace framewake {

/// A listener could not be opened; what() is one line for the operator.
class CannotListen : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

class Daemon {
 public:
  /// Opens the listeners and starts all threads: when this returns, frames are taken. Throws CannotListen and
  /// BadSecrets.
  /// `stages` and `time` must outlive this.
  Daemon(Config config, const StageTable& stages, const TimeSource& time = steady_time());
  /// Stops, when stop() has not; waits for a stage that holds a frame as long as it takes.
  ~Daemon();
  Daemon(const Daemon&) = delete;
  Daemon& operator=(const Daemon&) = delete;

  std::uint16_t ingest_port() const noexcept;
  std::uint16_t http_port() const noexcept;  ///< 0 when the operators' listener is off

  /// Thread-safe.
  std::vector<CameraStatus> cameras() const;

  /// Stops in the order that docs/threads.md tells, within config.processing.stop_timeout. Returns what did not stop in
  /// time, each as a line for the log; when there is any, this object can't be destroyed, and the process should end at
  /// once.
  std::vector<std::string> stop();

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace framewake
