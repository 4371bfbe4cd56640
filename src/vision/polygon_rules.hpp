#pragma once
// What polygons in a configuration must be.

#include <optional>
#include <string>

#include "base/options.hpp"

namespace framewake {

/// For rows of type `polygons`: each encloses an area (it may cross itself: what lies in it is told by the
/// even-odd rule), of coordinates that are numbers. Returns what is allowed, and of which
/// one, or nothing when all is fine.
std::optional<std::string> check_polygons(const OptionValue& value);

/// The same for lines: no point is that before it.
std::optional<std::string> check_lines(const OptionValue& value);

}  // namespace framewake
