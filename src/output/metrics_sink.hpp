#pragma once
// The daemon's numbers for Prometheus.

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/refusals.hpp"
#include "base/time.hpp"
#include "frame/camera_status.hpp"
#include "output/result_sink.hpp"

namespace framewake {

/// Counters are read from the cameras' accounts at each scrape, so that the fates balance in every one of them; times
/// are observed as results come. Of cameras without an account, which are gone, nothing is told; one that comes back goes on
/// counting from where it was.
class MetricsSink final : public ResultSink {
 public:
  using Accounts = std::function<std::vector<CameraStatus>()>;
  using Refusals = std::function<std::vector<RefusalAccount>()>;

  /// `accounts` and `refusals` are called by text(), on its thread. `time` must outlive this; uptime counts from here.
  MetricsSink(const std::string& version, Accounts accounts, const TimeSource& time, Refusals refusals = nullptr);
  ~MetricsSink() override;

  /// Everything in Prometheus' text format 0.0.4. Thread-safe where `accounts` is.
  std::string text() const;

  /// Allocates only for what is told the first time: a camera, a stage, a zone, a line, a label.
  void processed(const EncodedFrame& frame, const Result& result) override;
  void rejected(const EncodedFrame&, const Rejection&) override {}
  void decoded_in_vain(const DecodeCounts& decodes) override;
  void expired(const EncodedFrame&) override {}

 private:
  class Histograms;
  // constant after construction:
  const std::string version_;
  const Accounts accounts_;
  const Refusals refusals_;
  const TimeSource& time_;
  const TimePoint start_;
  // own synchronization:
  std::unique_ptr<Histograms> histograms_;
};

}  // namespace framewake
