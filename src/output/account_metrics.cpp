#include "output/account_metrics.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <cstdint>
#include <fstream>
#include <optional>
#include <utility>

namespace framewake {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;
using Labels = std::vector<ClientMetric::Label>;

void add(MetricFamily& family, Labels labels, double value) {
  ClientMetric metric;
  metric.label = std::move(labels);
  if (family.type == MetricType::Counter)
    metric.counter.value = value;
  else
    metric.gauge.value = value;
  family.metric.push_back(std::move(metric));
}

void add(MetricFamily& family, const CameraStatus& camera, std::uint64_t value) {
  add(family, {{"camera", camera.camera.str()}}, static_cast<double>(value));
}

void add_fates(MetricFamily& family, const CameraStatus& camera, const FateCounts& fates) {
  const auto add_one = [&](const char* fate, std::uint64_t value) {
    add(family, {{"camera", camera.camera.str()}, {"fate", fate}}, static_cast<double>(value));
  };
  add_one("processed", fates.processed);
  add_one("superseded", fates.superseded);
  add_one("expired", fates.expired);
  add_one("rejected", fates.rejected);
}

MetricFamily single(std::string name, std::string help, MetricType type, double value) {
  MetricFamily family{std::move(name), std::move(help), type, {}};
  add(family, {}, value);
  return family;
}

double seconds(const timeval& time) {
  constexpr double microsecond = 1e-6;
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * microsecond;
}

double cpu_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

/// Nothing where /proc is not to be read.
std::optional<double> resident_bytes() {
  std::ifstream statm("/proc/self/statm");
  double all = 0;
  double resident = 0;
  if (!(statm >> all >> resident)) return std::nullopt;
  return resident * static_cast<double>(sysconf(_SC_PAGESIZE));
}

}  // namespace

std::vector<MetricFamily> camera_families(const std::vector<CameraStatus>& cameras) {
  MetricFamily received{"framewake_frames_received_total", "Frames that arrived", MetricType::Counter, {}};
  MetricFamily fates{"framewake_frames_total", "Frames by what became of them", MetricType::Counter, {}};
  MetricFamily in_flight{"framewake_frames_in_flight", "Frames received whose fate is open", MetricType::Gauge, {}};
  MetricFamily connected{"framewake_camera_connected", "1 while the camera's WebSocket is open", MetricType::Gauge, {}};
  MetricFamily replies{"framewake_replies_dropped_total",
                       "Replies dropped because the camera did not read them",
                       MetricType::Counter,
                       {}};
  MetricFamily follow_ups{"framewake_follow_ups_total",
                          "Frames for the stages that run beside, by what became of them there",
                          MetricType::Counter,
                          {}};
  MetricFamily idle{
      "framewake_camera_idle", "1 while nothing goes on and the camera is looked at less often", MetricType::Gauge, {}};
  MetricFamily states{"framewake_camera_state", "1 for the state that the camera is in", MetricType::Gauge, {}};
  for (const auto& camera : cameras) {
    for (const CameraState state : all_camera_states)
      add(states, {{"camera", camera.camera.str()}, {"state", std::string(to_string(state))}},
          camera.state == state ? 1 : 0);
    add(received, camera, camera.fates.received);
    add_fates(fates, camera, camera.fates);
    if (camera.follow_ups) add_fates(follow_ups, camera, *camera.follow_ups);
    add(idle, camera, camera.idle ? 1 : 0);
    add(in_flight, camera, camera.fates.in_flight);
    add(connected, camera, camera.connected ? 1 : 0);
    add(replies, camera, camera.replies_dropped);
  }
  std::vector<MetricFamily> families{std::move(received),  std::move(fates),  std::move(in_flight),
                                     std::move(connected), std::move(states), std::move(replies),
                                     std::move(idle)};
  if (!follow_ups.metric.empty()) families.push_back(std::move(follow_ups));
  return families;
}

MetricFamily refusal_family(const std::vector<RefusalAccount>& accounts) {
  MetricFamily family{"framewake_refusals_total",
                      "Connections and requests that were turned away, by listener and reason",
                      MetricType::Counter,
                      {}};
  for (const auto& account : accounts) {
    for (std::size_t kind = 0; kind < refusal_kinds; ++kind) {
      const auto refusal = static_cast<Refusal>(kind);
      add(family, {{"listener", account.listener}, {"reason", std::string(to_string(refusal))}},
          static_cast<double>(account.counts->of(refusal)));
    }
  }
  return family;
}

std::vector<MetricFamily> process_families(const std::string& version, Duration uptime) {
  MetricFamily build{"framewake_build_info", "Always 1; says which version runs", MetricType::Gauge, {}};
  add(build, {{"version", version}}, 1);
  std::vector<MetricFamily> families{std::move(build)};
  families.push_back(
      single("framewake_uptime_seconds", "Since the daemon started", MetricType::Gauge, to_seconds(uptime)));
  families.push_back(
      single("process_cpu_seconds_total", "CPU time used, user and system", MetricType::Counter, cpu_seconds()));
  if (const auto resident = resident_bytes())
    families.push_back(single("process_resident_memory_bytes", "Memory in use", MetricType::Gauge, *resident));
  return families;
}

}  // namespace framewake
