#include "vision/stages/mask.hpp"

#include <utility>

#include "decode/picture.hpp"
#include "vision/ignored_area.hpp"
#include "vision/polygon_rules.hpp"

namespace framewake {
namespace {

class MaskStage final : public Stage {
 public:
  explicit MaskStage(std::shared_ptr<const MaskOptions> options) : options_(std::move(options)) {}

  std::string_view name() const noexcept override { return "mask"; }

  bool change(const std::shared_ptr<const void>& options) override {
    options_ = std::static_pointer_cast<const MaskOptions>(options);
    width_ = height_ = 0;  // to be drawn anew
    return true;
  }

  void run(StageFrame& frame) override {
    const int width = frame.picture.width();
    const int height = frame.picture.height();
    if (width != width_ || height != height_) {
      width_ = width;
      height_ = height;
      pixels_.clear();
      for (const Polygon& polygon : options_->polygons) pixels_.push_back(in_pixels(polygon, width, height));
    }
    frame.ignored.insert(frame.ignored.end(), pixels_.begin(), pixels_.end());
  }

 private:
  std::shared_ptr<const MaskOptions> options_;
  int width_ = 0;
  int height_ = 0;
  std::vector<Polygon> pixels_;  ///< the options' polygons in pixels of a frame of this size
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
                                   "as sent. A pixel that an area touches is ignored.",
                           .example = "[[[0, 0], [1, 0], [1, 0.2], [0, 0.2]]]",
                           .check = check_polygons})
                     .table(),
      .make = [](std::shared_ptr<const void> options) -> std::unique_ptr<Stage> {
        return std::make_unique<MaskStage>(std::static_pointer_cast<const MaskOptions>(std::move(options)));
      }};
}

}  // namespace framewake
