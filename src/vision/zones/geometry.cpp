#include "vision/zones/geometry.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace framewake {
namespace {

/// Twice the area of the triangle; positive when c is on the right of the way from a to b (y points down).
double turn(const Point& a, const Point& b, const Point& c) {
  return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
}

int sign(double x) {
  return x > 0 ? 1 : x < 0 ? -1 : 0;
}

double squared_distance(const Point& a, const Point& b, const Point& point) {
  const double dx = b[0] - a[0], dy = b[1] - a[1];
  const double length = dx * dx + dy * dy;
  const double along =
      length > 0 ? std::clamp(((point[0] - a[0]) * dx + (point[1] - a[1]) * dy) / length, 0.0, 1.0) : 0;
  const double x = a[0] + along * dx - point[0], y = a[1] + along * dy - point[1];
  return x * x + y * y;
}

}  // namespace

Point bottom_centre(const Box& box) {
  return {box[0] + box[2] / 2.0, static_cast<double>(box[1] + box[3] - 1)};
}

Point centre(const Box& box) {
  return {box[0] + box[2] / 2.0, box[1] + box[3] / 2.0};
}

int side_of(const Polygon& path, const Point& point) {
  double least = std::numeric_limits<double>::infinity();
  double turned = 0;
  for (std::size_t i = 0; i + 1 < path.size(); ++i) {
    const double distance = squared_distance(path[i], path[i + 1], point);
    if (distance > least) continue;
    // The corner between two pieces is nearest from outside of the bend only, which is the side that it bends away from.
    const double bend = distance == least && i > 0 ? turn(path[i - 1], path[i], path[i + 1]) : 0;
    turned = bend != 0 ? -bend : distance < least ? turn(path[i], path[i + 1], point) : turned;
    least = distance;
  }
  return sign(turned);
}

double distance_to(const std::vector<Polygon>& areas, const Point& point) {
  double least = std::numeric_limits<double>::infinity();
  for (const Polygon& area : areas)
    for (std::size_t i = 0; i < area.size(); ++i)
      least = std::min(least, squared_distance(area[i], area[(i + 1) % area.size()], point));
  return std::isfinite(least) ? std::sqrt(least) : 0;
}

bool crosses(const Polygon& path, const Point& from, const Point& to) {
  for (std::size_t i = 0; i + 1 < path.size(); ++i) {
    const Point &a = path[i], &b = path[i + 1];
    const int first = sign(turn(a, b, from)), second = sign(turn(a, b, to));
    if (first == second) continue;
    if (sign(turn(from, to, a)) != sign(turn(from, to, b))) return true;
  }
  return false;
}

}  // namespace framewake
