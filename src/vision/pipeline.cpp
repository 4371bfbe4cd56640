#include "vision/pipeline.hpp"

#include <algorithm>
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

bool is_async(const StageSpec& stage, const StageKind& kind) {
  const OptionRow* row = kind.options.find("async");
  return row != nullptr && stage.options && std::get<bool>(row->get(stage.options.get()));
}

void go_on(const FirstLook& look, StageFrame& frame) {
  frame.picture.look_through(look.view);
  frame.picture.take_for_sound();
  frame.session = look.session;
  frame.result.motion = look.motion;
  frame.result.objects = look.objects;
  frame.faint = look.faint;
  frame.ignored = look.ignored;
  frame.looks_for_objects = look.looks_for_objects;
  frame.result.privacy = look.privacy;
  frame.looks = look.looks;
  frame.followed = look.followed;
  frame.new_tracks = look.new_tracks;
  frame.ended = look.ended;
}

}  // namespace

bool is_looked_at(const StageFrame& frame, const Point& place, const std::string& label) {
  if (label == motion_label) return frame.result.motion.has_value();
  const auto is_within = [&](const Box& box) {
    return place[0] >= box[0] && place[0] <= box[0] + box[2] && place[1] >= box[1] && place[1] <= box[1] + box[3];
  };
  if (!is_within({0, 0, frame.picture.width(), frame.picture.height()})) return true;
  return std::any_of(frame.looks.begin(), frame.looks.end(), [&](const ObjectLook& look) {
    return look.finds && look.finds(label) && std::any_of(look.places.begin(), look.places.end(), is_within);
  });
}

PipelineParts split_pipeline(const PipelineSpec& spec, const StageTable& table) {
  PipelineParts parts{{spec.name, {}}, {spec.name, {}}};
  for (const StageSpec& stage : spec.stages) {
    const StageKind* kind = table.find(stage.use);
    const bool alone =
        kind != nullptr && stage.options && kind->stands_alone && kind->stands_alone(stage.options.get());
    const bool later = !alone && (!parts.later.stages.empty() || (kind != nullptr && is_async(stage, *kind)));
    (later ? parts.later : parts.at_once).stages.push_back(stage);
  }
  return parts;
}

unsigned hiding_stages(const PipelineSpec& spec, const StageTable& table) {
  return static_cast<unsigned>(std::count_if(spec.stages.begin(), spec.stages.end(), [&](const StageSpec& stage) {
    const StageKind* kind = table.find(stage.use);
    return kind != nullptr && kind->hides;
  }));
}

bool has_pixels(const PipelineSpec& spec, const StageTable& table) {
  return std::any_of(spec.stages.begin(), spec.stages.end(), [&](const StageSpec& stage) {
    const StageKind* kind = table.find(stage.use);
    return kind != nullptr && kind->has_pixels && stage.options && kind->has_pixels(stage.options.get());
  });
}

Pipeline::Pipeline(const PipelineSpec& spec, const StageTable& table, const TimeSource& time,
                   std::unique_ptr<Pipeline> former, unsigned hiding_later, std::shared_ptr<TrackNumbers> numbers)
    : time_(time),
      numbers_(std::move(numbers)),
      hiding_(hiding_stages(spec, table) + hiding_later),
      changes_(time, has_pixels(spec, table)) {
  for (StageSpec stage : spec.stages) {
    const StageKind* kind = table.find(stage.use);
    if (kind == nullptr) throw std::invalid_argument("pipeline " + spec.name + ": there is no stage " + stage.use);
    if (!stage.options && kind->options.make) stage.options = kind->options.make();
    stages_.push_back({std::move(stage), nullptr});
  }
  // The same ones first, so that none is taken by one that only resembles it.
  for (const auto most : {std::optional<Apply>{}, std::optional(Apply::live)})
    for (Part& part : stages_)
      if (former && !part.stage) part.stage = former->take_over(part.spec, *table.find(part.spec.use), most);
  for (Part& part : stages_)
    if (!part.stage) part.stage = table.find(part.spec.use)->make(part.spec.options);
}

/// The stage of this kind whose options differ from the spec's by `most` at most, as one of that spec; null when there is
/// none.
std::unique_ptr<Stage> Pipeline::take_over(const StageSpec& spec, const StageKind& kind, std::optional<Apply> most) {
  for (Part& part : stages_) {
    if (!part.stage || part.spec.use != spec.use) continue;
    const auto difference = greatest_change(kind, part.spec.options.get(), spec.options.get());
    if (difference > most) continue;
    if (difference && !part.stage->change(spec.options)) continue;
    return std::move(part.stage);
  }
  return nullptr;
}

std::optional<Rejection> Pipeline::run(const EncodedFrame& frame, Picture& picture, Result& result, FirstLook* look) {
  StageFrame step{.picture = picture,
                  .arrival = frame.arrival,
                  .session = frame.session,
                  .silence = frame.silence,
                  .result = result,
                  .ignored = {},
                  .numbers = numbers_.get()};
  if (frame.first_look) go_on(*frame.first_look, step);
  result.times.stages.reserve(stages_.size());
  if (hiding_ > 0) (result.privacy ? *result.privacy : result.privacy.emplace()).outstanding = hiding_;
  for (const auto& [spec, stage] : stages_) {
    if (step.ended) {
      stage->pass_over(step);
      continue;
    }
    const TimePoint start = time_.now();
    const Duration decoded = picture.decode_time();
    const Running running(running_, *stage);
    stage->run(step);
    if (picture.error()) return picture.error();
    const Duration spent = (time_.now() - start) - (picture.decode_time() - decoded);
    result.times.stages.push_back({std::string(stage->name()), spent});
  }
  if (look != nullptr)
    *look = {.view = picture.view(),
             .session = step.session,
             .motion = result.motion,
             .objects = result.objects,
             .privacy = result.privacy,
             .looks = std::move(step.looks),
             .faint = std::move(step.faint),
             .ignored = std::move(step.ignored),
             .followed = std::move(step.followed),
             .new_tracks = std::move(step.new_tracks),
             .looks_for_objects = step.looks_for_objects,
             .ended = step.ended};
  if (!picture.looked_at() && !frame.first_look) picture.gray(cheapest);
  if (picture.error()) return picture.error();
  result.times.decode = picture.decode_time();
  result.decodes = picture.decodes();
  result.width = picture.view().sent_width();
  result.height = picture.view().sent_height();
  picture.view().to_sent(result);
  if (!frame.first_look) changes_.see(frame, picture.view());  // else it has been said
  return std::nullopt;
}

}  // namespace framewake
