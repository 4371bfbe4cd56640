#include "app/config_check.hpp"

#include <algorithm>
#include <cerrno>
#include <exception>
#include <iterator>
#include <system_error>
#include <utility>

#include "app/certificates.hpp"
#include "app/reload_plan.hpp"
#include "app/secrets.hpp"
#include "base/allowed.hpp"
#include "base/log.hpp"
#include "vision/pipeline.hpp"

namespace framewake {
namespace {

using Problem = ConfigProblem;

void append(std::vector<Problem>& all, std::vector<Problem> more) {
  all.insert(all.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

/// For what only its stages know.
std::vector<Problem> try_pipeline(const std::string& name, const PipelineSpec& spec, const StageTable& stages) try {
  const Pipeline trial(spec, stages, steady_time());
  return {};
} catch (const std::exception& failure) {
  return {{.file = {}, .key = "pipelines." + name, .what = "cannot be made: " + printable(failure.what(), 300)}};
}

/// Whether the keys that say which certificates a listener uses can be believed: a part of them alone would be taken for
/// something else.
bool certificates_are_known(const ConfigReading& reading, const std::string& listener) {
  if (!reading.complete) return false;
  for (const char* key : {".tls_certificate", ".tls_key", ".client_ca", ".client_certificates"})
    if (any_about(reading.problems, listener + key)) return false;
  return true;
}

bool has_changed(const std::vector<ChangedKey>& changes, const std::string& pipeline) {
  const std::string begin = "pipelines." + pipeline + ".";
  return std::any_of(changes.begin(), changes.end(),
                     [&](const ChangedKey& change) { return change.key.starts_with(begin); });
}

/// What `config` names, and only looking shows whether it is there; where the reading has left keys out, they name nothing.
std::vector<Problem> check_belongings(const ConfigReading& reading, const CheckedConfig& checked,
                                      const StageTable& stages, bool only_changed) {
  const Config& config = checked.config;
  std::vector<Problem> all = CameraTokens::read(config).problems;
  append(all, read_http_options(config.http).problems);
  append(all, read_certificates(config, [&](const std::string& listener) {
                return certificates_are_known(reading, listener);
              }).problems);
  for (const auto& [name, spec] : config.pipelines) {
    const bool wanted = !only_changed || has_changed(checked.changes, name);
    if (wanted && !any_about(reading.problems, "pipelines." + name)) append(all, try_pipeline(name, spec, stages));
  }
  return all;
}

}  // namespace

CheckedConfig check_config(const LoadRequest& request, const StageTable& stages, const Config* running) {
  ConfigReading reading = read_config(request, stages);
  CheckedConfig checked;
  std::vector<Problem> more;
  if (running == nullptr) {
    checked.config = std::move(reading.config);
  } else {
    ReloadPlan plan =
        plan_reload(make_schema(stages), *running, std::move(reading.config), reading.problems, reading.complete);
    checked.config = std::move(plan.config);
    checked.changes = std::move(plan.changes);
    more = std::move(plan.problems);
  }
  append(more, check_belongings(reading, checked, stages, running != nullptr));
  for (Problem& problem : more) checked.config.locate(problem);
  checked.problems = std::move(reading.problems);
  append(checked.problems, std::move(more));
  sort_by_place(checked.problems, reading.files);
  return checked;
}

bool is_only_for_the_daemon(const ConfigProblem& problem) {
  const std::string ending = ": " + std::generic_category().message(EACCES) + "; " + std::string(allowed_file);
  return !problem.key.empty() && problem.what.ends_with(ending);
}

}  // namespace framewake
