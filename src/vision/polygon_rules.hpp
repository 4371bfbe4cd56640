#pragma once
// What polygons in a configuration must be.

#include <optional>
#include <string>

#include "base/options.hpp"

namespace framewake {

/// For rows of type `polygons`: each encloses an area, of coordinates that are numbers. Returns what is allowed, and of which
/// one, or nothing when all is fine.
std::optional<std::string> check_polygons(const OptionValue& value);

}  // namespace framewake
