#include "view/hide.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <map>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>
#include <utility>
#include <vector>

namespace framewake {
namespace {

constexpr int least_block = 16;  ///< pixels, where the size of the area decides
constexpr int most_block = 256;
constexpr int squares_across = 6;  ///< of an area's shorter side, at most

/// Everything that the outline goes around, however often: by winding, not by turns of in and out.
void draw(cv::Mat& mask, const Polygon& polygon) {
  const auto column = [&](double x) { return static_cast<int>(std::clamp(x, 0.0, 1.0 * mask.cols)); };
  std::vector<Crossing> crossings;
  for (int y = 0; y < mask.rows; ++y) {
    find_crossings(polygon, y + 0.5, crossings);
    int turns = 0;
    for (std::size_t i = 0; i + 1 < crossings.size(); ++i) {
      turns += crossings[i].turn;
      if (turns == 0) continue;
      const int begin = column(std::floor(crossings[i].x)), end = column(std::ceil(crossings[i + 1].x));
      if (begin < end) mask.row(y).colRange(begin, end).setTo(255);
    }
  }
  // The pixels that the outline touches, also of a part that is thinner than one.
  std::vector<cv::Point> outline;
  for (const Point& p : polygon)
    outline.emplace_back(static_cast<int>(std::floor(p[0])), static_cast<int>(std::floor(p[1])));
  cv::polylines(mask, outline, true, 255, 3);
}

cv::Rect within(const Box& box, const cv::Mat& picture) {
  return cv::Rect(box[0], box[1], box[2], box[3]) & cv::Rect(0, 0, picture.cols, picture.rows);
}

/// The smallest box of whole pixels around what lies within the picture.
Box bounds_of(const Polygon& polygon, const cv::Mat& picture) {
  double left = picture.cols, right = 0, top = picture.rows, bottom = 0;
  for (const Point& p : polygon) {
    left = std::min(left, p[0]), right = std::max(right, p[0]);
    top = std::min(top, p[1]), bottom = std::max(bottom, p[1]);
  }
  const auto clamped = [](double value, int most) { return static_cast<int>(std::clamp(value, 0.0, 1.0 * most)); };
  const int x = clamped(std::floor(left), picture.cols), y = clamped(std::floor(top), picture.rows);
  return {x, y, std::max(0, clamped(std::ceil(right), picture.cols) - x),
          std::max(0, clamped(std::ceil(bottom), picture.rows) - y)};
}

/// Few sizes, each a power of two: the same thing at another place, or a little larger, is cut in the same way.
int block_for(const Box& area, int wanted) {
  if (wanted > 0) return wanted;
  const int side = std::max(1, std::min(area[2], area[3]) / squares_across);
  return std::clamp(static_cast<int>(std::bit_ceil(static_cast<unsigned>(side))), least_block, most_block);
}

/// What must be hidden of a picture with one way to hide it, by the side of the squares (0: none, a fill).
using Masks = std::map<int, cv::Mat>;

Masks masks_of(const HiddenPart& part, const cv::Mat& picture) {
  Masks masks;
  const auto mask_for = [&](const Box& area) -> cv::Mat& {
    cv::Mat& mask = masks[part.style == HideStyle::fill ? 0 : block_for(area, part.block)];
    if (mask.empty()) mask = cv::Mat(picture.size(), CV_8UC1, cv::Scalar(0));
    return mask;
  };
  for (const Polygon& polygon : part.polygons) draw(mask_for(bounds_of(polygon, picture)), polygon);
  for (const Box& box : part.boxes)
    if (const cv::Rect inside = within(box, picture); !inside.empty()) mask_for(box)(inside).setTo(255);
  return masks;
}

/// Square number `i` along a side of `length` pixels; the last one takes what is left, so that none is a sliver of few pixels
/// whose mean would tell what they were.
cv::Range square(int i, int count, int block, int length) {
  return {i * block, i + 1 == count ? length : (i + 1) * block};
}

void pixelate(cv::Mat& bgr, const cv::Mat& mask, int block) {
  const int columns = std::max(1, bgr.cols / block), rows = std::max(1, bgr.rows / block);
  for (int row = 0; row < rows; ++row)
    for (int column = 0; column < columns; ++column) {
      const cv::Range y = square(row, rows, block, bgr.rows), x = square(column, columns, block, bgr.cols);
      if (cv::countNonZero(mask(y, x)) == 0) continue;
      cv::Mat under = bgr(y, x);
      under.setTo(cv::mean(under));
    }
}

}  // namespace

void hide(cv::Mat& bgr, const PrivacyResult& privacy) {
  if (!privacy.may_be_shown()) {
    bgr.setTo(cv::Scalar::all(0));
    return;
  }
  std::vector<std::pair<const HiddenPart*, Masks>> all;
  for (const HiddenPart& part : privacy.parts) all.emplace_back(&part, masks_of(part, bgr));
  const auto fill = [&] {
    for (const auto& [part, masks] : all)
      if (const auto mask = masks.find(0); mask != masks.end())
        bgr.setTo(cv::Scalar(part->colour[2], part->colour[1], part->colour[0]), mask->second);
  };
  fill();  // first, so that no mean knows what was there
  for (const auto& [part, masks] : all)
    for (const auto& [block, mask] : masks)
      if (block > 0) pixelate(bgr, mask, block);
  fill();  // and last, so that it is one colour
}

}  // namespace framewake
