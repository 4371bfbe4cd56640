#include "vision/stages/mask.hpp"

#include <cmath>
#include <utility>

#include "decode/picture.hpp"
#include "vision/ignored_area.hpp"

namespace framewake {
namespace {

constexpr double furthest = 1e6;  ///< pixels; more is a slip of the pen

class MaskStage final : public Stage {
 public:
  explicit MaskStage(std::shared_ptr<const MaskOptions> options) : options_(std::move(options)) {}

  std::string_view name() const noexcept override { return "mask"; }

  bool change(const std::shared_ptr<const void>& options) override {
    options_ = std::static_pointer_cast<const MaskOptions>(options);
    view_.reset();  // to be laid out anew
    return true;
  }

  void run(StageFrame& frame) override {
    if (frame.picture.view() != view_) {
      view_ = frame.picture.view();
      pixels_.clear();
      for (const Polygon& polygon : options_->polygons) pixels_.push_back(in_view(polygon, *view_));
    }
    frame.ignored.insert(frame.ignored.end(), pixels_.begin(), pixels_.end());
  }

 private:
  std::shared_ptr<const MaskOptions> options_;
  std::optional<View> view_;
  std::vector<Polygon> pixels_;  ///< the options' polygons in pixels of this view
};

std::optional<std::string> fault_of(const Polygon& polygon) {
  if (polygon.size() < 3) return "at least 3 points";
  for (const Point& p : polygon)
    for (const double c : p)
      if (!std::isfinite(c) || std::abs(c) > furthest)
        return "coordinates that are numbers between -1000000 and 1000000";
  if (area_of(polygon) < 1e-9) return "points that enclose an area, not a line or a single place";
  return std::nullopt;
}

std::optional<std::string> check_polygons(const OptionValue& value) {
  const auto& polygons = std::get<std::vector<Polygon>>(value);
  for (std::size_t i = 0; i < polygons.size(); ++i)
    if (const auto fault = fault_of(polygons[i])) return "polygon " + std::to_string(i + 1) + " needs " + *fault;
  return std::nullopt;
}

}  // namespace

StageKind mask_stage() {
  return {
      .name = "mask",
      .summary = "Takes areas out of the picture: what happens there is not looked at by the stages after it.",
      .options = OptionsFor<MaskOptions>{}
                     .row("polygons", &MaskOptions::polygons,
                          {.text = "Areas to ignore, each a list of at least three points [x, y]: fractions of the "
                                   "picture's width and height when all lie between 0 and 1, else pixels of the frame "
                                   "as sent. A pixel that an area touches is ignored.",
                           .example = "[[[0, 0], [1, 0], [1, 0.2], [0, 0.2]]]",
                           .check = check_polygons})
                     .table(),
      .make = [](std::shared_ptr<const void> options) -> std::unique_ptr<Stage> {
        return std::make_unique<MaskStage>(std::static_pointer_cast<const MaskOptions>(std::move(options)));
      }};
}

}  // namespace framewake
