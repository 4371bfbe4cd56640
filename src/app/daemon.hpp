#pragma once
// The daemon, put together: what is made, in which order it starts, and in which order it stops.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/certificates.hpp"
#include "app/expiry.hpp"
#include "app/live.hpp"
#include "app/secrets.hpp"
#include "base/time.hpp"
#include "config/config.hpp"
#include "frame/camera_status.hpp"
#include "http/operator_control.hpp"
#include "vision/stage_table.hpp"

namespace framewake {

struct VitalSigns;

/// A listener could not be opened; what() is one line for the operator.
class CannotListen : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Listening sockets that are used instead of opening config's addresses; they belong to the daemon from then on. -1: none.
struct GivenSockets {
  int ingest = -1;
  int http = -1;
};

/// What a reload has read.
struct Renewal {
  std::optional<Config> config;  ///< nothing: as it is. Differs only in keys that take no restart (plan_reload())
  CameraTokens tokens;
  Certificates certificates;
  HttpOptions http;  ///< those of the configuration, with the password that counts (with_credentials())
};

class Daemon {
 public:
  /// Opens the listeners and starts all threads: when this returns, frames are taken. Throws CannotListen and BadSecrets.
  /// `control`: who does what operators ask for over HTTP; null: nobody. All references must outlive this.
  Daemon(Config config, const StageTable& stages, const TimeSource& time = steady_time(), GivenSockets given = {},
         OperatorControl* control = nullptr);
  /// Stops, when stop() has not; waits for a stage that holds a frame as long as it takes.
  ~Daemon();
  Daemon(const Daemon&) = delete;
  Daemon& operator=(const Daemon&) = delete;

  std::uint16_t ingest_port() const noexcept;
  std::uint16_t http_port() const noexcept;  ///< 0 when the operators' listener is off

  /// Thread-safe.
  std::vector<CameraStatus> cameras() const;

  /// When the certificates in use end. Thread-safe.
  std::vector<CertificateTerm> certificate_terms() const;

  /// The configuration in effect. Thread-safe.
  Live<Config>::Snapshot config() const;

  /// Puts in effect what has been read anew, all of it at one moment: whoever comes is judged by the old or by the new, and
  /// by nothing in between. No frame is lost: what is in hands is finished as it began, and each camera's next frame finds
  /// the new configuration. Certificates are for connections to come. A camera that would not be let in any more is told
  /// so (1008); no other connection is closed. An operator whose session or token does not hold any more is refused at his next
  /// request. What this posts to the net thread comes before all that is posted to it
  /// afterwards. Returns the keys of tokens, certificates and of the password that differ.
  std::vector<std::string> renew(Renewal renewal);

  /// For the watchdog. Usable until stop(); thread-safe.
  VitalSigns vital_signs() const;

  /// Stops in the order that docs/threads.md tells, within config.processing.stop_timeout. Returns what did not stop in
  /// time, each as a line for the log; when there is any, this object can't be destroyed, and the process should end at
  /// once.
  std::vector<std::string> stop();

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace framewake
