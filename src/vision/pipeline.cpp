#include "vision/pipeline.hpp"

#include <stdexcept>

#include "decode/picture.hpp"

namespace framewake {
namespace {

constexpr int cheapest = 8;  ///< the denominator of the cheapest picture

/// Says for the time of its life which stage has the frame.
class Running {
 public:
  Running(std::atomic<const Stage*>& place, const Stage& stage) : place_(place) { place_.store(&stage); }
  ~Running() { place_.store(nullptr); }
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;

 private:
  std::atomic<const Stage*>& place_;
};

}  // namespace

Pipeline::Pipeline(const PipelineSpec& spec, const StageTable& table, const TimeSource& time) : time_(time) {
  for (const StageSpec& stage : spec.stages) {
    const StageKind* kind = table.find(stage.use);
    if (kind == nullptr) throw std::invalid_argument("pipeline " + spec.name + ": there is no stage " + stage.use);
    const bool defaults = !stage.options && kind->options.make;
    stages_.push_back(kind->make(defaults ? kind->options.make() : stage.options));
  }
}

std::optional<Rejection> Pipeline::run(const EncodedFrame& frame, Picture& picture, Result& result) {
  StageFrame step{
      .picture = picture, .arrival = frame.arrival, .session = frame.session, .result = result, .ignored = {}};
  result.times.stages.reserve(stages_.size());
  for (const auto& stage : stages_) {
    const TimePoint start = time_.now();
    const Duration decoded = picture.decode_time();
    const Running running(running_, *stage);
    stage->run(step);
    if (picture.error()) return picture.error();
    const Duration spent = (time_.now() - start) - (picture.decode_time() - decoded);
    result.times.stages.push_back({std::string(stage->name()), spent});
  }
  if (!picture.looked_at()) picture.gray(cheapest);
  if (picture.error()) return picture.error();
  result.times.decode = picture.decode_time();
  result.width = picture.width();
  result.height = picture.height();
  return std::nullopt;
}

}  // namespace framewake
