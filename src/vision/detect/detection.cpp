#include "vision/detect/detection.hpp"

#include <algorithm>

namespace framewake {

float overlap_of(const cv::Rect2f& a, const cv::Rect2f& b) {
  const float width = std::min(a.x + a.width, b.x + b.width) - std::max(a.x, b.x);
  const float height = std::min(a.y + a.height, b.y + b.height) - std::max(a.y, b.y);
  if (!(width > 0) || !(height > 0)) return 0;
  const float shared = width * height;
  const float united = a.area() + b.area() - shared;
  return united > 0 ? shared / united : 0;
}

std::vector<Detection> without_doubles(std::vector<Detection> all, float limit, std::size_t most) {
  const auto better = [](const Detection& a, const Detection& b) { return a.score > b.score; };
  std::stable_sort(all.begin(), all.end(), better);
  if (all.size() > most) all.resize(most);
  std::vector<Detection> kept;
  for (const Detection& one : all) {
    const auto doubles = [&](const Detection& other) {
      return other.label == one.label && overlap_of(other.box, one.box) > limit;
    };
    if (std::none_of(kept.begin(), kept.end(), doubles)) kept.push_back(one);
  }
  return kept;
}

}  // namespace framewake
