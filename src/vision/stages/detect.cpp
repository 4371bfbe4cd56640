#include "vision/stages/detect.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <map>
#include <optional>
#include <stdexcept>
#include <utility>

#include "decode/picture.hpp"
#include "vision/detect/crops.hpp"
#include "vision/detect/schedule.hpp"
#include "vision/ignored_area.hpp"

namespace framewake {
namespace {

constexpr float faint_floor = 0.1F;        ///< below it nothing is of use, not even to a track
constexpr std::size_t most_objects = 100;  ///< in a result
constexpr int least_crop = 256;            ///< pixels

/// "person=0.4"
std::optional<std::pair<std::string, float>> parse_class_score(const std::string& text) {
  const auto at = text.rfind('=');
  if (at == std::string::npos || at == 0) return std::nullopt;
  float score = 0;
  const auto [end, error] = std::from_chars(text.data() + at + 1, text.data() + text.size(), score);
  if (error != std::errc() || end != text.data() + text.size() || !(score >= 0) || !(score <= 1)) return std::nullopt;
  return std::pair(text.substr(0, at), score);
}

/// Which detections count.
class Judge {
 public:
  explicit Judge(const DetectOptions& options) : options_(options) {
    for (const std::string& text : options.scores)
      if (const auto one = parse_class_score(text)) scores_.insert(*one);
  }
  float floor() const {
    float floor = std::min(faint_floor, static_cast<float>(options_.score));
    for (const auto& [label, score] : scores_) floor = std::min(floor, score);
    return floor;
  }
  /// The score from which on this label counts.
  float enough(const std::string& label) const {
    const auto own = scores_.find(label);
    return own == scores_.end() ? static_cast<float>(options_.score) : own->second;
  }
  bool is_wanted(const std::string& label) const {
    return options_.classes.empty() ||
           std::find(options_.classes.begin(), options_.classes.end(), label) != options_.classes.end();
  }

 private:
  const DetectOptions& options_;
  std::map<std::string, float> scores_;
};

class DetectStage final : public Stage {
 public:
  explicit DetectStage(std::shared_ptr<const DetectOptions> options) { take(std::move(options)); }

  std::string_view name() const noexcept override { return "detect"; }

  bool change(const std::shared_ptr<const void>& options) override {
    take(std::static_pointer_cast<const DetectOptions>(options));
    return true;
  }

  void run(StageFrame& frame) override {
    frame.looks_for_objects = true;
    if (!is_time(frame)) return;
    const cv::Size size(frame.picture.width(), frame.picture.height());
    const std::vector<cv::Rect> places = places_in(size);
    std::vector<Detection> found;
    if (!places.empty()) {
      cv::Rect all = places.front();
      for (const cv::Rect& place : places) all |= place;
      const cv::Mat picture = part_of(frame.picture, all);
      if (picture.empty()) return;
      for (const cv::Rect& place : places) look(picture(place - all.tl()), place, found);
    }
    const std::size_t all = found.size();
    found = without_doubles(std::move(found), static_cast<float>(options_->overlap));
    FrameDecisions& decisions = frame.result.decisions;
    if (places.empty()) {
      decisions.note({.reason = Reason::detect_nowhere});
    } else if (all == 0) {
      decisions.note({.reason = Reason::detect_nothing});
    }
    if (all > found.size())
      decisions.note({.reason = Reason::detect_doubles, .value = static_cast<double>(all - found.size())});
    sort_out(found, size, frame);
    last_look_ = frame.arrival;
  }

 private:
  void take(std::shared_ptr<const DetectOptions> options) {
    options_ = std::move(options);
    judge_.emplace(*options_);
    schedule_ = parse_schedule(options_->when).value_or(LookSchedule{});
  }

