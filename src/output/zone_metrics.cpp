#include "output/zone_metrics.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace framewake {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;

prometheus::Family<prometheus::Counter>& totals(prometheus::Registry& registry, const char* name, const char* help) {
  return prometheus::BuildCounter().Name(name).Help(help).Register(registry);
}

void add_gauge(MetricFamily& family, std::vector<ClientMetric::Label> labels, unsigned value) {
  ClientMetric& metric = family.metric.emplace_back();
  metric.label = std::move(labels);
  metric.gauge.value = value;
}

}  // namespace

ZoneMetrics::ZoneMetrics(prometheus::Registry& registry)
    : entered_(totals(registry, "framewake_zone_entered_total", "Objects that have come into the zone")),
      dwelt_(totals(registry, "framewake_zone_dwelt_total", "Objects that have stayed for the dwell time")),
      crossings_(totals(registry, "framewake_line_crossings_total", "Objects that have crossed the line")) {}

void ZoneMetrics::observe(const Result& result, bool follow_up) {
  Camera* camera = camera_of(result);
  if (camera == nullptr) return;
  Part& part = follow_up ? camera->beside : camera->at_once;
  count(result, part);
  keep(result, part);
}

/// Null as long as the camera has had neither zones nor lines.
ZoneMetrics::Camera* ZoneMetrics::camera_of(const Result& result) {
  {
    const std::lock_guard lock(mutex_);
    if (const auto found = cameras_.find(result.camera); found != cameras_.end()) return &found->second;
  }
  if (result.zones.empty() && result.lines.empty()) return nullptr;
  std::map<CameraId, Camera> made;  // outside of the lock
  made.try_emplace(result.camera);
  const std::lock_guard lock(mutex_);
  return &cameras_.insert(made.extract(made.begin())).position->second;
}

void ZoneMetrics::count(const Result& result, Part& part) {
  const std::string& camera = result.camera.str();
  for (const ZoneResult& zone : result.zones)
    for (const ZoneCounts& counts : zone.labels) {
      ZoneTotals& totals = part.zones[zone.name][counts.label];
      if (totals.entered == nullptr) {
        const prometheus::Labels labels{{"camera", camera}, {"zone", zone.name}, {"label", counts.label}};
        totals = {&entered_.Add(labels), &dwelt_.Add(labels)};
      }
      totals.entered->Increment(counts.entered_now);
      totals.dwelt->Increment(counts.dwelt_now);
    }
  for (const LineResult& line : result.lines)
    for (const LineCounts& counts : line.labels) {
      LineTotals& totals = part.lines[line.name][counts.label];
      for (std::size_t way = 0; way < counts.crossed_now.size(); ++way) {
        const std::string& direction = line.directions[way];
        if (totals.crossed[way] == nullptr || totals.directions[way] != direction) {
          totals.directions[way] = direction;
          totals.crossed[way] = &crossings_.Add(
              {{"camera", camera}, {"line", line.name}, {"direction", direction}, {"label", counts.label}});
        }
        totals.crossed[way]->Increment(counts.crossed_now[way]);
      }
    }
}

/// Copied outside of the lock, into room that is there already.
void ZoneMetrics::keep(const Result& result, Part& part) {
  part.spare.generation = result.generation;
  part.spare.zones = result.zones;
  const std::lock_guard lock(mutex_);
  if (result.generation >= part.newest.generation) std::swap(part.newest, part.spare);
}

std::vector<MetricFamily> ZoneMetrics::present(const std::vector<CameraStatus>& accounts) const {
  std::vector<std::pair<const CameraStatus*, std::vector<ZoneResult>>> all;
  for (const CameraStatus& account : accounts) {
    if (account.state != CameraState::live) continue;
    const std::lock_guard lock(mutex_);
    const auto found = cameras_.find(account.camera);
    if (found == cameras_.end()) continue;
    const Newest &at_once = found->second.at_once.newest, &beside = found->second.beside.newest;
    // What is of an older configuration is of stages that a reload has taken away, or may have.
    for (const Newest* newest : {&at_once, &beside})
      if (newest->generation == std::max(at_once.generation, beside.generation))
        all.emplace_back(&account, newest->zones);
  }
  MetricFamily inside{
      "framewake_zone_objects", "Objects in the zone, in the newest result", prometheus::MetricType::Gauge, {}};
  MetricFamily dwelling{"framewake_zone_dwelling",
                        "Of them, those that have stayed for the dwell time",
                        prometheus::MetricType::Gauge,
                        {}};
  for (const auto& [account, zones] : all)
    for (const ZoneResult& zone : zones)
      for (const ZoneCounts& counts : zone.labels) {
        const std::vector<ClientMetric::Label> labels{
            {"camera", account->camera.str()}, {"label", counts.label}, {"zone", zone.name}};
        add_gauge(inside, labels, counts.inside);
        add_gauge(dwelling, labels, counts.dwelling);
      }
  if (inside.metric.empty()) return {};
  return {std::move(inside), std::move(dwelling)};
}

}  // namespace framewake
