#pragma once
// The metrics of what stages `zones` count.

#include <prometheus/counter.h>
#include <prometheus/family.h>
#include <prometheus/metric_family.h>
#include <prometheus/registry.h>

#include <array>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "frame/camera_status.hpp"
#include "frame/result.hpp"

namespace framewake {

/// Totals go on for as long as the process lives; who is in a zone now is what the newest result says, and goes with it: when
/// a reload takes the zone or the stage away, so does what was in it. Thread-safe, but for this: what one camera's stages say
/// at once comes from one thread at a time, and so does what those say that run beside.
class ZoneMetrics {
 public:
  /// The totals are registered there.
  explicit ZoneMetrics(prometheus::Registry& registry);

  /// `follow_up`: of the stages that run beside. Allocates only for what is counted the first time.
  void observe(const Result& result, bool follow_up);

  /// Who is in the zones now, of cameras that are live: of others nobody knows.
  std::vector<prometheus::MetricFamily> present(const std::vector<CameraStatus>& accounts) const;

 private:
  using Counters = prometheus::Family<prometheus::Counter>;

  /// Found once: to look a series up costs several allocations.
  struct ZoneTotals {
    prometheus::Counter *entered = nullptr, *dwelt = nullptr;
  };
  struct LineTotals {
    std::array<std::string, 2> directions;  ///< for which these are
    std::array<prometheus::Counter*, 2> crossed{};
  };
  /// What the newest result has of zones.
  struct Newest {
    std::uint64_t generation = 0;  ///< of the configuration; what comes of one before it is of the past
    std::vector<ZoneResult> zones;
  };
  /// What one part of a camera's pipeline counts: the stages that answer at once, or those beside.
  struct Part {
    // of the thread that has the camera:
    std::map<std::string, std::map<std::string, ZoneTotals>> zones;  ///< by zone and label
    std::map<std::string, std::map<std::string, LineTotals>> lines;  ///< by line and label
    Newest spare;                                                    ///< to be filled, then exchanged
    // guarded by mutex_:
    Newest newest;
  };
  struct Camera {
    Part at_once, beside;
  };

  Camera* camera_of(const Result& result);
  void count(const Result& result, Part& part);
  void keep(const Result& result, Part& part);

  // own synchronization:
  Counters &entered_, &dwelt_, &crossings_;

  mutable std::mutex mutex_;
  // guarded by mutex_ as a map; entries stay where they are, and for good:
  std::map<CameraId, Camera> cameras_;  ///< those that have had zones or lines
};

}  // namespace framewake
