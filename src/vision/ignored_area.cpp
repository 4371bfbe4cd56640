#include "vision/ignored_area.hpp"

#include <algorithm>
#include <cmath>

namespace framewake {
namespace {

/// Where the polygon's outline crosses the line through the middles of a row of pixels, in order.
void find_crossings(const Polygon& polygon, double y, std::vector<double>& crossings) {
  crossings.clear();
  for (std::size_t i = 0; i < polygon.size(); ++i) {
    const Point& a = polygon[i];
    const Point& b = polygon[(i + 1) % polygon.size()];
    if ((a[1] <= y) != (b[1] <= y)) crossings.push_back(a[0] + (y - a[1]) / (b[1] - a[1]) * (b[0] - a[0]));
  }
  std::sort(crossings.begin(), crossings.end());
}

/// Sets every pixel of `mask` that has one of the frame's pixels whose middle lies in the polygon.
void fill(cv::Mat& mask, const Polygon& polygon, int width, int height, int scale) {
  // The first pixel whose middle is not left of x.
  const auto first_from = [width](double x) {
    return static_cast<int>(std::clamp(std::ceil(x - 0.5), 0.0, 1.0 * width));
  };
  std::vector<double> crossings;
  for (int y = 0; y < height; ++y) {
    find_crossings(polygon, y + 0.5, crossings);
    for (std::size_t i = 0; i + 1 < crossings.size(); i += 2) {
      const int begin = first_from(crossings[i]);
      const int end = first_from(crossings[i + 1]);
      if (begin < end) mask.row(y / scale).colRange(begin / scale, (end - 1) / scale + 1).setTo(255);
    }
  }
}

/// On which side of the way from a to b the point lies: positive, negative, or 0 on it.
double side(const Point& a, const Point& b, const Point& point) {
  return (b[0] - a[0]) * (point[1] - a[1]) - (b[1] - a[1]) * (point[0] - a[0]);
}

/// Two edges of the polygon, by their first points, meet between their ends.
bool cross_each_other(const Polygon& polygon, std::size_t one, std::size_t other) {
  const Point &a = polygon[one], &b = polygon[(one + 1) % polygon.size()];
  const Point &c = polygon[other], &d = polygon[(other + 1) % polygon.size()];
  return side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0;
}

}  // namespace

bool is_relative(const Polygon& polygon) {
  return std::all_of(polygon.begin(), polygon.end(),
                     [](const Point& p) { return p[0] >= 0 && p[0] <= 1 && p[1] >= 0 && p[1] <= 1; });
}

bool any_in_pixels(std::span<const Polygon> polygons) {
  return !std::all_of(polygons.begin(), polygons.end(), is_relative);
}

Polygon in_pixels(const Polygon& polygon, int width, int height) {
  if (!is_relative(polygon)) return polygon;
  Polygon pixels = polygon;
  for (Point& p : pixels) p = {p[0] * width, p[1] * height};
  return pixels;
}

Polygon in_view(const Polygon& polygon, const View& view) {
  Polygon seen = in_pixels(polygon, view.sent_width(), view.sent_height());
  for (Point& p : seen) p = view.seen(p);
  return seen;
}

bool reaches_into(const Polygon& polygon, int width, int height) {
  const auto any = [&](const auto& lies) { return std::any_of(polygon.begin(), polygon.end(), lies); };
  return any([&](const Point& p) { return p[0] < width; }) && any([](const Point& p) { return p[0] > 0; }) &&
         any([&](const Point& p) { return p[1] < height; }) && any([](const Point& p) { return p[1] > 0; });
}

double area_of(const Polygon& polygon) {
  double twice = 0;
  for (std::size_t i = 0; i < polygon.size(); ++i) {
    const Point& a = polygon[i];
    const Point& b = polygon[(i + 1) % polygon.size()];
    twice += a[0] * b[1] - b[0] * a[1];
  }
  return std::abs(twice) / 2;
}

bool encloses_an_area(const Polygon& polygon) {
  if (area_of(polygon) >= 1e-9) return true;
  // The parts on the two sides of a place where it crosses itself may cancel each other in the sum.
  for (std::size_t i = 0; i < polygon.size(); ++i)
    for (std::size_t j = i + 2; j < polygon.size(); ++j)
      if (cross_each_other(polygon, i, j)) return true;
  return false;
}

bool contains(const Polygon& polygon, const Point& point) {
  bool inside = false;
  for (std::size_t i = 0; i < polygon.size(); ++i) {
    const Point& a = polygon[i];
    const Point& b = polygon[(i + 1) % polygon.size()];
    if ((a[1] <= point[1]) == (b[1] <= point[1])) continue;
    if (a[0] + (point[1] - a[1]) / (b[1] - a[1]) * (b[0] - a[0]) > point[0]) inside = !inside;
  }
  return inside;
}

const cv::Mat& IgnoredArea::draw(std::span<const Polygon> polygons, int width, int height, int scale) {
  if (width == width_ && height == height_ && scale == scale_ && std::ranges::equal(polygons, polygons_)) return mask_;
  polygons_.assign(polygons.begin(), polygons.end());
  width_ = width;
  height_ = height;
  scale_ = scale;
  mask_.release();
  if (polygons.empty()) return mask_;
  mask_.create((height + scale - 1) / scale, (width + scale - 1) / scale, CV_8UC1);
  mask_.setTo(0);
  for (const Polygon& polygon : polygons) fill(mask_, polygon, width, height, scale);
  return mask_;
}

}  // namespace framewake
