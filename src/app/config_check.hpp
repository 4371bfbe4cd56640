#pragma once
// A configuration with all that it names, checked whole: for `framewake check`, a start and a reload alike.

#include <string>
#include <vector>

#include "config/changes.hpp"
#include "config/loader.hpp"

namespace framewake {

struct CheckedConfig {
  Config config;                         ///< to run with; of use only without problems
  std::vector<ConfigProblem> problems;   ///< everything that is wrong, in the order of the files
  std::vector<ChangedKey> changes = {};  ///< against the running one, where there is one
};

/// Tells all that can be told at once: what files, keys, stages, tokens, the password and certificates have wrong, but not
/// what only follows from something that is told already. With `running`, `config` is what a reload makes of the two (keys
/// that take a restart stay as they are), and only pipelines that change are tried. Nothing is logged.
CheckedConfig check_config(const LoadRequest& request, const StageTable& stages, const Config* running = nullptr);

/// Whether it says only that whoever asks may not read a file that the configuration names.
bool is_only_for_the_daemon(const ConfigProblem& problem);

}  // namespace framewake
