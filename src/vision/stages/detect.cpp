#include "vision/stages/detect.hpp"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <optional>
#include <stdexcept>
#include <utility>

#include "decode/picture.hpp"
#include "vision/detect/crops.hpp"
#include "vision/detect/schedule.hpp"
#include "vision/detect/score_rules.hpp"
#include "vision/ignored_area.hpp"

namespace framewake {
namespace {

constexpr std::size_t most_objects = 100;  ///< in a result

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
    follow(frame.result.motion);
    const bool once = owes_look_ && frame.result.motion && frame.result.motion->complete;
    if (!once && !is_time(frame)) return;
    const cv::Size size(frame.picture.width(), frame.picture.height());
    const std::vector<cv::Rect> places = places_in(size, once);
    FrameDecisions& decisions = frame.result.decisions;
    if (places.empty()) return decisions.note({.reason = Reason::detect_nowhere});
    cv::Rect around = places.front();
    for (const cv::Rect& place : places) around |= place;
    const cv::Mat picture = part_of(frame.picture, around);
    if (picture.empty()) return;
    std::vector<Detection> found;
    std::size_t no_numbers = 0;
    for (const cv::Rect& place : places) look(picture(place - around.tl()), place, size, found, no_numbers);
    if (no_numbers > 0) decisions.note({.reason = Reason::detect_no_numbers, .value = static_cast<double>(no_numbers)});
    tell(no_numbers > 0 ? std::vector<cv::Rect>{} : places, found, size, frame);
    last_look_ = frame.arrival;
    if (no_numbers > 0 && found.empty()) return;  // nobody knows who is there
    const std::size_t all = found.size();
    found = without_doubles(std::move(found), static_cast<float>(options_->overlap));
    found = without_halves(std::move(found), [this](const Detection& one) {
      return one.score >= rules_->enough(options_->loaded->label(one.label));
    });
    if (all == 0) decisions.note({.reason = Reason::detect_nothing});
    if (all > found.size())
      decisions.note({.reason = Reason::detect_doubles, .value = static_cast<double>(all - found.size())});
    sort_out(found, size, frame);
    if (once && no_numbers == 0) owes_look_ = false;
  }

 private:
  void take(std::shared_ptr<const DetectOptions> options) {
    options_ = std::move(options);
    rules_.emplace(options_->score, options_->scores, options_->classes);
    schedule_ = parse_schedule(options_->when).value_or(LookSchedule{});
    finds_ = [model = options_->loaded](const std::string& label) { return model->knows(label); };
  }

  /// What is there when motion has learnt its background anew will never move in: where only what moves is looked at, the
  /// whole picture is owed one look as soon as motion sees again.
  void follow(const std::optional<MotionResult>& motion) {
    if (!motion) return;
    if (!motion->regions.empty()) last_regions_ = motion->regions;
    if (!motion->active && motion->regions.empty()) last_regions_.clear();
    const bool anew = !motion->complete || motion->background != background_;
    const bool only_what_moves = schedule_.kind == LookSchedule::Kind::motion || options_->where == DetectWhere::motion;
    owes_look_ = only_what_moves && (owes_look_ || anew);
    background_ = motion->background;
  }

  bool is_time(StageFrame& frame) const {
    const auto& motion = frame.result.motion;
    switch (schedule_.kind) {
      case LookSchedule::Kind::motion:
        if (motion && (motion->active || !motion->regions.empty())) return true;
        frame.result.decisions.note({.reason = Reason::detect_no_motion});
        return false;
      case LookSchedule::Kind::every:
        if (!last_look_ || frame.arrival - *last_look_ >= schedule_.interval) return true;
        frame.result.decisions.note({.reason = Reason::detect_not_time,
                                     .value = to_seconds(frame.arrival - *last_look_),
                                     .limit = to_seconds(schedule_.interval)});
        return false;
      case LookSchedule::Kind::always: break;
    }
    return true;
  }

