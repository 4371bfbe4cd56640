#pragma once
// Points and polygons as a person writes them in a config file.

#include <array>
#include <vector>

namespace framewake {

/// x, y. All coordinates of a polygon between 0 and 1: fractions of the picture's width and height; otherwise pixels of
/// the frame as sent.
using Point = std::array<double, 2>;
using Polygon = std::vector<Point>;

}  // namespace framewake
