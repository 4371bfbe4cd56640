#pragma once
// What no single key can be checked for: keys that must agree with each other.

#include <vector>

#include "config/document.hpp"
#include "config/schema.hpp"

namespace framewake {

/// `root` tells where the keys stand. `complete`: no file was left out of `root`, so what is not there does not exist.
void check_together(const Config& config, const Node& root, bool complete, Problems& problems);

/// Whom a configuration lets in that was put together of two, and so stands in no file: what a reload would make of the
/// running one. `known`: what is wrong already; what follows from that is not told again.
std::vector<ConfigProblem> check_access(const Config& config, const std::vector<ConfigProblem>& known = {});

}  // namespace framewake
