#include "vision/stages/orient.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>
#include <string_view>
#include <utility>

#include "base/log.hpp"
#include "decode/picture.hpp"
#include "vision/misplaced_log.hpp"
#include "vision/polygon_rules.hpp"

namespace framewake {
namespace {

/// x, y, width, height: fractions of the frame when all are at most 1, else pixels.
using Crop = std::array<double, 4>;

constexpr double largest_length = 65'535;

std::string_view without_spaces(std::string_view text) {
  const auto first = text.find_first_not_of(" \t"), last = text.find_last_not_of(" \t");
  return first == std::string_view::npos ? std::string_view() : text.substr(first, last - first + 1);
}

std::optional<double> parse_length(std::string_view text) {
  double value = 0;
  text = without_spaces(text);
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool whole = error == std::errc() && end == text.data() + text.size();
  if (!whole || !(value >= 0 && value <= largest_length)) return std::nullopt;
  return value;
}

/// "0.25, 0, 0.5, 1". Nothing when it is no box.
std::optional<Crop> parse_crop(std::string_view text) {
  Crop crop{};
  for (std::size_t i = 0; i < crop.size(); ++i) {
    const auto comma = text.find(',');
    if ((comma == std::string_view::npos) != (i + 1 == crop.size())) return std::nullopt;
    const auto length = parse_length(text.substr(0, comma));
    if (!length) return std::nullopt;
    crop[i] = *length;
    if (comma != std::string_view::npos) text.remove_prefix(comma + 1);
  }
  return crop[2] > 0 && crop[3] > 0 ? std::optional(crop) : std::nullopt;
}

bool is_relative(const Crop& crop) {
  return std::all_of(crop.begin(), crop.end(), [](double length) { return length <= 1; });
}

Box crop_in_pixels(const std::string& text, int width, int height) {
  const auto crop = parse_crop(text);
  if (!crop) return {0, 0, width, height};
  const bool relative = is_relative(*crop);
  const double across = relative ? width : 1, down = relative ? height : 1;
  const auto whole = [](double length) { return static_cast<int>(std::lround(length)); };
  const int left = whole((*crop)[0] * across), top = whole((*crop)[1] * down);
  return {left, top, whole(((*crop)[0] + (*crop)[2]) * across) - left, whole(((*crop)[1] + (*crop)[3]) * down) - top};
}

Turn rotation_of(OrientRotate rotate, int exif) {
  switch (rotate) {
    case OrientRotate::none: break;
    case OrientRotate::quarter: return {.mirror_y = true, .swap = true};
    case OrientRotate::half: return {.mirror_x = true, .mirror_y = true};
    case OrientRotate::three_quarters: return {.mirror_x = true, .swap = true};
    case OrientRotate::exif: return turn_of_exif(exif);
  }
  return {};
}

Turn mirror_of(OrientFlip flip) {
  return {.mirror_x = flip == OrientFlip::horizontal, .mirror_y = flip == OrientFlip::vertical};
}

class OrientStage final : public Stage {
 public:
  explicit OrientStage(std::shared_ptr<const OrientOptions> options) : options_(std::move(options)) {}

  std::string_view name() const noexcept override { return "orient"; }

  bool change(const std::shared_ptr<const void>& options) override {
    options_ = std::static_pointer_cast<const OrientOptions>(options);
    misplaced_.forget();
    return true;
  }

  void run(StageFrame& frame) override {
    const View& sent = frame.picture.view();
    const int exif = options_->rotate == OrientRotate::exif ? frame.picture.exif_orientation() : 1;
    frame.picture.look_through(view_of(*options_, sent.sent_width(), sent.sent_height(), exif));
    frame.session ^= frame.picture.view().key();
    const Box crop = crop_in_pixels(options_->crop, sent.sent_width(), sent.sent_height());
    const bool outside = crop[0] >= sent.sent_width() || crop[1] >= sent.sent_height();
    misplaced_.see(frame.result.camera.str(), View(sent.sent_width(), sent.sent_height()),
                   outside ? "orient: the crop \"" + printable(options_->crop, 60) + "\"" : "", frame.arrival);
  }

 private:
  std::shared_ptr<const OrientOptions> options_;
  MisplacedLog misplaced_;
};

std::optional<std::string> check_crop(const OptionValue& value) {
  const auto& text = std::get<std::string>(value);
  if (text.empty()) return std::nullopt;
  constexpr const char* allowed =
      "\"x, y, width, height\" as fractions of the frame (0 to 1) or as pixels (to 65535), width and height more than "
      "0";
  const auto crop = parse_crop(text);
  if (!crop) return allowed;
  if (is_relative(*crop) && ((*crop)[0] >= 1 || (*crop)[1] >= 1)) return "a box that begins within the frame";
  if (const auto fault = check_unit(*crop)) return "\"x, y, width, height\" of " + *fault;
  return std::nullopt;
}

OptionTable rows() {
  using O = OrientOptions;
  return OptionsFor<O>{}
      .row("rotate", &O::rotate,
           {.text =
                "How far the picture is turned clockwise, in degrees; exif: as each picture's EXIF data say (mirrored "
                "ones too).",
            .choices = {"0", "90", "180", "270", "exif"}})
      .row("flip", &O::flip,
           {.text =
                "Whether the picture, once turned, is mirrored: horizontal exchanges left and right, vertical top and "
                "bottom.",
            .choices = {"none", "horizontal", "vertical"}})
      .row("crop", &O::crop,
           {.text =
                "The part that is looked at, as \"x, y, width, height\" of the frame as sent: fractions when all are "
                "at most 1, else pixels (a mixture is refused). It is widened to whole blocks of 8 × 8 pixels. Empty: "
                "all of it.",
            .example = "0.25, 0, 0.5, 1",
            .check = check_crop})
      .row("scale", &O::scale,
           {.text = "How far the picture is reduced in width and height; a reduced one costs less to decode.",
            .choices = {"1", "1/2", "1/4", "1/8"}})
      .table();
}

StageFaults prepare(const std::vector<std::string>& before) {
  if (before.empty()) return {};
  return {{"use", "\"orient\", which must be the first stage, allowed: before all others"}};
}

}  // namespace

View view_of(const OrientOptions& options, int width, int height, int exif) {
  const Turn turn = then(rotation_of(options.rotate, exif), mirror_of(options.flip));
  const int denominator = 1 << static_cast<int>(options.scale);
  return {width, height, crop_in_pixels(options.crop, width, height), denominator, turn};
}

StageKind orient_stage() {
  return {.name = "orient",
          .summary =
              "Turns, crops and reduces the picture for the stages after it; must be the first. Boxes and areas "
              "stay in pixels of the frame as sent.",
          .options = rows(),
          .make = [](std::shared_ptr<const void> options) -> std::unique_ptr<Stage> {
            return std::make_unique<OrientStage>(std::static_pointer_cast<const OrientOptions>(std::move(options)));
          },
          .prepare = [](void*, const std::vector<std::string>& before) { return prepare(before); },
          .has_pixels =
              [](const void* options) {
                const auto crop = parse_crop(static_cast<const OrientOptions*>(options)->crop);
                return crop && !is_relative(*crop);
              }};
}

}  // namespace framewake
