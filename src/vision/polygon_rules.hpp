#pragma once
// What polygons in a configuration must be.

#include <optional>
#include <span>
#include <string>

#include "base/options.hpp"

namespace framewake {

/// For rows of type `polygons`: each encloses an area (it may cross itself), and is written in fractions or in pixels.
/// Returns what is allowed, and of which one, or nothing when all is fine.
std::optional<std::string> check_polygons(const OptionValue& value);

/// The same for lines: no point is that before it.
std::optional<std::string> check_lines(const OptionValue& value);

/// The numbers of one place, none negative: all are fractions (0 to 1), or all are pixels. A number between 0 and 1 beside
/// one above 1 is neither, and where the largest is above 1 and below 8 it is a fraction with a slip: taken for pixels, a
/// privacy polygon with 1.01 in place of 1 would hide a corner that nobody sees. Returns what such numbers must be, or
/// nothing when all is fine.
std::optional<std::string> check_unit(std::span<const double> numbers);

}  // namespace framewake
