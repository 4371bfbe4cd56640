#pragma once
// --set KEY=VALUE: one value from the command line, over those of the files.

#include <string>

#include "config/document.hpp"

namespace framewake {

/// KEY is dotted, with an element of a list by its index from 0: pipelines.default.stages.0.on_after. VALUE is a TOML value,
/// or else a bare text: `250ms` as well as `"250ms"`. `number`, from 1, is the option's place on the command line. `complete`:
/// `root` has what all files say; without, a missing element is not complained about.
void apply_override(Node& root, const std::string& assignment, std::uint32_t number, bool complete, Problems& problems);

}  // namespace framewake