  bool is_time(StageFrame& frame) {
    const auto& motion = frame.result.motion;
    if (motion && !motion->regions.empty()) last_regions_ = motion->regions;
    if (motion && !motion->active && motion->regions.empty()) last_regions_.clear();
    switch (schedule_.kind) {
      case LookSchedule::Kind::motion:
        if (motion && (motion->active || !motion->regions.empty())) return true;
        frame.result.decisions.note({.reason = Reason::detect_no_motion});
        return false;
      case LookSchedule::Kind::every:
        if (!last_look_ || frame.arrival - *last_look_ >= schedule_.interval) return true;
        frame.result.decisions.note({.reason = Reason::detect_not_time,
                                     .value = std::chrono::duration<double>(frame.arrival - *last_look_).count(),
                                     .limit = std::chrono::duration<double>(schedule_.interval).count()});
        return false;
      case LookSchedule::Kind::always: break;
    }
    return true;
  }

  /// While motion is active the last regions still count: what pauses is still there.
  std::vector<cv::Rect> places_in(cv::Size size) const {
    if (options_->where == DetectWhere::frame) return {cv::Rect({0, 0}, size)};
    return crops_around(last_regions_, size, least_crop, static_cast<std::size_t>(options_->most_crops));
  }

  /// All crops in one: a JPEG is read from its begin for each part. Empty when it does not decode.
  cv::Mat part_of(Picture& picture, const cv::Rect& part) const {
    if (!options_->loaded->wants_gray()) return picture.bgr(part);
    const cv::Mat* gray = picture.gray(1);
    return gray == nullptr ? cv::Mat() : (*gray)(part);
  }

  /// `crop`: what is seen at `place`.
  void look(const cv::Mat& crop, const cv::Rect& place, std::vector<Detection>& found) const {
    for (Detection one : options_->loaded->detect(crop, judge_->floor())) {
      one.box.x += static_cast<float>(place.x);
      one.box.y += static_cast<float>(place.y);
      found.push_back(one);
    }
  }

  /// What counts goes into the result, what nearly does is told to the stages behind.
  void sort_out(const std::vector<Detection>& seen, cv::Size size, StageFrame& frame) const {
    auto& objects = frame.result.objects;
    if (!objects) objects.emplace();
    for (const Detection& one : seen) {
      const std::string label = options_->loaded->label(one.label);
      const auto box = box_within(one.box, size);
      if (!box) continue;
      const float enough = judge_->enough(label);
      Decision decision{.label = label, .box = *box, .value = one.score, .limit = enough};
      if (const auto against = what_speaks_against(label, *box, size, frame.ignored, decision)) {
        decision.reason = *against;
        // What is hardly seen at all is not worth telling of, unless it is the score that it lacks.
        if (one.score >= enough) frame.result.decisions.note(decision);
        continue;
      }
      const bool counts = one.score >= enough;
      auto& list = counts ? *objects : frame.faint;
      decision.reason = counts ? Reason::detect_found : Reason::detect_score;
      if (list.size() < most_objects)
        list.push_back({label, one.score, *box, {}, {}, false});
      else if (counts)
        decision = {.reason = Reason::detect_too_many, .value = most_objects + 1, .limit = most_objects};
      frame.result.decisions.note(decision);
    }
  }

  /// Why this does not count however sure the model is, with its numbers in `decision`; nothing when it does.
  std::optional<Reason> what_speaks_against(const std::string& label, const Box& box, cv::Size picture,
                                            const std::vector<Polygon>& ignored, Decision& decision) const {
    const double share = 1.0 * box[2] * box[3] / (1.0 * picture.width * picture.height);
    const auto sized = [&](Reason reason, double limit) {
      decision.value = share;
      decision.limit = limit;
      return reason;
    };
    if (!judge_->is_wanted(label)) return Reason::detect_class;
    if (share < options_->smallest) return sized(Reason::detect_too_small, options_->smallest);
    if (share > options_->largest) return sized(Reason::detect_too_large, options_->largest);
    if (is_ignored(box, ignored)) return Reason::detect_masked;
    return std::nullopt;
  }

