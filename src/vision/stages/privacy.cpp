#include "vision/stages/privacy.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>
#include <utility>

#include "base/log.hpp"
#include "base/log_fields.hpp"
#include "decode/picture.hpp"
#include "vision/detect/score_rules.hpp"
#include "vision/ignored_area.hpp"
#include "vision/polygon_rules.hpp"
#include "vision/privacy/memory.hpp"

namespace framewake {
namespace {

/// "#RRGGBB"
std::optional<std::array<std::uint8_t, 3>> parse_colour(const std::string& text) {
  constexpr std::size_t length = 7;
  if (text.size() != length || text.front() != '#') return std::nullopt;
  std::array<std::uint8_t, 3> colour{};
  for (std::size_t i = 0; i < colour.size(); ++i) {
    const char* digits = text.data() + 1 + 2 * i;
    const auto [end, error] = std::from_chars(digits, digits + 2, colour[i], 16);
    if (error != std::errc() || end != digits + 2) return std::nullopt;
  }
  return colour;
}

/// What of the frame the stages do not see: in it nobody looks for anything.
std::vector<Box> outside(const View& view) {
  const auto [left, top, width, height] = view.crop();
  const int right = left + width, bottom = top + height, all = view.sent_width();
  std::vector<Box> boxes{{0, 0, all, top},
                         {0, bottom, all, view.sent_height() - bottom},
                         {0, top, left, height},
                         {right, top, all - right, height}};
  std::erase_if(boxes, [](const Box& box) { return box[2] <= 0 || box[3] <= 0; });
  return boxes;
}

/// One label that nobody may see.
struct Watch {
  std::string label;
  PrivacyMemory memory = {};
  bool looked = false;  ///< all that is seen has been searched for it, and since then every change was told
};

class PrivacyStage final : public Stage {
 public:
  explicit PrivacyStage(std::shared_ptr<const PrivacyOptions> options) { take(std::move(options)); }

  std::string_view name() const noexcept override { return "privacy"; }

  /// What was seen until now stays hidden for as long as it would have been.
  bool change(const std::shared_ptr<const void>& options) override {
    take(std::static_pointer_cast<const PrivacyOptions>(options));
    laid_out_ = false;
    return true;
  }

  void run(StageFrame& frame) override { hide(frame); }
  /// A gate says that nothing goes on, not that there is nothing to hide.
  void pass_over(StageFrame& frame) override { hide(frame); }

 private:
  void take(std::shared_ptr<const PrivacyOptions> options) {
    if (options_ && options_->polygons != options->polygons) written_for_.reset(), said_ = false;
    options_ = std::move(options);
    std::vector<Watch> former = std::exchange(watches_, {});
    for (const std::string& label : options_->labels) {
      if (std::any_of(watches_.begin(), watches_.end(), [&](const Watch& w) { return w.label == label; })) continue;
      Watch& watch = watches_.emplace_back(Watch{.label = label});
      for (Watch& known : former)
        if (known.label == label) watch.memory = std::move(known.memory);  // but not for what is to be hidden now
    }
  }

  void hide(StageFrame& frame) {
    lay_out(frame);
    PrivacyResult& privacy = frame.result.privacy ? *frame.result.privacy : frame.result.privacy.emplace();
    if (privacy.outstanding > 0) --privacy.outstanding;
    HiddenPart& part = privacy.parts.emplace_back();
    part.style = options_->style;
    part.colour = parse_colour(options_->colour).value_or(part.colour);
    part.block = options_->block;
    part.polygons = polygons_;
    privacy.misfit = privacy.misfit || misfit_;
    privacy.whole = privacy.whole || misfit_;
    if (watches_.empty()) return;
    doubt(frame);
    for (Watch& watch : watches_)
      if (!remember(watch, frame)) privacy.whole = true;
    part.boxes = hidden_boxes();
    for (const Box& box : outside(view_)) part.boxes.push_back(box);
  }

  /// What must be hidden is told in pixels of the frame as sent.
  void lay_out(const StageFrame& frame) {
    const View& view = frame.picture.view();
    if (laid_out_ && view == view_) return;
    if (view != view_) {  // another picture: no place in it is where it was
      for (Watch& watch : watches_) watch = Watch{.label = watch.label};
    }
    laid_out_ = true;
    view_ = view;
    polygons_.clear();
    const std::string problem = lay_out_polygons(view.sent_width(), view.sent_height());
    if (!problem.empty() && !std::exchange(said_, true)) {
      const std::string camera = frame.result.camera.str();
      spdlog::warn("{}",
                   with_fields("camera " + camera + ": privacy: " + problem +
                                   ", so nothing of its pictures is shown; polygons in fractions (0 to 1) go with "
                                   "every size",
                               {{"CAMERA", camera}}));
    }
    misfit_ = !problem.empty();
  }

