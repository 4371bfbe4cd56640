#include "vision/stages/privacy.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include "decode/picture.hpp"
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

class PrivacyStage final : public Stage {
 public:
  explicit PrivacyStage(std::shared_ptr<const PrivacyOptions> options) : options_(std::move(options)) {}

  std::string_view name() const noexcept override { return "privacy"; }

  /// What was seen until now stays hidden for as long as it would have been.
  bool change(const std::shared_ptr<const void>& options) override {
    options_ = std::static_pointer_cast<const PrivacyOptions>(options);
    width_ = height_ = 0;
    polygons_.clear();
    looked_ = false;  // not for what is to be hidden now
    return true;
  }

  void run(StageFrame& frame) override { hide(frame); }
  /// A gate says that nothing goes on, not that there is nothing to hide.
  void pass_over(StageFrame& frame) override { hide(frame); }

 private:
  void hide(StageFrame& frame) {
    const View& view = frame.picture.view();  // what must be hidden is told in pixels of the frame as sent
    lay_out(view.sent_width(), view.sent_height());
    if (frame.session != session_) looked_ = false;  // the camera may show something else now
    session_ = frame.session;
    PrivacyResult& privacy = frame.result.privacy ? *frame.result.privacy : frame.result.privacy.emplace();
    if (privacy.outstanding > 0) --privacy.outstanding;
    HiddenPart& part = privacy.parts.emplace_back();
    part.style = options_->style;
    part.colour = parse_colour(options_->colour).value_or(part.colour);
    part.block = options_->block;
    part.polygons = polygons_;
    if (options_->labels.empty()) return;
    if (!remember(frame)) privacy.whole = true;
    part.boxes = memory_.hidden();
  }

  void lay_out(int width, int height) {
    if (width == width_ && height == height_) return;
    if (width_ != 0) {
      memory_.forget();
      looked_ = false;
    }
    width_ = width;
    height_ = height;
    polygons_.clear();
    for (const Polygon& polygon : options_->polygons) polygons_.push_back(in_pixels(polygon, width, height));
  }

  /// Takes in what the stages before have seen. False: nobody can say where what must be hidden is.
  bool remember(const StageFrame& frame) {
    const View& view = frame.picture.view();
    for (const ObjectLook& look : frame.looks) {
      std::vector<Box> places = look.places;
      for (Box& place : places) place = view.sent(place);
      memory_.looked(places, frame.arrival, options_->hold);
      looked_ = true;
    }
    for (const ObjectLook& look : frame.looks)
      for (const DetectedObject& object : look.seen)
        if (is_wanted(object)) memory_.see(view.sent(object.box), options_->margin, width_, height_, frame.arrival);
    if (!frame.looks.empty()) return true;
    // Since the last look only what moves can have come or gone.
    if (!frame.result.motion) return false;
    for (const Box& region : frame.result.motion->regions) memory_.suspect(view.sent(region));
    return looked_;
  }

  bool is_wanted(const DetectedObject& object) const {
    return object.score >= options_->score &&
           std::find(options_->labels.begin(), options_->labels.end(), object.label) != options_->labels.end();
  }

  std::shared_ptr<const PrivacyOptions> options_;
  PrivacyMemory memory_;
  std::uint64_t session_ = 0;
  bool looked_ = false;  ///< somebody has looked since this camera connected
  int width_ = 0;
  int height_ = 0;
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
                    "picture's width and height when all lie between 0 and 1, else pixels of the frame as sent.",
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
           {.text = "Side of the squares for style = \"pixelate\"; 0: a sixth of the area's shorter side or more, at "
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
           {.text = "An object is hidden when the model is at least so sure of it; less than for it to count, because "
                    "here a mistake costs less than an oversight.",
            .min = 0,
            .max = 1})
      .row("hold", &O::hold,
           {.text =
                "Where an object was seen stays hidden for so long, and until detect has looked there again, so that "
                "one frame in which it is missed does not show it.",
            .min = 0,
            .max = 600'000})
      .table();
}

std::optional<StageFault> prepare(const PrivacyOptions& options, const std::vector<std::string>& before) {
  if (options.polygons.empty() && options.labels.empty())
    return StageFault{"polygons", "empty, as is `labels`, allowed: at least one polygon or label"};
  const bool is_seen = std::find(before.begin(), before.end(), "detect") != before.end();
  if (!options.labels.empty() && !is_seen)
    return StageFault{"labels", "not empty, which needs a stage detect before this one"};
  return std::nullopt;
}

/// A slip of the pen would hide nothing, and nobody would know.
std::optional<StageFault> check_labels(const PrivacyOptions& options,
                                       const std::function<bool(const std::string&)>& found) {
  for (const std::string& label : options.labels)
    if (!found(label))
      return StageFault{"labels", "naming \"" + label + "\", which no stage detect before this one can find"};
  return std::nullopt;
}

}  // namespace

StageKind privacy_stage() {
  return {.name = "privacy",
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
              [](const void* options, const std::function<bool(const std::string&)>& found) {
                return check_labels(*static_cast<const PrivacyOptions*>(options), found);
              },
          .hides = true};
}

}  // namespace framewake