  /// While motion is active the last regions still count: what pauses is still there.
  std::vector<cv::Rect> places_in(cv::Size size, bool everywhere) const {
    if (everywhere || options_->where == DetectWhere::frame) return {cv::Rect({0, 0}, size)};
    return crops_around(last_regions_, size,
                        {options_->loaded->network_side(), static_cast<std::size_t>(options_->most_crops)});
  }

  /// All crops in one: a JPEG is read from its begin for each part. Empty when it does not decode.
  cv::Mat part_of(Picture& picture, const cv::Rect& part) const {
    if (!options_->loaded->wants_gray()) return picture.bgr(part);
    const cv::Mat* gray = picture.gray(1);
    return gray == nullptr ? cv::Mat() : (*gray)(part);
  }

  /// `crop`: what is seen at `place`.
  void look(const cv::Mat& crop, const cv::Rect& place, cv::Size size, std::vector<Detection>& found,
            std::size_t& no_numbers) const {
    for (Detection one : options_->loaded->detect(crop, rules_->floor(), &no_numbers)) {
      one.box.x += static_cast<float>(place.x);
      one.box.y += static_cast<float>(place.y);
      one.cut = is_cut(one.box, place, size);
      found.push_back(one);
    }
  }

  /// For stages that care for more than what counts. `places`: none when the look has failed. With doubles: where two people are close together, what looks like a
  /// double of the one may be the other.
  void tell(const std::vector<cv::Rect>& places, const std::vector<Detection>& seen, cv::Size size,
            StageFrame& frame) const {
    ObjectLook& look = frame.looks.emplace_back();
    for (const cv::Rect& place : places) look.places.push_back({place.x, place.y, place.width, place.height});
    look.finds = finds_;
    for (const Detection& one : seen)
      if (const auto box = box_within(one.box, size))
        look.seen.push_back({options_->loaded->label(one.label), one.score, *box, {}, {}, false});
  }

