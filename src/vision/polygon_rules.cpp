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
  if (!encloses_an_area(polygon)) return "an outline with something inside, not only a line or a single place";
  return std::nullopt;
}

std::string number_of(std::size_t index) {
  return std::to_string(index + 1);
}

}  // namespace

std::optional<std::string> check_polygons(const OptionValue& value) {
  const auto& polygons = std::get<std::vector<Polygon>>(value);
  for (std::size_t i = 0; i < polygons.size(); ++i)
    if (const auto fault = fault_of_polygon(polygons[i])) return "polygon " + number_of(i) + " needs " + *fault;
  return std::nullopt;
}

std::optional<std::string> check_lines(const OptionValue& value) {
  const auto& lines = std::get<std::vector<Polygon>>(value);
  for (std::size_t i = 0; i < lines.size(); ++i)
    for (std::size_t at = 0; at + 1 < lines[i].size(); ++at)
      if (lines[i][at] == lines[i][at + 1])
        return "line " + number_of(i) + " needs points that differ from the ones before them, and point " +
               number_of(at + 1) + " does not";
  return std::nullopt;
}

}  // namespace framewake
