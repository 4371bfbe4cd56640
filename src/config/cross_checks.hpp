#pragma once
// What no single key can be checked for: keys that must agree with each other.

#include "config/document.hpp"
#include "config/schema.hpp"

namespace framewake {

/// `root` tells where the keys stand. `complete`: no file was left out of `root`, so what is not there does not exist.
void check_together(const Config& config, const Node& root, bool complete, Problems& problems);

}  // namespace framewake
