#include "vision/change_log.hpp"

#include <string>
#include <utility>

#include "base/log.hpp"
#include "base/log_fields.hpp"

namespace framewake {
namespace {

std::string text_of(const View& view) {
  std::string text = std::to_string(view.sent_width()) + "x" + std::to_string(view.sent_height());
  if (!view.is_plain()) text += " seen as " + std::to_string(view.width()) + "x" + std::to_string(view.height());
  if (!view.turn().is_none()) text += " (turned)";
  return text;
}

}  // namespace

ChangeLog::ChangeLog(const TimeSource& time, bool has_pixels)
    : has_pixels_(has_pixels),
      log_(
          time,
          [level = has_pixels ? spdlog::level::warn : spdlog::level::info](const std::string& line) {
            spdlog::log(level, "{}", line);
          },
          std::chrono::minutes(1)) {}

void ChangeLog::see(const EncodedFrame& frame, const View& view) {
  const bool same_camera = frame.session == session_;
  session_ = frame.session;
  if (view_ == view) return;
  const std::optional<View> before = std::exchange(view_, view);
  if (!before || !same_camera) return;
  const std::string camera = frame.camera.str();
  const bool other_size = before->sent_width() != view.sent_width() || before->sent_height() != view.sent_height();
  const char* places = has_pixels_ && other_size ? "; places that are written in pixels (polygons, lines, crop) are "
                                                   "where they were in pixels: fractions go with every size"
                                                 : "";
  log_.lost(with_fields("camera " + camera + ": its pictures have changed from " + text_of(*before) + " to " +
                            text_of(view) + ": what the stages have learnt of them begins anew" + places,
                        {{"CAMERA", camera}}));
}

}  // namespace framewake
