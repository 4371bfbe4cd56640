#include "vision/stages/motion.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "decode/picture.hpp"
#include "vision/ignored_area.hpp"
#include "vision/motion/debounce.hpp"
#include "vision/motion/detector.hpp"
#include "vision/motion/regions.hpp"
#include "vision/stages/motion_reasons.hpp"

namespace framewake {
namespace {

/// What `scale = "auto"` takes, from the frame's shorter side on: people far away are then three pixels wide.
struct Step {
  int least_side;
  int denominator;
};
constexpr Step steps[] = {{720, 8}, {240, 4}, {120, 2}};
constexpr std::size_t most_reported = 64;  ///< in a result

/// The background takes some 30 bytes of memory a pixel that is looked at; a picture may be long and thin.
constexpr std::int64_t most_pixels = 400'000;
constexpr std::int64_t most_pixels_when_told = 4'000'000;

int wished_denominator(MotionScale scale, int width, int height) {
  switch (scale) {
    case MotionScale::eighth: return 8;
    case MotionScale::quarter: return 4;
    case MotionScale::half: return 2;
    case MotionScale::full: return 1;
    case MotionScale::automatic: break;
  }
  for (const Step& step : steps)
    if (std::min(width, height) >= step.least_side) return step.denominator;
  return 1;
}

int denominator_for(MotionScale scale, int width, int height) {
  const std::int64_t most = scale == MotionScale::automatic ? most_pixels : most_pixels_when_told;
  int denominator = wished_denominator(scale, width, height);
  while (denominator < 8 && std::int64_t{width} * height / (denominator * denominator) > most) denominator *= 2;
  return denominator;
}

/// 36 gray levels at 0, 12 at 0.5, 4 at 1: each step feels alike.
float threshold_for(const MotionOptions& options) {
  if (options.threshold > 0) return static_cast<float>(options.threshold);
  return static_cast<float>(36 * std::pow(9.0, -options.sensitivity));
}

float in_seconds(milliseconds time) {
  return static_cast<float>(time.count()) / 1000;
}

DetectorSettings settings_of(const MotionOptions& options) {
  DetectorSettings settings;
  settings.background.threshold = threshold_for(options);
  settings.background.noise_factor = static_cast<float>(options.noise_factor);
  settings.background.sway = static_cast<float>(options.sway);
  settings.background.learn = in_seconds(options.learn);
  settings.background.absorb_after = in_seconds(options.absorb_after);
  settings.smallest = options.smallest;
  settings.lightning = options.lightning;
  settings.warm_up = options.warm_up;
  settings.relearn_gap = options.relearn_gap;
  return settings;
}

class MotionStage final : public Stage {
 public:
  explicit MotionStage(std::shared_ptr<const MotionOptions> options)
      : options_(std::move(options)),
        detector_(settings_of(*options_)),
        debounce_(options_->on_after, options_->off_after) {}

  std::string_view name() const noexcept override { return "motion"; }

  /// All but the scale, which is what the background is made of.
  bool change(const std::shared_ptr<const void>& options) override {
    options_ = std::static_pointer_cast<const MotionOptions>(options);
    detector_.change(settings_of(*options_));
    debounce_.change(options_->on_after, options_->off_after);
    return true;
  }

  void run(StageFrame& frame) override {
    const FrameGeometry geometry = geometry_of(frame.picture);
    const cv::Mat* gray = frame.picture.gray(geometry.scale);
    if (gray == nullptr) return;
    const cv::Mat& ignored = ignored_.draw(frame.ignored, geometry.width, geometry.height, geometry.scale);
    const Movement movement =
        detector_.look(*gray, ignored, frame.arrival, frame.session, frame.silence, geometry.scale);
    if (movement.fresh) debounce_.reset();
    const bool was_active = debounce_.active();

    MotionResult& motion = frame.result.motion.emplace();
    motion.active = debounce_.update(!movement.regions.empty(), frame.arrival);
    motion.area = movement.looked_at == 0 ? 0 : static_cast<double>(movement.moving) / movement.looked_at;
    const int gap = static_cast<int>(std::lround(options_->merge * std::max(geometry.width, geometry.height)));
    motion.regions = merge_regions(movement.regions, geometry, gap, most_reported);
    for (const Outline& change : movement.changes) motion.changed.push_back(in_frame(change, geometry));
    motion.complete = !movement.learning;
    motion.background = movement.background;
    const MotionReasons reasons{*options_, geometry, movement, frame.result.decisions};
    reasons.say_what_moves(motion);
    reasons.say_whether_active(debounce_, was_active, frame.arrival);
    // Open from the first picture in which something moves: what comes after need not wait for on_after.
    frame.ended = options_->gate && !motion.active && motion.regions.empty();
    if (frame.ended) frame.result.decisions.note({.reason = Reason::motion_gate_shut});
  }

