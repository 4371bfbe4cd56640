#include "vision/ignored_area.hpp"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

namespace framewake {
namespace {

constexpr double border = 64;  ///< pixels; polygons are cut this far outside of the frame, so that cuts are never seen

/// What of the polygon lies on the inner side of the line `coordinate[axis] × sign ≤ limit` (Sutherland–Hodgman).
Polygon cut(const Polygon& polygon, std::size_t axis, double sign, double limit) {
  Polygon kept;
  for (std::size_t i = 0; i < polygon.size(); ++i) {
    const Point& from = polygon[i];
    const Point& to = polygon[(i + 1) % polygon.size()];
    const double from_over = from[axis] * sign - limit;
    const double to_over = to[axis] * sign - limit;
    if (from_over <= 0) kept.push_back(from);
    if ((from_over <= 0) != (to_over <= 0)) {
      const double t = from_over / (from_over - to_over);
      kept.push_back({from[0] + t * (to[0] - from[0]), from[1] + t * (to[1] - from[1])});
    }
  }
  return kept;
}

void fill(cv::Mat& canvas, Polygon polygon, int width, int height) {
  polygon = cut(polygon, 0, -1, border);
  polygon = cut(polygon, 0, 1, width + border);
  polygon = cut(polygon, 1, -1, border);
  polygon = cut(polygon, 1, 1, height + border);
  if (polygon.size() < 3) return;
  std::vector<cv::Point> points;
  // An edge at 100.0 ends the pixel 99: OpenCV's integer coordinates are the middles of pixels.
  constexpr int fraction_bits = 4;
  for (const Point& p : polygon)
    points.emplace_back(static_cast<int>(std::lround((p[0] - 0.5) * (1 << fraction_bits))),
                        static_cast<int>(std::lround((p[1] - 0.5) * (1 << fraction_bits))));
  cv::fillPoly(canvas, std::vector<std::vector<cv::Point>>{points}, cv::Scalar(255), cv::LINE_8, fraction_bits);
}

}  // namespace

Polygon in_pixels(const Polygon& polygon, int width, int height) {
  const bool relative = std::all_of(polygon.begin(), polygon.end(),
                                    [](const Point& p) { return p[0] >= 0 && p[0] <= 1 && p[1] >= 0 && p[1] <= 1; });
  if (!relative) return polygon;
  Polygon pixels = polygon;
  for (Point& p : pixels) p = {p[0] * width, p[1] * height};
  return pixels;
}

const cv::Mat& IgnoredArea::draw(std::span<const Polygon> polygons, int width, int height, int scale) {
  if (width == width_ && height == height_ && scale == scale_ && std::ranges::equal(polygons, polygons_)) return mask_;
  polygons_.assign(polygons.begin(), polygons.end());
  width_ = width;
  height_ = height;
  scale_ = scale;
  mask_.release();
  if (polygons.empty()) return mask_;

  const int columns = (width + scale - 1) / scale;
  const int rows = (height + scale - 1) / scale;
  cv::Mat full = cv::Mat::zeros(rows * scale, columns * scale, CV_8UC1);
  for (const Polygon& polygon : polygons) fill(full, polygon, width, height);
  if (scale == 1) {
    mask_ = full;
  } else {
    // A pixel touched anywhere is ignored: the mean of its square is not 0 (one of 64 pixels of 255 makes 4).
    cv::Mat touched;
    cv::resize(full, touched, cv::Size(columns, rows), 0, 0, cv::INTER_AREA);
    cv::compare(touched, 0, mask_, cv::CMP_NE);
  }
  return mask_;
}

}  // namespace framewake
