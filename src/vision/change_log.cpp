#include "vision/change_log.hpp"

#include <chrono>
#include <string>
#include <utility>

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

ChangeLog::ChangeLog(const TimeSource& time, bool has_pixels) : time_(time), has_pixels_(has_pixels) {}

void ChangeLog::see(const EncodedFrame& frame, const View& view) {
  const bool same_camera = frame.session == session_;
  session_ = frame.session;
  if (view_ != view) {
    const std::optional<View> before = std::exchange(view_, view);
    if (before && same_camera) {
      if (changes_++ == 0) from_ = *before;
      other_size_ =
          other_size_ || before->sent_width() != view.sent_width() || before->sent_height() != view.sent_height();
    }
  }
  if (changes_ > 0 && time_.now() >= next_) say(frame.camera.str());
}

void ChangeLog::say(const std::string& camera) {
  constexpr auto interval = std::chrono::minutes(1);
  const std::string changed = changes_ == 1 ? "have changed from " + text_of(from_) + " to " + text_of(*view_)
                                            : "have changed " + std::to_string(changes_) + " times since they were " +
                                                  text_of(from_) + ", and are " + text_of(*view_) + " now";
  const char* places = has_pixels_ && other_size_ ? "; places that are written in pixels (polygons, lines, crop) are "
                                                    "where they were in pixels: fractions go with every size"
                                                  : "";
  log_with(
      has_pixels_ ? spdlog::level::warn : spdlog::level::info,
      "camera " + camera + ": its pictures " + changed + ": what the stages have learnt of them begins anew" + places,
      {{"CAMERA", camera}});
  changes_ = 0;
  other_size_ = false;
  next_ = time_.now() + interval;
}

}  // namespace framewake
