#include "vision/polygon_rules.hpp"

#include <cmath>
#include <vector>

#include "vision/ignored_area.hpp"

namespace framewake {
namespace {

constexpr double furthest = 1e6;  ///< pixels; more is a slip of the pen

std::optional<std::string> fault_of_polygon(const Polygon& polygon) {
  if (polygon.size() < 3) return "at least 3 points";
  for (const Point& p : polygon)
    for (const double c : p)
      if (!std::isfinite(c) || std::abs(c) > furthest)
        return "coordinates that are numbers between -1000000 and 1000000";
  if (area_of(polygon) < 1e-9) return "points that enclose an area, not a line or a single place";
  return std::nullopt;
}

}  // namespace

std::optional<std::string> check_polygons(const OptionValue& value) {
  const auto& polygons = std::get<std::vector<Polygon>>(value);
  for (std::size_t i = 0; i < polygons.size(); ++i)
    if (const auto fault = fault_of_polygon(polygons[i]))
      return "polygon " + std::to_string(i + 1) + " needs " + *fault;
  return std::nullopt;
}

}  // namespace framewake
