#include "cli/check.hpp"

#include <sysexits.h>

#include <ostream>

#include "config/loader.hpp"

namespace framewake {

namespace {

std::string counted(std::size_t count, const std::string& thing) {
  return std::to_string(count) + " " + thing + (count == 1 ? "" : "s");
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
  out << (request.file ? request.file->string() : "built-in defaults") << ": fine ("
      << counted(config.cameras.size(), "camera") << ", " << counted(config.pipelines.size(), "pipeline") << ")\n";
  return EX_OK;
}

}  // namespace framewake