 private:
  FrameGeometry geometry_of(const Picture& picture) const {
    return {picture.width(), picture.height(), denominator_for(options_->scale, picture.width(), picture.height())};
  }

  std::shared_ptr<const MotionOptions> options_;
  MotionDetector detector_;
  Debounce debounce_;
  IgnoredArea ignored_;
};

OptionTable main_rows() {
  using O = MotionOptions;
  return OptionsFor<O>{}
      .row("scale", &O::scale,
           {.text = "How far the picture is reduced before it is looked at: 1/8 costs least, 1/4 sees smaller things; "
                    "auto takes 1/8 from 720 rows and columns on, 1/4 from 240, 1/2 from 120, and less of large "
                    "pictures that are long and thin. More than 4 megapixels are never looked at: of a frame that "
                    "has more, 1 is 1/2 (above 16 megapixels 1/4).",
            .apply = Apply::rearm,
            .choices = {"auto", "1/8", "1/4", "1/2", "1"}})
      .row("sensitivity", &O::sensitivity,
           {.text = "How small a change of brightness counts: 0 only what stands out, 1 the faintest.",
            .min = 0,
            .max = 1})
      .row("smallest", &O::smallest,
           {.text = "The smallest thing that counts as motion, as a share of the picture (of what is not masked).",
            .unit = "share",
            .min = 0,
            .max = 1})
      .row("on_after", &O::on_after,
           {.text = "Motion becomes active when something has moved in every frame for so long; 0 at once.",
            .min = 0,
            .max = 60'000})
      .row("off_after", &O::off_after,
           {.text = "Motion ends when nothing has moved for so long.", .min = 0, .max = 3'600'000})
      .row("absorb_after", &O::absorb_after,
           {.text = "Something that has stopped belongs to the background after so long.",
            .min = 1000,
            .max = 86'400'000})
      .table();
}

OptionTable expert_rows() {
  using O = MotionOptions;
  return OptionsFor<O>{}
      .row("lightning", &O::lightning,
           {.text =
                "When more than this share of the picture changes within a second, it is the light: the background is "
                "learnt anew, without an alarm.",
            .unit = "share",
            .min = 0.05,
            .max = 1})
      .row("merge", &O::merge,
           {.text = "Regions closer than this share of the picture's longer side become one.",
            .unit = "share",
            .min = 0,
            .max = 1})
      .row("gate", &O::gate,
           {.text =
                "Ends the pipeline for frames in which nothing moves and motion is not active: the stages after this "
                "one do not run, and what they report is absent."})
      .row("warm_up", &O::warm_up,
           {.text = "After a start, a reconnection or a change of light the background is learnt for so long before "
                    "motion is "
                    "reported.",
            .min = 0,
            .max = 60'000})
      .row("relearn_gap", &O::relearn_gap,
           {.text = "After a longer time without a frame the background is learnt anew, without an alarm; not when the "
                    "camera sends as seldom all the time.",
            .min = 100,
            .max = 3'600'000})
      .row(
          "threshold", &O::threshold,
          {.text = "Expert: the least change of brightness that can be motion, at medium gray; 0 = from `sensitivity`.",
           .unit = "gray levels",
           .min = 0,
           .max = 255})
      .row("noise_factor", &O::noise_factor,
           {.text = "Expert: a change must also exceed the pixel's own noise (its mean deviation) so many times.",
            .min = 0,
            .max = 50})
      .row("sway", &O::sway,
           {.text =
                "Expert: a change must somewhere exceed what a shift of the picture by so many of its reduced pixels "
                "makes, so that leaves, masts and a shaking camera are none.",
            .unit = "pixels",
            .min = 0,
            .max = 10})
      .row("learn", &O::learn,
           {.text = "Expert: time constant with which the background follows slow changes.",
            .min = 100,
            .max = 3'600'000})
      .table();
}

OptionTable all_rows() {
  OptionTable table = main_rows();
  for (OptionRow& row : expert_rows().rows) table.rows.push_back(std::move(row));
  return table;
}

}  // namespace

StageKind motion_stage() {
  return {.name = "motion",
          .summary = "Finds what moves, with a background that learns; reports `motion` in the result.",
          .options = all_rows(),
          .make = [](std::shared_ptr<const void> options) -> std::unique_ptr<Stage> {
            return std::make_unique<MotionStage>(std::static_pointer_cast<const MotionOptions>(std::move(options)));
          }};
}

}  // namespace framewake