  static bool is_ignored(const Box& box, const std::vector<Polygon>& ignored) {
    const Point middle{box[0] + box[2] / 2.0, box[1] + box[3] / 2.0};
    return std::any_of(ignored.begin(), ignored.end(), [&](const Polygon& area) { return contains(area, middle); });
  }

  std::shared_ptr<const DetectOptions> options_;
  std::optional<Judge> judge_;
  LookSchedule schedule_;
  std::optional<TimePoint> last_look_;
  std::vector<Box> last_regions_;  ///< of motion that is still active
};

std::optional<std::string> check_when(const OptionValue& value) {
  if (parse_schedule(std::get<std::string>(value))) return std::nullopt;
  return "\"always\", \"motion\", or \"every\" with a duration of 1 ms to 24 h, such as \"every 500 ms\"";
}

std::optional<std::string> check_scores(const OptionValue& value) {
  for (const auto& text : std::get<std::vector<std::string>>(value))
    if (!parse_class_score(text)) return "texts LABEL=SCORE with scores of 0 to 1, such as \"person=0.4\"";
  return std::nullopt;
}

OptionTable model_rows() {
  using O = DetectOptions;
  return OptionsFor<O>{}
      .row("model", &O::model,
           {.text = "The model's file: .weights (Darknet, with `config`), .onnx, .caffemodel or .pb (with `config`), "
                    ".xml (a cascade; one of Debian's opencv-data by its name alone). Empty or \"hog\": people by "
                    "their outlines, without any file.",
            .apply = Apply::rearm,
            .example = "/usr/share/framewake/models/yolo-fastest-1.1.weights"})
      .row("config", &O::config,
           {.text = "The file that describes the model's network, for formats that need one: .cfg, .prototxt, .pbtxt. "
                    "Empty: the model's own file name with that ending.",
            .apply = Apply::rearm,
            .example = "/usr/share/framewake/models/yolo-fastest-1.1.cfg"})
      .row("labels", &O::labels,
           {.text =
                "A file with the names of the model's classes, one a line. Empty: the model's own file name with the "
                "ending .names, if there is such a file.",
            .apply = Apply::rearm,
            .example = "/usr/share/framewake/models/coco.names"})
      .row("score", &O::score, {.text = "How sure the model must be for an object to count.", .min = 0, .max = 1})
      .row("scores", &O::scores,
           {.text = "The same for single classes, as LABEL=SCORE.",
            .example = R"(["person=0.4", "car=0.7"])",
            .check = check_scores})
      .row("classes", &O::classes,
           {.text = "The labels that are of interest; empty: all.", .example = R"(["person", "dog"])"})
      .row("when", &O::when,
           {.text = "When to look: \"always\" in every frame, \"motion\" while the stage motion (before this one) sees "
                    "something, or \"every\" so often, such as \"every 500 ms\". A frame that is not looked at has no "
                    "`objects` in its result.",
            .check = check_when})
      .row("where", &O::where,
           {.text = "Where to look: in the whole frame, or in squares around what moves (by the stage motion before "
                    "this one), so that small things in a large picture are found.",
            .choices = {"frame", "motion"}})
      .row("async", &O::async,
           {.text = "Whether this stage and all after it run beside: the result of the stages before it is told at "
                    "once, and what these find follows as a message `follow_up`, which names its frame. They look at "
                    "the newest frame only.",
            .apply = Apply::rearm})
      .table();
}

OptionTable expert_rows() {
  using O = DetectOptions;
  return OptionsFor<O>{}
      .row("overlap", &O::overlap,
           {.text = "Of two boxes of the same label that overlap by more than this share of both, only the better one "
                    "counts.",
            .unit = "share",
            .min = 0,
            .max = 1})
      .row("smallest", &O::smallest,
           {.text = "The smallest box that counts, as a share of the picture.", .unit = "share", .min = 0, .max = 1})
      .row("largest", &O::largest,
           {.text = "The largest box that counts, as a share of the picture.", .unit = "share", .min = 0, .max = 1})
      .row("most_crops", &O::most_crops,
           {.text = "With where = \"motion\": into how many squares at most; each costs as much as a whole frame.",
            .min = 1,
            .max = 16})
      .row("input", &O::input,
           {.text = "Side of the picture that the model gets; 0: what its files say, or what is usual.",
            .unit = "pixels",
            .apply = Apply::rearm,
            .min = 0,
            .max = 4096})
      .row("fit", &O::fit,
           {.text = "How the picture is brought to that size: with its proportions kept, or stretched; auto: as models "
                    "of its kind are usually trained.",
            .apply = Apply::rearm,
            .choices = {"auto", "letterbox", "stretch"}})
      .row("colours", &O::colours,
           {.text = "Expert: the order of colours that the model wants.",
            .apply = Apply::rearm,
            .choices = {"auto", "rgb", "bgr"}})
      .row("scale", &O::scale,
           {.text = "Expert: what pixels are multiplied by for the model; 0: what is usual.",
            .apply = Apply::rearm,
            .min = 0,
            .max = 255})
      .row("mean", &O::mean,
           {.text = "Expert: what is taken from pixels before that; -1: what is usual.",
            .apply = Apply::rearm,
            .min = -1,
            .max = 255})
      .row("at_once", &O::at_once,
           {.text =
                "How many cameras may use the model at the same moment; each takes the model's memory again. 0: half "
                "of the processor's cores, at most 4.",
            .apply = Apply::rearm,
            .min = 0,
            .max = 64})
      .table();
}

OptionTable all_rows() {
  OptionTable table = model_rows();
  for (OptionRow& row : expert_rows().rows) table.rows.push_back(std::move(row));
  return table;
}

ModelChoice choice_of(const DetectOptions& options) {
  return {options.model,   options.config, options.labels, options.input,  options.fit,
          options.colours, options.scale,  options.mean,   options.at_once};
}

std::optional<StageFault> check_labels(const DetectOptions& options) {
  for (const std::string& label : options.classes)
    if (!options.loaded->knows(label))
      return StageFault{"classes", "naming \"" + label + "\", which the model does not know"};
  for (const std::string& text : options.scores)
    if (const auto one = parse_class_score(text); one && !options.loaded->knows(one->first))
      return StageFault{"scores", "naming \"" + one->first + "\", which the model does not know"};
  return std::nullopt;
}

std::optional<StageFault> prepare(ModelStore& models, DetectOptions& options, const std::vector<std::string>& before) {
  if (std::find(before.begin(), before.end(), "motion") == before.end()) {
    constexpr const char* lacking = "\"motion\", which needs a stage motion before this one";
    if (options.when == "motion") return StageFault{"when", lacking};
    if (options.where == DetectWhere::motion) return StageFault{"where", lacking};
  }
  if (options.smallest > options.largest) return StageFault{"smallest", "more than `largest`"};
  auto model = models.get(choice_of(options));
  if (auto* fault = std::get_if<StageFault>(&model)) return std::move(*fault);
  options.loaded = std::get<std::shared_ptr<const DetectModel>>(std::move(model));
  return check_labels(options);
}

}  // namespace

StageKind detect_stage(const ModuleFolders& folders) {
  // Shared by the two functions below, for as long as the table lives.
  const auto models = std::make_shared<ModelStore>(folders);
  const auto get = [models](void* options, const std::vector<std::string>& before) {
    return prepare(*models, *static_cast<DetectOptions*>(options), before);
  };
  return {.name = "detect",
          .summary = "Finds objects: people, cars, faces, by a model of your choice; reports `objects` in the result.",
          .options = all_rows(),
          .make = [](std::shared_ptr<const void> options) -> std::unique_ptr<Stage> {
            auto own = std::static_pointer_cast<const DetectOptions>(std::move(options));
            if (!own->loaded) throw std::invalid_argument("detect: the model was not loaded");
            return std::make_unique<DetectStage>(std::move(own));
          },
          .prepare = get};
}

}  // namespace framewake
