#include "output/zone_metrics.hpp"

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
  count(result);
  keep(result, follow_up);
}

/// Looked up for each frame that has zones, and only for those.
void ZoneMetrics::count(const Result& result) {
  const std::string& camera = result.camera.str();
  for (const ZoneResult& zone : result.zones) {
    for (const ZoneCounts& counts : zone.labels) {
      const prometheus::Labels labels{{"camera", camera}, {"zone", zone.name}, {"label", counts.label}};
      entered_.Add(labels).Increment(counts.entered_now);
      dwelt_.Add(labels).Increment(counts.dwelt_now);
    }
  }
  for (const LineResult& line : result.lines)
    for (const LineCounts& counts : line.labels)
      for (std::size_t way = 0; way < counts.crossed_now.size(); ++way)
        crossings_
            .Add(
                {{"camera", camera}, {"line", line.name}, {"direction", line.directions[way]}, {"label", counts.label}})
            .Increment(counts.crossed_now[way]);
}

void ZoneMetrics::keep(const Result& result, bool follow_up) {
  const std::lock_guard lock(mutex_);
  auto found = cameras_.find(result.camera);
  if (found == cameras_.end()) {
    if (result.zones.empty()) return;
    found = cameras_.try_emplace(result.camera).first;
  }
  Newest& newest = found->second;
  if (result.generation < newest.generation) return;  // of stages that a reload has taken away, or may have
  if (result.generation > newest.generation) newest = {.generation = result.generation, .at_once = {}, .beside = {}};
  (follow_up ? newest.beside : newest.at_once) = result.zones;
}

std::vector<MetricFamily> ZoneMetrics::present(const std::vector<CameraStatus>& accounts) const {
  MetricFamily inside{
      "framewake_zone_objects", "Objects in the zone, in the newest result", prometheus::MetricType::Gauge, {}};
  MetricFamily dwelling{"framewake_zone_dwelling",
                        "Of them, those that have stayed for the dwell time",
                        prometheus::MetricType::Gauge,
                        {}};
  {
    const std::lock_guard lock(mutex_);
    for (const CameraStatus& account : accounts) {
      const auto found = cameras_.find(account.camera);
      if (account.state != CameraState::live || found == cameras_.end()) continue;
      for (const auto* zones : {&found->second.at_once, &found->second.beside})
        for (const ZoneResult& zone : *zones)
          for (const ZoneCounts& counts : zone.labels) {
            const std::vector<ClientMetric::Label> labels{
                {"camera", account.camera.str()}, {"label", counts.label}, {"zone", zone.name}};
            add_gauge(inside, labels, counts.inside);
            add_gauge(dwelling, labels, counts.dwelling);
          }
    }
  }
  if (inside.metric.empty()) return {};
  return {std::move(inside), std::move(dwelling)};
}

}  // namespace framewake
