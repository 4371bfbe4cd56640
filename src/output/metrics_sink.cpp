#include "output/metrics_sink.hpp"

#include <prometheus/counter.h>
#include <prometheus/family.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <map>
#include <mutex>
#include <string_view>
#include <unordered_set>
#include <utility>

#include "frame/first_look.hpp"
#include "output/account_metrics.hpp"
#include "output/zone_metrics.hpp"

namespace framewake {
namespace {

using prometheus::Histogram;
using HistogramFamily = prometheus::Family<Histogram>;

/// Upper bounds in seconds, for everything that is timed here.
const Histogram::BucketBoundaries& bounds() {
  static const Histogram::BucketBoundaries all{0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05,
                                               0.1,    0.25,  0.5,    1,     2.5,  5};
  return all;
}

HistogramFamily& family(prometheus::Registry& registry, const char* name, const char* help) {
  return prometheus::BuildHistogram().Name(name).Help(help).Register(registry);
}

/// Leaves out what is of cameras without an account.
void leave_to(const std::vector<CameraStatus>& accounts, std::vector<prometheus::MetricFamily>& families) {
  std::unordered_set<std::string_view> cameras;
  for (const CameraStatus& account : accounts) cameras.insert(account.camera.str());
  const auto is_gone = [&](const prometheus::ClientMetric& metric) {
    return std::any_of(metric.label.begin(), metric.label.end(),
                       [&](const auto& label) { return label.name == "camera" && !cameras.contains(label.value); });
  };
  for (prometheus::MetricFamily& family : families) std::erase_if(family.metric, is_gone);
}

/// The histograms of one camera, found once. Only the worker that has the camera in its hands touches
/// this: one of those that answer at once, and another object is for those that look beside.
class CameraHistograms {
 public:
  CameraHistograms(const CameraId& camera, HistogramFamily& stage_family, HistogramFamily& decode_family)
      : camera_(camera),
        stage_family_(stage_family),
        decode_(decode_family.Add({{"camera", camera.str()}}, bounds())) {}

  void observe(const ResultTimes& times) {
    decode_.Observe(to_seconds(times.decode));
    for (const auto& stage : times.stages) of(stage.stage).Observe(to_seconds(stage.spent));
  }

 private:
  Histogram& of(const std::string& stage) {
    for (const auto& [name, histogram] : stages_)
      if (name == stage) return *histogram;
    auto& made = stage_family_.Add({{"camera", camera_.str()}, {"stage", stage}}, bounds());
    stages_.emplace_back(stage, &made);
    return made;
  }

  const CameraId camera_;
  HistogramFamily& stage_family_;
  Histogram& decode_;
  std::vector<std::pair<std::string, Histogram*>> stages_;
};

/// Which forms frames were decoded to. Thread-safe; all are there from the start.
class DecodeMetrics {
 public:
  explicit DecodeMetrics(prometheus::Registry& registry) {
    auto& family = prometheus::BuildCounter()
                       .Name("framewake_decodes_total")
                       .Help(
                           "Decodes of frames that were processed, or rejected in the middle of it, by form; without "
                           "those for snapshots")
                       .Register(registry);
    for (const DecodeForm form : all_decode_forms)
      counters_[index_of(form)] = &family.Add({{"form", std::string(to_string(form))}});
  }

  void observe(const DecodeCounts& decodes) {
    for (std::size_t form = 0; form < decodes.size(); ++form)
      if (decodes[form] != 0) counters_[form]->Increment(decodes[form]);
  }

 private:
  std::array<prometheus::Counter*, all_decode_forms.size()> counters_{};
};

}  // namespace

class MetricsSink::Histograms {
 public:
  void observe(const Result& result, bool follow_up) {
    if (follow_up) {
      follow_up_age().Observe(to_seconds(result.times.total));
    } else {
      age_.Observe(to_seconds(result.times.total));
      wait_.Observe(to_seconds(result.times.wait));
    }
    of(result.camera, follow_up).observe(result.times);
    observe(result.decodes);
    zones_.observe(result, follow_up);
  }