  /// What counts goes into the result, what nearly does is told to the stages behind.
  void sort_out(const std::vector<Detection>& seen, cv::Size size, StageFrame& frame) const {
    auto& objects = frame.result.objects;
    if (!objects) objects.emplace();
    std::size_t counting = objects->size();
    for (const Detection& one : seen) {
      const std::string label = options_->loaded->label(one.label);
      const auto box = box_within(one.box, size);
      if (!box) continue;
      const float enough = rules_->enough(label);
      Decision decision{.label = label, .box = *box, .value = one.score, .limit = enough};
      if (const auto against = what_speaks_against(label, *box, size, frame.ignored, decision)) {
        decision.reason = *against;
        // What is hardly seen at all is not worth telling of, unless it is the score that it lacks.
        if (one.score >= enough) frame.result.decisions.note(decision);
        continue;
      }
      const bool counts = one.score >= enough;
      counting += counts ? 1 : 0;
      auto& list = counts ? *objects : frame.faint;
      decision.reason = counts ? Reason::detect_found : Reason::detect_score;
      decision.key = rules_->key_of(label);
      if (list.size() < most_objects)
        list.push_back({label, one.score, *box, {}, {}, false});
      else if (counts)
        continue;  // told below, all together
      frame.result.decisions.note(decision);
    }
    if (counting > most_objects)
      frame.result.decisions.note(
          {.reason = Reason::detect_too_many, .value = static_cast<double>(counting), .limit = most_objects});
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
    if (!rules_->is_wanted(label)) return Reason::detect_class;
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
  std::optional<ScoreRules> rules_;
  LookSchedule schedule_;
  std::function<bool(const std::string&)> finds_;
  std::optional<TimePoint> last_look_;
  bool owes_look_ = false;         ///< at the whole picture, when motion has learnt
  std::uint64_t background_ = 0;   ///< of motion, in the frame before
  std::vector<Box> last_regions_;  ///< of motion that is still active
};

/// The keys of the files that were replaced.
std::vector<std::string> replaced_model_files(const DetectOptions& before, const DetectOptions& after) {
  std::vector<std::string> keys;
  if (!before.loaded || !after.loaded || before.loaded == after.loaded) return keys;
  const ModelMarks &old = before.loaded->marks(), &now = after.loaded->marks();
  if (old.model != now.model) keys.emplace_back("model");
  if (old.config != now.config) keys.emplace_back("config");
  if (old.labels != now.labels) keys.emplace_back("labels");
  return keys;
}

ModelChoice choice_of(const DetectOptions& options) {
  return {options.model,   options.config, options.labels, options.input,   options.fit,
          options.colours, options.scale,  options.mean,   options.at_once, options.async};
}

void check_labels(const DetectOptions& options, StageFaults& faults) {
  const auto complain = [&](const char* key, const std::string& label) {
    faults.push_back(
        {key, "naming \"" + label + "\", " + options.loaded->why_unknown(label), {"model", "config", "labels"}});
  };
  for (const std::string& label : options.classes)
    if (!options.loaded->knows(label)) complain("classes", label);
  for (const std::string& text : options.scores)
    if (const auto one = parse_class_score(text); one && !options.loaded->knows(one->first))
      complain("scores", one->first);
}

StageFaults prepare(ModelStore& models, DetectOptions& options, const std::vector<std::string>& before) {
  StageFaults faults;
  if (std::find(before.begin(), before.end(), "motion") == before.end()) {
    constexpr const char* lacking = "\"motion\", which needs a stage motion before this one, allowed: after it";
    if (options.when == "motion") faults.push_back({"when", lacking});
    if (options.where == DetectWhere::motion) faults.push_back({"where", lacking});
  }
  if (options.smallest > options.largest)
    faults.push_back({"smallest", "more than `largest`, allowed: at most as much", {"largest"}});
  auto model = models.get(choice_of(options));
  if (auto* wrong = std::get_if<ModelFaults>(&model)) {
    for (StageFault& fault : *wrong) {
      fault.judged_by = {"model", "config", "input"};
      faults.push_back(std::move(fault));
    }
    return faults;
  }
  options.loaded = std::get<std::shared_ptr<const DetectModel>>(std::move(model));
  check_labels(options, faults);
  return faults;
}

}  // namespace

StageKind detect_stage(const ModuleFolders& folders, ModelTrial trial) {
  // Shared by the two functions below, for as long as the table lives.
  const auto models = std::make_shared<ModelStore>(folders, std::move(trial));
  const auto get = [models](void* options, const std::vector<std::string>& before) {
    return prepare(*models, *static_cast<DetectOptions*>(options), before);
  };
  return {.name = "detect",
          .summary = "Finds objects: people, cars, faces, by a model of your choice; reports `objects` in the result.",
          .options = detect_option_rows(),
          .make = [](std::shared_ptr<const void> options) -> std::unique_ptr<Stage> {
            auto own = std::static_pointer_cast<const DetectOptions>(std::move(options));
            if (!own->loaded) throw std::invalid_argument("detect: the model was not loaded");
            return std::make_unique<DetectStage>(std::move(own));
          },
          .prepare = get,
          .finds =
              [](const void* options, const std::string& label) {
                const auto& own = *static_cast<const DetectOptions*>(options);
                return !own.loaded || own.loaded->knows(label);  // not loaded: that is a mistake already
              },
          .gives =
              [](const void* options, const std::string& label) {
                const auto& own = *static_cast<const DetectOptions*>(options);
                return !own.loaded || (own.loaded->knows(label) && ScoreRules(0, {}, own.classes).is_wanted(label));
              },
          .replaced_files =
              [](const void* before, const void* after) {
                return replaced_model_files(*static_cast<const DetectOptions*>(before),
                                            *static_cast<const DetectOptions*>(after));
              }};
}

}  // namespace framewake
