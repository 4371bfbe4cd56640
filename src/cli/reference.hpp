#pragma once
// `framewake reference [--format toml|markdown|json-schema|man5]`: the table of keys, written out.

#include <iosfwd>
#include <string>

#include "vision/stage_table.hpp"

namespace framewake {

/// Writes config/framewake.toml ("toml"), docs/config.md ("markdown"), the JSON Schema ("json-schema") or the man page
/// framewake.toml(5) ("man5") to `out`: 0. Another format: one line to `err`, and 1.
int run_reference(const std::string& format, const StageTable& stages, std::ostream& out, std::ostream& err);

}  // namespace framewake
