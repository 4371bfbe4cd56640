#include "vision/stages/mask.hpp"

#include <utility>

#include "decode/picture.hpp"
#include "vision/ignored_area.hpp"
#include "vision/misplaced_log.hpp"
#include "vision/polygon_rules.hpp"

namespace framewake {
namespace {

class MaskStage final : public Stage {
 public:
  explicit MaskStage(std::shared_ptr<const MaskOptions> options) : options_(std::move(options)) {}

  std::string_view name() const noexcept override { return "mask"; }

  bool change(const std::shared_ptr<const void>& options) override {
    options_ = std::static_pointer_cast<const MaskOptions>(options);
    view_.reset();  // to be laid out anew
    log_.forget();
    return true;
  }

  void run(StageFrame& frame) override {
    if (frame.picture.view() != view_) {
      view_ = frame.picture.view();
      pixels_.clear();
      for (const Polygon& polygon : options_->polygons) pixels_.push_back(in_view(polygon, *view_));
      misplaced_ = outside_of(*view_, "polygon", pixels_);
      if (!misplaced_.empty()) misplaced_ = "mask: " + misplaced_;
    }
    log_.see(frame.result.camera.str(), *view_, misplaced_, frame.arrival);
    frame.ignored.insert(frame.ignored.end(), pixels_.begin(), pixels_.end());
  }

 private:
  std::shared_ptr<const MaskOptions> options_;
  std::optional<View> view_;
  std::vector<Polygon> pixels_;  ///< the options' polygons in pixels of this view
  std::string misplaced_;        ///< those that lie outside of it, in words; "" when there is none
  MisplacedLog log_;
};

}  // namespace

StageKind mask_stage() {
  return {
      .name = "mask",
      .summary = "Takes areas out of the picture: what happens there is not looked at by the stages after it.",
      .options = OptionsFor<MaskOptions>{}
                     .row("polygons", &MaskOptions::polygons,
                          {.text = "Areas to ignore, each a list of at least three points [x, y]: fractions of the "
                                   "picture's width and height when all lie between 0 and 1, else pixels of the frame "
                                   "as sent (a mixture is refused). A pixel that an area touches is ignored.",
                           .example = "[[[0, 0], [1, 0], [1, 0.2], [0, 0.2]]]",
                           .check = check_polygons})
                     .table(),
      .make = [](std::shared_ptr<const void> options) -> std::unique_ptr<Stage> {
        return std::make_unique<MaskStage>(std::static_pointer_cast<const MaskOptions>(std::move(options)));
      },
      .has_pixels = [](const void* o) { return any_in_pixels(static_cast<const MaskOptions*>(o)->polygons); }};
}

}  // namespace framewake
