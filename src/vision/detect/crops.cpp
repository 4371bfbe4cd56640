#include "vision/detect/crops.hpp"

#include <algorithm>
#include <cmath>

namespace framewake {
namespace {

/// The square around the middle of `around` with sides of `side`, moved and cut so that it lies within the picture.
cv::Rect square(const cv::Rect& around, int side, cv::Size picture) {
  const int width = std::min(side, picture.width), height = std::min(side, picture.height);
  const int left = around.x + (around.width - width) / 2, top = around.y + (around.height - height) / 2;
  return {std::clamp(left, 0, picture.width - width), std::clamp(top, 0, picture.height - height), width, height};
}

/// How many pixels one crop would look at beyond what the two look at; negative when it saves some.
int waste(const cv::Rect& a, const cv::Rect& b, cv::Size picture) {
  const cv::Rect both = a | b;
  return square(both, std::max(both.width, both.height), picture).area() - a.area() - b.area();
}

/// Makes one of the two that waste least when they become one; true when it did. `always`: also when it wastes.
bool merge_best(std::vector<cv::Rect>& crops, cv::Size picture, bool always) {
  std::size_t best_a = 0, best_b = 0;
  std::optional<int> least;
  for (std::size_t a = 0; a < crops.size(); ++a)
    for (std::size_t b = a + 1; b < crops.size(); ++b)
      if (const int cost = waste(crops[a], crops[b], picture); !least || cost < *least)
        least = cost, best_a = a, best_b = b;
  if (!least || (!always && *least > 0)) return false;
  const cv::Rect both = crops[best_a] | crops[best_b];
  crops[best_a] = square(both, std::max(both.width, both.height), picture);
  crops.erase(crops.begin() + static_cast<std::ptrdiff_t>(best_b));
  return true;
}

}  // namespace

std::vector<cv::Rect> crops_around(std::span<const Box> regions, cv::Size picture, int least, std::size_t most) {
  std::vector<cv::Rect> crops;
  for (const Box& region : regions) {
    const cv::Rect rect(region[0], region[1], region[2], region[3]);
    const int side = std::max(least, std::max(rect.width, rect.height) * 2);
    crops.push_back(square(rect, side, picture));
  }
  while (merge_best(crops, picture, crops.size() > most)) {
  }
  return crops;
}

bool is_cut(const cv::Rect2f& box, const cv::Rect& place, cv::Size picture) {
  constexpr float nearly = 0.01F;
  const auto edge = [](int side) { return nearly * static_cast<float>(side); };
  const float x = edge(place.width), y = edge(place.height);
  return (place.x > 0 && box.x < static_cast<float>(place.x) + x) ||
         (place.y > 0 && box.y < static_cast<float>(place.y) + y) ||
         (place.br().x < picture.width && box.x + box.width > static_cast<float>(place.br().x) - x) ||
         (place.br().y < picture.height && box.y + box.height > static_cast<float>(place.br().y) - y);
}

std::optional<Box> box_within(const cv::Rect2f& box, cv::Size picture) {
  const auto whole = [](float x, int most) {
    return static_cast<int>(std::lround(std::clamp(x, 0.0F, static_cast<float>(most))));
  };
  const int left = whole(box.x, picture.width), right = whole(box.x + box.width, picture.width);
  const int top = whole(box.y, picture.height), bottom = whole(box.y + box.height, picture.height);
  if (right <= left || bottom <= top) return std::nullopt;
  return Box{left, top, right - left, bottom - top};
}

}  // namespace framewake
