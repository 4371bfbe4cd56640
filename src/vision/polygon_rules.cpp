#include "vision/polygon_rules.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <vector>

#include "vision/ignored_area.hpp"

namespace framewake {
namespace {

constexpr double least_pixels = 8;  ///< a place within fewer of the upper left corner is a slip of the pen

std::optional<std::string> check_unit_of(const Polygon& outline) {
  std::vector<double> numbers;
  for (const Point& p : outline) numbers.insert(numbers.end(), p.begin(), p.end());
  return check_unit(numbers);
}

std::optional<std::string> fault_of_polygon(const Polygon& polygon) {
  if (polygon.size() < 3) return "at least 3 points";
  if (!encloses_an_area(polygon)) return "an outline with something inside, not only a line or a single place";
  return check_unit_of(polygon);
}

/// As a person would write it.
std::string shortest_text(double number) {
  std::array<char, 32> text{};
  return {text.data(), std::to_chars(text.data(), text.data() + text.size(), number).ptr};
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
  for (std::size_t i = 0; i < lines.size(); ++i) {
    for (std::size_t at = 0; at + 1 < lines[i].size(); ++at)
      if (lines[i][at] == lines[i][at + 1])
        return "line " + number_of(i) + " needs points that differ from the ones before them, and point " +
               number_of(at + 1) + " does not";
    if (const auto fault = check_unit_of(lines[i])) return "line " + number_of(i) + " needs " + *fault;
  }
  return std::nullopt;
}

std::optional<std::string> check_unit(std::span<const double> numbers) {
  const auto largest = std::max_element(numbers.begin(), numbers.end());
  if (largest == numbers.end() || *largest <= 1) return std::nullopt;
  const auto part = std::find_if(numbers.begin(), numbers.end(), [](double n) { return n > 0 && n < 1; });
  if (part != numbers.end())
    return "numbers that are all fractions (0 to 1) or all pixels; " + shortest_text(*part) + " beside " +
           shortest_text(*largest) + " is neither";
  if (*largest < least_pixels)
    return "numbers that are all fractions (0 to 1), or pixels of which one is at least " +
           shortest_text(least_pixels) + "; the largest is " + shortest_text(*largest);
  return std::nullopt;
}

}  // namespace framewake
