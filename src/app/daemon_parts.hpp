#pragma once
// Everything the daemon is made of: what daemon.cpp puts together, daemon_reload.cpp changes and daemon_stop.cpp stops.

#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "app/daemon.hpp"
#include "app/health.hpp"
#include "app/net_thread.hpp"
#include "app/status.hpp"
#include "frame/decision_log.hpp"
#include "output/decision_sink.hpp"
#include "output/reply_sink.hpp"
#include "view/snapshot_desk.hpp"
#include "vision/pipeline.hpp"
#include "vision/track/numbers.hpp"

namespace framewake {

inline LaneTerms lane_terms(const CameraOptions& options) {
  return {options.max_age, options.priority};
}

/// Thread-safe.
class CameraSet {
 public:
  void add(const CameraId& camera) {
    const std::lock_guard lock(mutex_);
    cameras_.insert(camera);
  }
  /// Whether it was there; now it is not.
  bool take(const CameraId& camera) {
    const std::lock_guard lock(mutex_);
    return cameras_.erase(camera) > 0;
  }

 private:
  std::mutex mutex_;
  std::set<CameraId> cameras_;  // guarded by mutex_
};

/// Who may send is judged by these together.
struct Admission {
  Live<Config>::Snapshot config;
  std::shared_ptr<const CameraTokens> tokens;  // shared with the Admission that follows, where no token has changed
};

/// In the order in which it is made; destroyed in the reverse order. Threads: the main thread's, unless a member says
/// otherwise.
struct Daemon::Parts final : OperatorSource {
  Parts(Config the_config, const StageTable& the_stages, const TimeSource& the_time, GivenSockets given,
        OperatorControl* control);

  std::string status_json() override;
  std::string why_json(const CameraId& camera, std::size_t limit) override;
  std::string metrics_text() override { return metrics.text() + expiry_metrics(*certificate_terms.now()); }
  std::string health_problem() override {
    return stuck_workers(workers(), time.now(), config.now()->processing.stall_timeout);
  }

  std::vector<RefusalAccount> refusals() const;
  std::optional<std::string> word_for(const CameraId& camera);
  StatusParts status_parts() { return {config, withdrawn, exchange, later_exchange, listener, results, time}; }
  std::optional<CameraTerms> terms_of(const CameraId& camera) const;
  CameraWork make_work(const CameraId& camera, std::unique_ptr<Pipeline> former);
  CameraWork make_later_work(const CameraId& camera, std::unique_ptr<Pipeline> former);
  bool look_later(EncodedFrame frame);
  std::vector<WorkerState> workers() const;
  void open_configured_cameras();
  void change_lanes();
  std::vector<std::string> renew(Renewal next);
  void use(Certificates next);
  void config_changed();
  void note_withdrawn(const Config& before);
  void note_beside_ended();
  std::vector<std::string> stop();
  void say_final_account();

  Live<Config> config;
  Live<Withdrawn> withdrawn{{}};
  Live<Admission> admission;  // of the config in effect
  DecisionBook decisions;     // of all cameras; no reload touches it
  Certificates certificates;  // main thread; the listeners have their own hold on them
  Live<std::vector<CertificateTerm>> certificate_terms;
  std::string password_hash;  // the operators', as it counts; main thread
  const StageTable& stages;
  const TimeSource& time;
  const TimePoint started;

  TrackNumbersByCamera track_numbers;
  CameraSet beside_ended;  // cameras whose pipeline has, or had since, no stages that run beside

  FrameExchange exchange;
  FrameExchange later_exchange;  // to the stages that run beside
  NetThread net;
  Listener listener;  // lives on the net thread
  ReplySink replies;
  LiveResults results;
  DecisionSink decided;
  MetricsSink metrics;
  SnapshotDesk pictures;
  ProcessorPool later_processors;
  ProcessorPool processors;
  std::unique_ptr<OperatorServer> operators;  // lives on the net thread; null when off
  bool stopped = false;
};

}  // namespace framewake
