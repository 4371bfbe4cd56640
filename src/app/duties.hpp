#pragma once
// What the main thread does between signals: looks after the daemon's health, feeds the watchdog, says how things stand.

#include <functional>
#include <string>
#include <vector>

#include "app/expiry.hpp"
#include "app/health.hpp"
#include "app/state_watch.hpp"
#include "base/service_manager.hpp"
#include "frame/camera_status.hpp"

namespace framewake {

/// The daemon in one line, for `systemctl status`: "2 of 3 cameras live, 49.8 frames/s, age p50 4 ms p99 9 ms (front)".
/// The ages are those of the live camera whose results are oldest.
std::string one_line(const std::vector<CameraStatus>& cameras);

/// Main thread only.
class Duties {
 public:
  using Cameras = std::function<std::vector<CameraStatus>()>;
  using CertificateTerms = std::function<std::vector<CertificateTerm>()>;

  /// `manager` and `time` must outlive this. `stall` is processing.stall_timeout.
  Duties(ServiceManager& manager, VitalSigns signs, Cameras cameras, Duration stall, const TimeSource& time,
         CertificateTerms certificates = nullptr);

  /// Does what is due, and returns when the next thing is. The watchdog is fed at half of its limit, and only while all is
  /// well; what is not well is looked at again after a quarter of the limit, 1 s at most.
  TimePoint attend();
  /// What the status line says at its end, from now until the next remark; "" takes it away. Such as why a reload was
  /// refused.
  void remark(std::string text);

 private:
  void feed(TimePoint now, bool well);
  void tell_status(TimePoint now, bool well);
  void tell_journal(const std::vector<CameraStatus>& cameras);

  ServiceManager& manager_;
  const Cameras cameras_;
  const CertificateTerms certificates_;
  const TimeSource& time_;
  const Duration look_every_;
  Health health_;
  StateWatch states_;
  ExpiryWatch expiry_;
  TimePoint next_feed_{};
  TimePoint next_status_{};
  bool was_well_ = true;
  std::string remark_;
  std::string said_;
};

}  // namespace framewake
