#include "vision/detect/crops.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace framewake {
namespace {

/// The square around the middle of `around` with sides of `side`, moved and cut so that it lies within the picture.
cv::Rect square(const cv::Rect& around, int side, cv::Size picture) {
  const int width = std::min(side, picture.width), height = std::min(side, picture.height);
  const int left = around.x + (around.width - width) / 2, top = around.y + (around.height - height) / 2;
  return {std::clamp(left, 0, picture.width - width), std::clamp(top, 0, picture.height - height), width, height};
}

constexpr int seen_well = 32;    ///< longer side of a thing in what the network gets, pixels
constexpr int least_side = 256;  ///< of a crop where there is no network, pixels

struct Crop {
  cv::Rect place;
  int smallest;  ///< the longer side of the smallest region in it, pixels
};

Crop both(const Crop& a, const Crop& b, cv::Size picture) {
  const cv::Rect around = a.place | b.place;
  return {square(around, std::max(around.width, around.height), picture), std::min(a.smallest, b.smallest)};
}

class Merging {
 public:
  Merging(std::vector<Crop>& crops, cv::Size picture, const CropRules& rules)
      : crops_(crops), picture_(picture), rules_(rules) {}

  /// Makes one of the two that waste least when they become one; true when it did.
  bool merge_best() {
    const bool too_many = crops_.size() > rules_.most;
    std::size_t best_a = 0, best_b = 0;
    std::optional<std::int64_t> least;
    for (std::size_t a = 0; a < crops_.size(); ++a)
      for (std::size_t b = a + 1; b < crops_.size(); ++b)
        if (const Crop one = both(crops_[a], crops_[b], picture_); too_many || saves(one, crops_[a], crops_[b]))
          if (const auto cost = waste(one, crops_[a], crops_[b]); !least || cost < *least)
            least = cost, best_a = a, best_b = b;
    if (!least) return false;
    crops_[best_a] = both(crops_[best_a], crops_[best_b], picture_);
    crops_.erase(crops_.begin() + static_cast<std::ptrdiff_t>(best_b));
    return true;
  }

 private:
  /// How many pixels `one` has beyond what the two have; negative when it saves some.
  static std::int64_t waste(const Crop& one, const Crop& a, const Crop& b) {
    return std::int64_t{one.place.area()} - a.place.area() - b.place.area();
  }

  bool saves(const Crop& one, const Crop& a, const Crop& b) const {
    return rules_.network == 0 ? waste(one, a, b) <= 0 : is_seen_well(one);
  }

  bool is_seen_well(const Crop& crop) const {
    const int side = std::max(crop.place.width, crop.place.height);
    return side <= rules_.network || std::int64_t{crop.smallest} * rules_.network >= std::int64_t{seen_well} * side;
  }

  std::vector<Crop>& crops_;
  cv::Size picture_;
  const CropRules& rules_;
};

}  // namespace

std::vector<cv::Rect> crops_around(std::span<const Box> regions, cv::Size picture, const CropRules& rules) {
  const int least = rules.network > 0 ? rules.network * 4 / 5 : least_side;
  std::vector<Crop> crops;
  for (const Box& region : regions) {
    const cv::Rect rect(region[0], region[1], region[2], region[3]);
    const int longer = std::max(rect.width, rect.height);
    crops.push_back({square(rect, std::max(least, longer * 2), picture), longer});
  }
  Merging merging(crops, picture, rules);
  while (merging.merge_best()) {
  }
  std::vector<cv::Rect> places;
  places.reserve(crops.size());
  for (const Crop& crop : crops) places.push_back(crop.place);
  return places;
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
