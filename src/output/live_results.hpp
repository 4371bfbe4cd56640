#pragma once
// What the newest result of each camera says, and how old results are when they come: for the status.

#include <map>
#include <mutex>
#include <optional>

#include "base/recent_quantiles.hpp"
#include "base/time.hpp"
#include "output/result_sink.hpp"

namespace framewake {

struct LiveResult {
  TimePoint completed{};  ///< of the newest result: the reader decides whether that is still now
  int width = 0;          ///< pixels of the frame as sent
  int height = 0;
  std::optional<bool> motion_active;  ///< absent when no stage looks for motion
  std::optional<double> motion_area;
  RecentQuantiles::Summary ages;  ///< arrival → result, of the last 10 s; its rate is results a second
};

class LiveResults final : public ResultSink {
 public:
  /// `time` must outlive this.
  explicit LiveResults(const TimeSource& time) : time_(time) {}

  /// Thread-safe. Nothing before the camera's first result.
  std::optional<LiveResult> of(const CameraId& camera) const;

  void processed(const EncodedFrame& frame, const Result& result) override;
  void rejected(const EncodedFrame&, const Rejection&) override {}
  void expired(const EncodedFrame&) override {}

 private:
  struct Latest {
    TimePoint completed{};
    int width = 0;
    int height = 0;
    std::optional<bool> motion_active;
    std::optional<double> motion_area;
    RecentQuantiles ages;  // own synchronization
  };

  const TimeSource& time_;
  mutable std::mutex mutex_;
  std::map<CameraId, Latest> cameras_;  // guarded by mutex_; entries stay where they are, and for good
};

}  // namespace framewake
