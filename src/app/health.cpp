#include "app/health.hpp"

#include "base/log_fields.hpp"
#include "base/message_ids.hpp"

namespace framewake {
namespace {

std::string seconds(Duration d) {
  return std::to_string(std::chrono::duration_cast<std::chrono::seconds>(d).count()) + " s";
}

std::string text_of(const WorkerState& worker, TimePoint now) {
  return worker.thread + " has held a frame of camera " + worker.camera.value_or("?") +
         (worker.stage.empty() ? "" : " in stage " + worker.stage) + " for " + seconds(now - *worker.since);
}

void log_wedged(const WorkerState& worker, TimePoint now) {
  log_with(spdlog::level::critical, text_of(worker, now) + ": wedged; the watchdog is not fed while this lasts",
           {{"MESSAGE_ID", message_ids::stage_wedged},
            {"CAMERA", worker.camera.value_or("?")},
            {"STAGE", worker.stage},
            {"WORKER", worker.thread}});
}

void log_unwedged(const std::string& thread) {
  log_with(spdlog::level::warn, thread + " goes on", {{"MESSAGE_ID", message_ids::unwedged}, {"WORKER", thread}});
}

}  // namespace

Health::Health(VitalSigns signs, HealthLimits limits, const TimeSource& time)
    : signs_(std::move(signs)), limits_(limits), time_(time), waiting_(std::make_shared<Waiting>(false)) {}

bool Health::look() {
  problem_.clear();
  const TimePoint now = time_.now();
  look_at_net(now);
  look_at_workers(now);
  return problem_.empty();
}

void Health::look_at_net(TimePoint now) {
  const Duration silent = waiting_->load() ? now - asked_ : Duration::zero();
  const bool wedged = silent > limits_.net_silence;
  if (wedged) note("fw-net has not turned for " + seconds(silent));
  if (wedged && !net_wedged_)
    log_with(spdlog::level::critical, problem_ + ": wedged; the watchdog is not fed while this lasts",
             {{"MESSAGE_ID", message_ids::net_wedged}, {"WORKER", "fw-net"}});
  if (!wedged && net_wedged_) log_unwedged("fw-net");
  net_wedged_ = wedged;
  if (waiting_->exchange(true)) return;
  asked_ = now;
  signs_.ask_net_thread([waiting = waiting_] { *waiting = false; });
}

void Health::look_at_workers(TimePoint now) {
  std::map<std::string, TimePoint> wedged;
  for (const WorkerState& worker : signs_.workers()) {
    if (!worker.since || now - *worker.since <= limits_.stall) continue;
    note(text_of(worker, now));
    wedged[worker.thread] = *worker.since;
    const auto known = wedged_.find(worker.thread);
    if (known == wedged_.end() || known->second != *worker.since) log_wedged(worker, now);
  }
  for (const auto& [thread, since] : wedged_)
    if (!wedged.contains(thread)) log_unwedged(thread);
  wedged_ = std::move(wedged);
}

void Health::note(const std::string& line) {
  problem_ += (problem_.empty() ? "" : "; ") + line;
}

std::string stuck_workers(const std::vector<WorkerState>& workers, TimePoint now, Duration limit) {
  std::string problem;
  for (const WorkerState& worker : workers) {
    if (!worker.since || now - *worker.since <= limit) continue;
    if (!problem.empty()) problem += "; ";
    problem += text_of(worker, now);
  }
  return problem;
}

}  // namespace framewake