  /// Pixels are those of the first size that was seen with these polygons; pictures of the same proportions are that
  /// picture smaller or larger. Returns what is wrong, if anything: then nobody knows what to hide.
  std::string lay_out_polygons(int width, int height) {
    const auto [first_width, first_height] = written_for_.emplace(written_for_.value_or(std::array{width, height}));
    const auto in_words = [](int w, int h) { return std::to_string(w) + "x" + std::to_string(h); };
    const double across = 1.0 * width / first_width, down = 1.0 * height / first_height;
    for (const Polygon& polygon : options_->polygons) {
      Polygon& placed = polygons_.emplace_back(in_pixels(polygon, width, height));
      if (is_relative(polygon)) continue;
      if (std::abs(first_height * across - height) > 1 && std::abs(first_width * down - width) > 1)
        return "its pictures are " + in_words(width, height) + " now, and polygons in pixels were for " +
               in_words(first_width, first_height) + ", which has other proportions";
      for (Point& p : placed) p = {p[0] * across, p[1] * down};
      if (!reaches_into(placed, width, height))
        return "a polygon in pixels lies outside of its pictures of " + in_words(width, height);
    }
    return "";
  }

  /// From here on somebody may have come without being told.
  void doubt(const StageFrame& frame) {
    const auto& motion = frame.result.motion;
    const bool unseen = motion && (!motion->complete || motion->background != background_);
    if (motion) background_ = motion->background;
    if (unseen || frame.session != session_)
      for (Watch& watch : watches_) watch.looked = false;
    session_ = frame.session;
  }

  /// Takes in what the stages before have seen. False: nobody can say where what must be hidden is.
  bool remember(Watch& watch, const StageFrame& frame) const {
    const Box& all = view_.crop();
    std::vector<Box> places;  // that were searched for it in this frame
    for (const ObjectLook& look : frame.looks) {
      if (!look.finds || !look.finds(watch.label)) continue;
      for (const Box& place : look.places) places.push_back(view_.sent(place));
    }
    watch.memory.looked(places, all, frame.arrival, options_->hold);
    for (const DetectedObject& object : wanted(watch.label, frame))
      watch.memory.see(view_.sent(object.box), options_->margin, all, frame.arrival);
    if (std::find(places.begin(), places.end(), all) != places.end()) return watch.looked = true;
    // Since the last look only where something has changed anybody can have come or gone.
    if (!frame.result.motion) return false;
    for (const auto* boxes : {&frame.result.motion->regions, &frame.result.motion->changed})
      for (const Box& box : *boxes) suspect(watch, view_.sent(box), places);
    return watch.looked;
  }

  void suspect(Watch& watch, const Box& box, const std::vector<Box>& places) const {
    if (!is_looked_at(box, places)) watch.memory.suspect(box, options_->margin, view_.crop());
  }

  /// The surest first.
  std::vector<DetectedObject> wanted(const std::string& label, const StageFrame& frame) const {
    std::vector<DetectedObject> objects;
    for (const ObjectLook& look : frame.looks)
      for (const DetectedObject& object : look.seen)
        if (object.label == label && object.score >= options_->score) objects.push_back(object);
    std::stable_sort(objects.begin(), objects.end(),
                     [](const DetectedObject& a, const DetectedObject& b) { return a.score > b.score; });
    return objects;
  }

  std::vector<Box> hidden_boxes() const {
    std::vector<Box> boxes;
    for (const Watch& watch : watches_)
      for (const Box& box : watch.memory.hidden()) boxes.push_back(box);
    std::sort(boxes.begin(), boxes.end());
    boxes.erase(std::unique(boxes.begin(), boxes.end()), boxes.end());
    return boxes;
  }

