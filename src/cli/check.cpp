#include "cli/check.hpp"

#include <sysexits.h>

#include <ostream>
#include <vector>

#include "app/config_check.hpp"

namespace framewake {

namespace {

std::string counted(std::size_t count, const std::string& thing) {
  return std::to_string(count) + " " + thing + (count == 1 ? "" : "s");
}

/// Returns whether all is fine. What only the daemon's user may read is no mistake, and cannot be looked at by others.
bool print(const std::vector<ConfigProblem>& problems, std::ostream& err) {
  bool fine = true;
  for (const ConfigProblem& problem : problems) {
    const bool hidden = is_only_for_the_daemon(problem);
    fine = fine && hidden;
    err << (hidden ? "not checked: " : "") << problem << "\n";
  }
  return fine;
}

}  // namespace

int run_check(const CheckCommand& command, const StageTable& stages, std::ostream& out, std::ostream& err) {
  auto request = command.file ? LoadRequest{.file = *command.file, .set = {}} : default_request();
  request.set = command.set;
  const auto [config, problems, changes] = check_config(request, stages);
  if (!print(problems, err)) return EX_CONFIG;
  out << (request.file ? request.file->string() : "built-in defaults") << ": fine ("
      << counted(config.cameras.size(), "camera") << ", " << counted(config.pipelines.size(), "pipeline") << ")\n";
  return EX_OK;
}

}  // namespace framewake
