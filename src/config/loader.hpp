#pragma once
// From files and the command line to the Config, or to everything that is wrong with them.

#include <filesystem>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "config/config.hpp"
#include "config/document.hpp"

namespace framewake {

/// Where the packaged daemon's configuration is.
inline constexpr const char* installed_config_file = "/etc/framewake/framewake.toml";

struct LoadRequest {
  /// This file and its drop-ins: for a/b.toml every a/b.d/*.toml in the order of their names, each over the ones before.
  /// Names that begin with a dot are passed over. Nothing: the built-in defaults.
  std::optional<std::filesystem::path> file;
  std::vector<std::string> set;  ///< KEY=VALUE, over all files, each over the ones before
  bool may_be_missing = false;   ///< whether `file` may not exist; its drop-ins count all the same
};

/// What has been read, as far as it could be.
struct ConfigReading {
  Config config;                             ///< whole only without problems: a key that is wrong has its default
  std::vector<ConfigProblem> problems = {};  ///< in the order of the files
  std::vector<std::string> files = {};       ///< as problems name them, in the order in which they are read
  bool complete = true;                      ///< no file was left out, so what is not in `config` is in none
};

/// Reads, merges and checks. Never throws for what is in files. `stages` is needed only during the call.
ConfigReading read_config(const LoadRequest& request, const StageTable& stages);

/// One or the other; problems are never empty.
using LoadResult = std::variant<Config, std::vector<ConfigProblem>>;

/// The same, for who can do nothing with half of it.
LoadResult load_config(const LoadRequest& request, const StageTable& stages);

/// The same from texts in memory, each over the ones before.
LoadResult load_config(const std::vector<ConfigText>& texts, const std::vector<std::string>& set,
                       const StageTable& stages);

/// What a daemon that is told no file reads: the installed file when it or its drop-ins exist, otherwise nothing.
LoadRequest default_request(const std::filesystem::path& installed = installed_config_file);

}  // namespace framewake