  std::shared_ptr<const PrivacyOptions> options_;
  std::vector<Watch> watches_;  ///< one a label
  std::uint64_t session_ = 0;
  std::uint64_t background_ = 0;  ///< of motion, in the frame before
  View view_;
  bool laid_out_ = false;  ///< polygons_ are of view_ and options_
  bool misfit_ = false;    ///< they do not go with this size …
  bool said_ = false;      ///< … which the log has said
  std::optional<std::array<int, 2>>
      written_for_;                ///< the first size seen with these polygons, which those in pixels mean
  std::vector<Polygon> polygons_;  ///< the options' in pixels of a frame of this size
};

std::optional<std::string> check_colour(const OptionValue& value) {
  if (parse_colour(std::get<std::string>(value))) return std::nullopt;
  return "a colour as \"#RRGGBB\", such as \"#808080\"";
}

/// Smaller squares hide nothing.
std::optional<std::string> check_block(const OptionValue& value) {
  constexpr std::int64_t least = 8;
  const auto block = std::get<std::int64_t>(value);
  if (block == 0 || block >= least) return std::nullopt;
  return "0, or 8 to 1024";
}

OptionTable rows() {
  using O = PrivacyOptions;
  return OptionsFor<O>{}
      .row("polygons", &O::polygons,
           {.text = "Areas that nobody may see, each a list of at least three points [x, y]: fractions of the "
                    "picture's width and height when all lie between 0 and 1, else pixels of the frame as sent (a "
                    "mixture is refused).",
            .example = "[[[0, 0], [0.3, 0], [0.3, 0.5], [0, 0.5]]]",
            .check = check_polygons})
      .row("labels", &O::labels,
           {.text = "Objects that nobody may see: the labels of what a stage detect before this one finds, whether it "
                    "counts there or not.",
            .example = R"(["person", "face"])"})
      .row(
          "style", &O::style,
          {.text = "What is seen instead: one colour, or squares that each have the mean colour of what is under them.",
           .choices = {"fill", "pixelate"}})
      .row("colour", &O::colour, {.text = "The colour for style = \"fill\".", .check = check_colour})
      .row("block", &O::block,
           {.text = "Side of the squares for style = \"pixelate\", 8 to 1024; 0: a sixth of the area's shorter side or "
                    "more, at "
                    "least 16. Small squares show more than one thinks.",
            .unit = "pixels",
            .min = 0,
            .max = 1024,
            .check = check_block})
      .row("margin", &O::margin,
           {.text = "So much of an object's width and height is hidden around it on each side, too.",
            .unit = "share",
            .min = 0,
            .max = 5})
      .row("score", &O::score,
           {.text =
                "An object is hidden when the model is at least so sure of it; less than for it to count, because "
                "here a mistake costs less than an oversight. What a model is less sure of than 0.1 no stage is told.",
            .min = ScoreRules::faint,
            .max = 1})
      .row("hold", &O::hold,
           {.text =
                "Where an object was seen stays hidden for so long, and until detect has looked there again, so that "
                "one frame in which it is missed does not show it.",
            .min = 0,
            .max = 600'000})
      .table();
}

StageFaults prepare(const PrivacyOptions& options, const std::vector<std::string>& before) {
  if (options.polygons.empty() && options.labels.empty())
    return {{"polygons", "empty, as is `labels`, allowed: at least one polygon or label", {"labels"}}};
  const bool is_seen = std::find(before.begin(), before.end(), "detect") != before.end();
  if (!options.labels.empty() && !is_seen)
    return {{"labels", "not empty, which needs a stage detect before this one, allowed: after it"}};
  return {};
}

/// A slip of the pen would hide nothing, and nobody would know.
StageFaults check_labels(const PrivacyOptions& options, const LabelsBefore& before) {
  StageFaults faults;
  for (const std::string& label : options.labels)
    if (!before.found(label))
      faults.push_back({"labels", "naming \"" + label +
                                      "\", which no stage detect before this one can find; allowed: labels of the "
                                      "classes that its model has"});
  return faults;
}

}  // namespace

StageKind privacy_stage() {
  return {
      .name = "privacy",
      .summary = "Hides areas, people or faces in every picture that leaves the process; the other stages see all.",
      .options = rows(),
      .make = [](std::shared_ptr<const void> options) -> std::unique_ptr<Stage> {
        return std::make_unique<PrivacyStage>(std::static_pointer_cast<const PrivacyOptions>(std::move(options)));
      },
      .prepare =
          [](void* options, const std::vector<std::string>& before) {
            return prepare(*static_cast<const PrivacyOptions*>(options), before);
          },
      .check_labels =
          [](const void* options, const LabelsBefore& before) {
            return check_labels(*static_cast<const PrivacyOptions*>(options), before);
          },
      .hides = true,
      .stands_alone = [](const void* options) { return static_cast<const PrivacyOptions*>(options)->labels.empty(); },
      .has_pixels =
          [](const void* options) { return any_in_pixels(static_cast<const PrivacyOptions*>(options)->polygons); }};
}

}  // namespace framewake
