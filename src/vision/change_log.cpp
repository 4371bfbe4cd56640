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

ChangeLog::ChangeLog(const TimeSource& time)
    : log_(
          time, [](const std::string& line) { spdlog::info("{}", line); }, std::chrono::minutes(1)) {}

void ChangeLog::see(const EncodedFrame& frame, const View& view) {
  const bool same_camera = frame.session == session_;
  session_ = frame.session;
  if (view_ == view) return;
  const std::optional<View> before = std::exchange(view_, view);
  if (!before || !same_camera) return;
  const std::string camera = frame.camera.str();
  log_.lost(with_fields("camera " + camera + ": its pictures have changed from " + text_of(*before) + " to " +
                            text_of(view) + ": what the stages have learnt of them begins anew",
                        {{"CAMERA", camera}}));
}

}  // namespace framewake
