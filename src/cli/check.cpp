#include "cli/check.hpp"

#include <sysexits.h>

#include <cerrno>
#include <ostream>
#include <system_error>

#include "app/belongings.hpp"
#include "config/loader.hpp"

namespace framewake {

namespace {

std::string counted(std::size_t count, const std::string& thing) {
  return std::to_string(count) + " " + thing + (count == 1 ? "" : "s");
}

/// What only the daemon's user may read is no mistake, and cannot be looked at by others.
bool is_only_for_the_daemon(const ConfigProblem& problem) {
  return problem.what.ends_with(": " + std::generic_category().message(EACCES));
}

bool belongings_are_fine(const Config& config, const StageTable& stages, std::ostream& err) {
  bool fine = true;
  for (const ConfigProblem& problem : check_belongings(config, stages)) {
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
  const auto result = load_config(request, stages);
  if (const auto* problems = std::get_if<std::vector<ConfigProblem>>(&result)) {
    for (const auto& problem : *problems) err << problem << "\n";
    return EX_CONFIG;
  }
  const auto& config = std::get<Config>(result);
  if (!belongings_are_fine(config, stages, err)) return EX_CONFIG;
  out << (request.file ? request.file->string() : "built-in defaults") << ": fine ("
      << counted(config.cameras.size(), "camera") << ", " << counted(config.pipelines.size(), "pipeline") << ")\n";
  return EX_OK;
}

}  // namespace framewake
