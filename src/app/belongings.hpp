#pragma once
// What a configuration names, and only looking shows whether it is there: tokens, the password, certificates, what stages
// need.

#include <functional>
#include <string>
#include <vector>

#include "config/config.hpp"
#include "config/problem.hpp"

namespace framewake {

/// Everything that is wrong with it, each with the place of its key, in the order of the files. Makes each pipeline once of
/// which `try_pipeline` says so. Nothing is logged.
std::vector<ConfigProblem> check_belongings(
    const Config& config, const StageTable& stages,
    const std::function<bool(const std::string& pipeline)>& try_pipeline = [](const std::string&) { return true; });

}  // namespace framewake
