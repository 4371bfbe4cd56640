#include "app/belongings.hpp"

#include <algorithm>
#include <exception>
#include <tuple>

#include "app/certificates.hpp"
#include "app/secrets.hpp"
#include "vision/pipeline.hpp"

namespace framewake {
namespace {

void append(std::vector<ConfigProblem>& all, std::vector<ConfigProblem> more) {
  all.insert(all.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

/// For what only its stages know.
std::vector<ConfigProblem> problems_of(const std::string& name, const PipelineSpec& spec,
                                       const StageTable& stages) try {
  const Pipeline trial(spec, stages, steady_time());
  return {};
} catch (const std::exception& failure) {
  return {{.file = {}, .key = "pipelines." + name, .what = "cannot be made: " + printable(failure.what(), 300)}};
}

}  // namespace

std::vector<ConfigProblem> check_belongings(const Config& config, const StageTable& stages,
                                            const std::function<bool(const std::string& pipeline)>& try_pipeline) {
  std::vector<ConfigProblem> all = CameraTokens::read(config).problems;
  append(all, read_http_options(config.http).problems);
  append(all, read_certificates(config).problems);
  for (const auto& [name, spec] : config.pipelines)
    if (try_pipeline(name)) append(all, problems_of(name, spec, stages));
  for (ConfigProblem& problem : all) config.locate(problem);
  std::stable_sort(all.begin(), all.end(), [](const ConfigProblem& a, const ConfigProblem& b) {
    return std::tie(a.file, a.line, a.column) < std::tie(b.file, b.line, b.column);
  });
  return all;
}

}  // namespace framewake
