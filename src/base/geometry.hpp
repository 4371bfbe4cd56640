#pragma once
// Points and polygons as a person writes them in a config file.

#include <array>
#include <vector>

namespace framewake {

/// x, y. All coordinates of a polygon between 0 and 1: fractions of the picture's width and height; otherwise pixels of
/// the frame as sent.
using Point = std::array<double, 2>;
using Polygon = std::vector<Point>;

/// Where an outline crosses a horizontal line.
struct Crossing {
  double x;
  int turn;  ///< 1 downwards, −1 upwards
};

/// All crossings of the polygon's outline with the line at `y`, from left to right; their number is even. Clears
/// `crossings` first, and keeps its room.
void find_crossings(const Polygon& polygon, double y, std::vector<Crossing>& crossings);

}  // namespace framewake
