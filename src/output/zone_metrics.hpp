#pragma once
// The metrics of what stages `zones` count.

#include <prometheus/counter.h>
#include <prometheus/family.h>
#include <prometheus/metric_family.h>
#include <prometheus/registry.h>

#include <cstdint>
#include <map>
#include <mutex>
#include <vector>

#include "frame/camera_status.hpp"
#include "frame/result.hpp"

namespace framewake {

/// Totals go on for as long as the process lives; who is in a zone now is what the newest result says, and goes with it: when
/// a reload takes the zone or the stage away, so does what was in it. Thread-safe.
class ZoneMetrics {
 public:
  /// The totals are registered there.
  explicit ZoneMetrics(prometheus::Registry& registry);

  /// `follow_up`: of the stages that run beside.
  void observe(const Result& result, bool follow_up);

  /// Who is in the zones now, of cameras that are live: of others nobody knows.
  std::vector<prometheus::MetricFamily> present(const std::vector<CameraStatus>& accounts) const;

 private:
  using Counters = prometheus::Family<prometheus::Counter>;

  /// What the newest results of a camera have of zones, by part of the pipeline.
  struct Newest {
    std::uint64_t generation = 0;  ///< of the configuration; what comes of one before it is of the past
    std::vector<ZoneResult> at_once, beside;
  };

  void count(const Result& result);
  void keep(const Result& result, bool follow_up);

  // own synchronization:
  Counters &entered_, &dwelt_, &crossings_;

  mutable std::mutex mutex_;
  // guarded by mutex_:
  std::map<CameraId, Newest> cameras_;  ///< of those that have had zones
};

}  // namespace framewake
