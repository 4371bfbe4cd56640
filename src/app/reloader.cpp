#include "app/reloader.hpp"

#include <algorithm>
#include <exception>
#include <utility>

#include "app/certificates.hpp"
#include "app/config_check.hpp"
#include "app/config_watch.hpp"
#include "app/named_files.hpp"
#include "base/log.hpp"
#include "base/log_fields.hpp"
#include "base/message_ids.hpp"

namespace framewake {
namespace {

constexpr std::string_view changed_files = "changed files";

std::string keys_of_class(const ReloadReport& report, Apply apply) {
  std::string keys;
  for (const ChangedKey& change : report.changes)
    if (change.apply == apply) keys += (keys.empty() ? "" : ", ") + printable(change.key, 300);
  return keys;
}

/// Those that are not among them already, under this key or another of the same section's secrets.
void add_changes(std::vector<ChangedKey>& changes, const std::vector<std::string>& keys) {
  for (const std::string& key : keys) {
    const std::string section = key.substr(0, key.rfind('.'));
    const auto told = [&](const ChangedKey& change) {
      return change.key == key || (key.ends_with("token_file") && change.key == section + ".token_hash");
    };
    if (std::none_of(changes.begin(), changes.end(), told)) changes.push_back({key, Apply::live});
  }
}

}  // namespace

Reloader::Reloader(MainLoop& loop, Source source, const StageTable& stages)
    : loop_(loop), source_(std::move(source)), stages_(stages) {}

Reloader::~Reloader() = default;

void Reloader::serve(Daemon& daemon) {
  daemon_ = &daemon;
  watch_files();
}

ReloadReport Reloader::reload(std::string_view asked_by) {
  if (on_begin) on_begin();
  ReloadReport report = read_and_apply();
  watch_files();
  log(report, asked_by);
  last_problems_ = report.problems;
  if (on_end) on_end(report);
  return report;
}

void Reloader::reload(Done done) {
  loop_.post([this, done = std::move(done)] {
    const ReloadReport report = reload("an operator");
    constexpr unsigned ok = 200;
    constexpr unsigned unprocessable = 422;
    done({report.taken() ? ok : unprocessable, reload_json(report)});
  });
}

ReloadReport Reloader::read_and_apply() try {
  const auto running = daemon_->config();
  CheckedConfig plan = check_config(source_(), stages_, &*running);
  follow(*running, plan.config);
  if (!plan.problems.empty()) return {{}, std::move(plan.problems)};
  CertificatesReading reading = read_certificates(plan.config);
  if (!reading.problems.empty()) return {{}, std::move(reading.problems)};
  for (const std::string& warning : reading.warnings) spdlog::warn("{}", warning);
  Renewal renewal{.config = std::nullopt,
                  .tokens = CameraTokens(plan.config),
                  .certificates = std::move(reading.certificates),
                  .http = with_credentials(plan.config.http)};
  if (!plan.changes.empty()) renewal.config = std::move(plan.config);
  add_changes(plan.changes,
              daemon_->renew(std::move(renewal)));  // files change without the configuration that names them
  return {std::move(plan.changes), {}};
} catch (const BadSecrets& bad) {
  return {{}, bad.problems()};
} catch (const std::exception& failure) {  // memory, threads: what is not a mistake in a file costs this reload only
  return {{}, {{.file = {}, .key = {}, .what = "cannot reload: " + printable(failure.what(), 300)}}};
}

void Reloader::watch_files() {
  const bool wanted = daemon_->config()->reload.on_change;
  if (!wanted) return watch_.reset();
  if (watch_) return;
  const auto file = source_().file;
  if (!file) return spdlog::warn("reload.on_change: no file has been read, so none is watched");
  try {
    watch_ = std::make_unique<ConfigWatch>(loop_, *file, [this] { files_changed(); });
    const auto running = daemon_->config();
    follow(*running, *running);
  } catch (const std::exception& failure) {
    spdlog::error("reload.on_change: the files cannot be watched: {}", printable(failure.what()));
  }
}

/// The files that either names: those in use, and those that a configuration wants that was refused, perhaps because they are
/// not there yet. Before they are read: what changes from here on is told.
void Reloader::follow(const Config& running, const Config& wanted) {
  if (!watch_) return;
  std::vector<std::filesystem::path> files = named_files(running);
  const auto more = named_files(wanted);
  files.insert(files.end(), more.begin(), more.end());
  watch_->also(std::move(files));
}

void Reloader::files_changed() {
  // While `reload` runs, the watch whose task this is may be thrown away; posted, it is not in the middle of it.
  loop_.post([this] { reload(changed_files); });
}

void Reloader::log(const ReloadReport& report, std::string_view asked_by) const {
  const bool by_itself = asked_by == changed_files;
  if (!report.taken()) {
    if (by_itself && report.problems == last_problems_) return;  // said already, and nobody has asked again
    const std::initializer_list<LogField> fields{{"MESSAGE_ID", message_ids::reload_refused},
                                                 {"ASKED_BY", std::string(asked_by)}};
    for (const ConfigProblem& problem : report.problems) log_with(spdlog::level::err, to_string(problem), fields);
    return log_with(spdlog::level::err,
                    fmt::format("reload for {}: {} in the configuration; the old one stays", asked_by,
                                report.problems.size() == 1 ? "a mistake" : "mistakes"),
                    fields);
  }
  if (report.changes.empty()) {
    if (!by_itself) spdlog::info("reload for {}: nothing has changed", asked_by);
    return;
  }
  log_with(spdlog::level::info, fmt::format("reload for {}: {} changed", asked_by, report.changes.size()),
           {{"MESSAGE_ID", message_ids::reloaded}, {"ASKED_BY", std::string(asked_by)}});
  if (const auto keys = keys_of_class(report, Apply::live); !keys.empty()) spdlog::info("in effect: {}", keys);
  if (const auto keys = keys_of_class(report, Apply::rearm); !keys.empty()) spdlog::info("learnt anew: {}", keys);
  if (const auto keys = keys_of_class(report, Apply::restart); !keys.empty())
    spdlog::warn("in effect only after a restart: {}", keys);
}

}  // namespace framewake
