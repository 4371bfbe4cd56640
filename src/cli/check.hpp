#pragma once
// `framewake check [FILE] [--set KEY=VALUE]…`: says whether a configuration is fine, and everything that is not.

#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

#include "vision/stage_table.hpp"

namespace framewake {

struct CheckCommand {
  std::optional<std::string> file;  ///< nothing: what a daemon that is told no file would read
  std::vector<std::string> set;     ///< KEY=VALUE
};

/// 0 and one line to `out`, or 78 and every problem, one a line, to `err`. The files that the configuration names are read,
/// too; those that only the daemon's user may read are named on `err`, and no problem.
int run_check(const CheckCommand& command, const StageTable& stages, std::ostream& out, std::ostream& err);

}  // namespace framewake
