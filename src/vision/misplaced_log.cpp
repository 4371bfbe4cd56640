#include "vision/misplaced_log.hpp"

#include <algorithm>

#include "base/log.hpp"
#include "base/log_fields.hpp"

namespace framewake {

void MisplacedLog::see(const std::string& camera, int width, int height, const std::string& what) {
  constexpr std::size_t most = 8;  // of a camera that sends every size there is, no more is said
  const std::array size{width, height};
  if (what.empty() || said_.size() == most || std::find(said_.begin(), said_.end(), size) != said_.end()) return;
  said_.push_back(size);
  spdlog::warn("{}", with_fields("camera " + camera + ": " + what + " of its pictures of " + std::to_string(width) +
                                     "x" + std::to_string(height) + "; fractions (0 to 1) go with every size",
                                 {{"CAMERA", camera}}));
}

}  // namespace framewake
