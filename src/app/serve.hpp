#pragma once
// `framewake serve`: from a config file to a running daemon and back, as an exit status.

#include <string>
#include <vector>

#include "vision/stage_table.hpp"

namespace framewake {

/// The exit statuses of every subcommand.
enum ExitStatus : int { exit_fine = 0, exit_failure = 1, exit_cannot_listen = 69, exit_bad_config = 78 };

struct ServeCommand {
  std::string config;            ///< "" : the default place
  std::vector<std::string> set;  ///< KEY=VALUE
};

/// Runs until SIGTERM or SIGINT. Call on the main thread, before any other thread exists.
int serve(const ServeCommand& command, const StageTable& stages);

}  // namespace framewake
