#pragma once
// The options of `framewake model` that are keys of the stage `detect`, too: with the same names, limits and texts.

#include <map>
#include <string>

#include "base/options.hpp"

namespace CLI {
class App;
}

namespace framewake {

/// By key; only those that were given.
using GivenOptions = std::map<std::string, OptionValue>;

/// Adds `--KEY` for how the model gets its pictures. `rows`: of the stage `detect`. `given` must outlive the parsing. A value
/// that the key does not allow is a mistake in the command line.
void add_model_options(CLI::App& command, const OptionTable& rows, GivenOptions& given);

}  // namespace framewake
