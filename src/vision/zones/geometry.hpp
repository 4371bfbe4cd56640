#pragma once
// Where something is, and whether it went across a line.

#include <vector>

#include "base/geometry.hpp"
#include "frame/result.hpp"

namespace framewake {

/// Of a box, in pixels of the frame.
Point bottom_centre(const Box& box);
Point centre(const Box& box);

/// On which side of the path a point is, seen along it: 1 on the right, −1 on the left, 0 on it (exactly). The path is one of
/// two and more points, whose ends go on straight for ever; the part of the path that is nearest decides.
int side_of(const Polygon& path, const Point& point);

/// How far the point is from the outline of the nearest of these areas; 0 without any.
double distance_to(const std::vector<Polygon>& areas, const Point& point);

/// Whether the way from `from` to `to` meets the path between its ends. A way that only touches with its end does.
bool crosses(const Polygon& path, const Point& from, const Point& to);

}  // namespace framewake
