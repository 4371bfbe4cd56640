#include "vision/ignored_area.hpp"

#include <algorithm>
#include <cmath>

namespace framewake {
namespace {

/// A corner that rounding has moved off the edge of a pixel is on it: 0.55 of 100 pixels are 55, not 55.000000000000007.
Polygon on_whole_pixels(Polygon polygon) {
  constexpr double near = 1e-6;
  for (Point& p : polygon)
    for (double& c : p)
      if (const double whole = std::round(c); std::abs(c - whole) < near) c = whole;
  return polygon;
}

/// The pixels of a frame that a polygon touches, from row to row. What touches only the edge of a pixel does not touch it.
class TouchedPixels {
 public:
  TouchedPixels(cv::Mat& mask, int width, int height, int scale)
      : mask_(mask), width_(width), height_(height), scale_(scale) {}

  void set(const Polygon& written) {
    const Polygon polygon = on_whole_pixels(written);
    for (int y = 0; y < height_; ++y) {
      find_crossings(polygon, y + 0.5, crossings_);
      for (std::size_t i = 0; i + 1 < crossings_.size(); i += 2) set(y, crossings_[i].x, crossings_[i + 1].x);
      // And where it is narrower than a pixel, or has a corner.
      for (std::size_t i = 0; i < polygon.size(); ++i) set_edge(y, polygon[i], polygon[(i + 1) % polygon.size()]);
    }
  }

 private:
  /// What of the edge lies in the row.
  void set_edge(int y, const Point& a, const Point& b) {
    const Point& upper = a[1] < b[1] ? a : b;
    const Point& lower = a[1] < b[1] ? b : a;
    if (upper[1] >= y + 1 || lower[1] <= y) return;
    if (upper[1] == lower[1]) return set(y, std::min(a[0], b[0]), std::max(a[0], b[0]));
    const auto x_at = [&](double at) {
      return upper[0] + (at - upper[1]) / (lower[1] - upper[1]) * (lower[0] - upper[0]);
    };
    const double enters = x_at(std::max<double>(y, upper[1])), leaves = x_at(std::min<double>(y + 1, lower[1]));
    set(y, std::min(enters, leaves), std::max(enters, leaves));
  }

  void set(int y, double left, double right) {
    const auto column = [this](double x) { return static_cast<int>(std::clamp(x, 0.0, 1.0 * width_)); };
    const int begin = column(std::floor(left)), end = column(std::ceil(right));
    if (begin < end) mask_.row(y / scale_).colRange(begin / scale_, (end - 1) / scale_ + 1).setTo(255);
  }

  cv::Mat& mask_;
  const int width_, height_, scale_;
  std::vector<Crossing> crossings_;
};

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
  TouchedPixels touched(mask_, width, height, scale);
  for (const Polygon& polygon : polygons) touched.set(polygon);
  return mask_;
}

}  // namespace framewake
