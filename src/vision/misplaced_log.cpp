#include "vision/misplaced_log.hpp"

#include <algorithm>

#include "base/log.hpp"
#include "base/log_fields.hpp"
#include "vision/ignored_area.hpp"

namespace framewake {

std::string outside_of(const View& view, std::string_view kind, std::span<const Polygon> places) {
  std::string all;
  for (std::size_t i = 0; i < places.size(); ++i) {
    if (reaches_into(places[i], view.width(), view.height())) continue;
    if (!all.empty()) all += ", ";
    all.append(kind).append(" ").append(std::to_string(i + 1));
  }
  return all;
}

void MisplacedLog::see(const std::string& camera, const View& view, const std::string& what, TimePoint now) {
  if (what.empty()) return;
  constexpr std::size_t most = 8;  // remembered
  const std::array size{view.sent_width(), view.sent_height()};
  if (std::find(said_.begin(), said_.end(), size) != said_.end() || !rate_.try_take(now)) return;
  if (said_.size() == most) said_.pop_front();
  said_.push_back(size);
  log_with(spdlog::level::warn,
           "camera " + camera + ": " + what + ": outside of " + (view.covers_all() ? "" : "what is seen of ") +
               "its pictures of " + std::to_string(size[0]) + "x" + std::to_string(size[1]) +
               "; fractions (0 to 1) go with every size",
           {{"CAMERA", camera}});
}

}  // namespace framewake