  void observe(const DecodeCounts& decodes) { decodes_.observe(decodes); }

  void observe_zones(const Result& result) { zones_.observe(result, /*follow_up=*/true); }

  /// Of cameras that have no account (any more) nothing is said; families that have nothing to say are left out.
  std::vector<prometheus::MetricFamily> collect(const std::vector<CameraStatus>& accounts) const {
    auto families = registry_.Collect();
    leave_to(accounts, families);
    std::erase_if(families, [](const prometheus::MetricFamily& one) { return one.metric.empty(); });
    auto present = zones_.present(accounts);
    families.insert(families.end(), std::make_move_iterator(present.begin()), std::make_move_iterator(present.end()));
    return families;
  }

 private:
  using Cameras = std::map<CameraId, CameraHistograms>;

  /// Made with the first, so that where no stage runs beside there is no such metric.
  Histogram& follow_up_age() {
    std::call_once(follows_up_, [this] { follow_up_age_ = &follow_up_family_.Add({}, bounds()); });
    return *follow_up_age_;
  }

  CameraHistograms& of(const CameraId& camera, bool follow_up) {
    Cameras& cameras = follow_up ? cameras_beside_ : cameras_;
    {
      const std::lock_guard lock(mutex_);
      if (const auto found = cameras.find(camera); found != cameras.end()) return found->second;
    }
    Cameras made;  // outside of the lock
    made.try_emplace(camera, camera, stage_family_, decode_family_);
    const std::lock_guard lock(mutex_);
    return cameras.insert(made.extract(made.begin())).position->second;
  }

  // own synchronization:
  prometheus::Registry registry_;
  Histogram& age_ =
      family(registry_, "framewake_frame_age_seconds", "From a frame's arrival to its result").Add({}, bounds());
  Histogram& wait_ =
      family(registry_, "framewake_frame_wait_seconds", "From a frame's arrival until a processor takes it")
          .Add({}, bounds());
  HistogramFamily& follow_up_family_ = family(registry_, "framewake_follow_up_age_seconds",
                                              "From a frame's arrival to what the stages that run beside found in it");
  HistogramFamily& stage_family_ =
      family(registry_, "framewake_stage_seconds", "Spent in a stage on one frame, without decoding");
  HistogramFamily& decode_family_ =
      family(registry_, "framewake_decode_seconds", "Spent decoding one frame, all forms together");

  std::once_flag follows_up_;
  Histogram* follow_up_age_ = nullptr;
  DecodeMetrics decodes_{registry_};
  ZoneMetrics zones_{registry_};

  std::mutex mutex_;
  // guarded by mutex_ as maps; entries stay where they are, and for good:
  Cameras cameras_, cameras_beside_;
};

MetricsSink::MetricsSink(const std::string& version, Accounts accounts, const TimeSource& time, Refusals refusals)
    : version_(version),
      accounts_(std::move(accounts)),
      refusals_(std::move(refusals)),
      time_(time),
      start_(time.now()),
      histograms_(std::make_unique<Histograms>()) {}

MetricsSink::~MetricsSink() = default;

std::string MetricsSink::text() const {
  const std::vector<CameraStatus> accounts = accounts_();
  auto families = camera_families(accounts);
  if (refusals_) families.push_back(refusal_family(refusals_()));
  for (auto more : {histograms_->collect(accounts), process_families(version_, time_.now() - start_)})
    families.insert(families.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
  return prometheus::TextSerializer().Serialize(families);
}

void MetricsSink::processed(const EncodedFrame& frame, const Result& result) {
  // Where a gate has ended the first part, the second has looked at nothing: there are no times to speak of.
  if (frame.first_look && frame.first_look->ended) return histograms_->observe_zones(result);
  histograms_->observe(result, frame.first_look != nullptr);
}

void MetricsSink::decoded_in_vain(const DecodeCounts& decodes) {
  histograms_->observe(decodes);
}

}  // namespace framewake
