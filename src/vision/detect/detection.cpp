#include "vision/detect/detection.hpp"

#include <algorithm>

namespace framewake {

namespace {

float shared_area(const cv::Rect2f& a, const cv::Rect2f& b) {
  const float width = std::min(a.x + a.width, b.x + b.width) - std::max(a.x, b.x);
  const float height = std::min(a.y + a.height, b.y + b.height) - std::max(a.y, b.y);
  return width > 0 && height > 0 ? width * height : 0;
}

bool lies_mostly_within(const Detection& one, const Detection& other) {
  constexpr float most_of_it = 0.7F;
  return one.label == other.label && shared_area(one.box, other.box) > most_of_it * one.box.area();
}

}  // namespace

float overlap_of(const cv::Rect2f& a, const cv::Rect2f& b) {
  const float shared = shared_area(a, b);
  const float united = a.area() + b.area() - shared;
  return united > 0 ? std::min(shared / united, 1.0F) : 0;  // rounding makes a little more of it
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

std::vector<Detection> without_halves(std::vector<Detection> all, const std::function<bool(const Detection&)>& counts) {
  std::vector<Detection> whole;
  for (const Detection& one : all)
    if (!one.cut && counts(one)) whole.push_back(one);
  std::erase_if(all, [&](const Detection& one) {
    return one.cut && std::any_of(whole.begin(), whole.end(),
                                  [&](const Detection& other) { return lies_mostly_within(one, other); });
  });
  return all;
}

}  // namespace framewake
