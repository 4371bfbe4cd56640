#pragma once
// argv → subcommand → exit status.

#include "vision/stage_table.hpp"

namespace framewake {

/// Runs the subcommand that `argv` names. `stages` is what pipelines can be made of: the daemon's own, or, in tests, more.
int run_cli(int argc, char** argv, const StageTable& stages);

}  // namespace framewake
