#include "app/serve.hpp"

#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <iostream>
#include <optional>
#include <sstream>

#include "app/daemon.hpp"
#include "app/duties.hpp"
#include "app/given_sockets.hpp"
#include "app/version.hpp"
#include "base/inherited_sockets.hpp"
#include "base/journal.hpp"
#include "base/log.hpp"
#include "base/log_fields.hpp"
#include "base/message_ids.hpp"
#include "base/service_manager.hpp"
#include "base/thread.hpp"
#include "config/loader.hpp"

namespace framewake {
namespace {

constexpr Duration alarm_after_stop = std::chrono::seconds(1);

/// Blocks the signals that the main thread waits for, in this thread and in all that it starts.
sigset_t claim_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  for (const int signal : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&signals, signal);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
  return signals;
}

/// The next of `signals`, or nothing at `deadline`.
std::optional<int> next_signal(const sigset_t& signals, TimePoint deadline) {
  const auto left = std::max(deadline - Clock::now(), Duration::zero());
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(left);
  const auto rest = std::chrono::duration_cast<std::chrono::nanoseconds>(left - seconds);
  const timespec timeout{.tv_sec = seconds.count(), .tv_nsec = rest.count()};
  const int signal = sigtimedwait(&signals, nullptr, &timeout);
  return signal > 0 ? std::optional(signal) : std::nullopt;
}

/// The service manager hears of a reload's beginning and of its end, whatever came of it.
void reload(ServiceManager& manager) {
  manager.reloading();
  spdlog::warn("SIGHUP: a changed configuration takes effect with the next start");
  manager.ready();
}

/// Attends to the duties until the signal that stops the daemon comes.
int wait_for_stop(const sigset_t& signals, ServiceManager& manager, Duties& duties) {
  for (;;) {
    const auto signal = next_signal(signals, duties.attend());
    if (!signal) continue;
    if (*signal != SIGHUP) return *signal;
    reload(manager);
  }
}

/// For what the ordered stop does not foresee: the kernel ends the process when the time is well over.
void stop_at_the_latest_in(Duration limit) {
  std::signal(SIGALRM, SIG_DFL);
  sigset_t alarm_signal;
  sigemptyset(&alarm_signal);
  sigaddset(&alarm_signal, SIGALRM);
  pthread_sigmask(SIG_UNBLOCK, &alarm_signal, nullptr);
  alarm(static_cast<unsigned>(std::chrono::ceil<std::chrono::seconds>(limit).count()));
}

/// Says on stderr what did not stop, without the logging thread (which may be what is stuck), and ends here.
[[noreturn]] void end_without(const std::vector<std::string>& unfinished) {
  for (const std::string& line : unfinished) {
    const std::string text = "framewake: not stopped in time: " + line + "\n";
    if (write(STDERR_FILENO, text.data(), text.size()) < 0) break;
  }
  _exit(exit_failure);
}

int run_daemon(Config config, const StageTable& stages, const sigset_t& signals, InheritedSockets& inherited) {
  const Duration stop_timeout = config.processing.stop_timeout;
  const Duration stall_timeout = config.processing.stall_timeout;
  ServiceManager manager;
  Daemon daemon(std::move(config), stages, steady_time(),
                {.ingest = inherited.claim("ingest"), .http = inherited.claim("http")});
  Duties duties(
      manager, daemon.vital_signs(), [&daemon] { return daemon.cameras(); }, stall_timeout, steady_time());
  manager.ready();
  log_with(spdlog::level::info, std::string("framewake ") + version() + " is ready",
           {{"MESSAGE_ID", message_ids::ready}});
  const int signal = wait_for_stop(signals, manager, duties);
  manager.stopping(stop_timeout + alarm_after_stop);
  log_with(spdlog::level::info, signal == SIGTERM ? "SIGTERM: stopping" : "SIGINT: stopping",
           {{"MESSAGE_ID", message_ids::stopping}});
  stop_at_the_latest_in(stop_timeout + alarm_after_stop);
  const auto unfinished = daemon.stop();
  if (!unfinished.empty()) end_without(unfinished);
  return exit_fine;
}

/// On the terminal the plain lines of `framewake check`; in the journal lines that can be found by their id.
int refuse_config(const std::vector<std::string>& problems) {
  if (!stderr_is_journal()) {
    for (const std::string& problem : problems) std::cerr << problem << '\n';
    return exit_bad_config;
  }
  set_up_logging(LogLevel::error);
  for (const std::string& problem : problems)
    log_with(spdlog::level::err, problem, {{"MESSAGE_ID", message_ids::config_refused}});
  flush_logging();
  return exit_bad_config;
}

std::vector<std::string> lines_of(const std::vector<ConfigProblem>& problems) {
  std::vector<std::string> lines;
  for (const ConfigProblem& problem : problems) {
    std::ostringstream line;
    line << problem;
    lines.push_back(line.str());
  }
  return lines;
}

LoadRequest request_of(const ServeCommand& command) {
  LoadRequest request = default_request();
  if (!command.config.empty()) {
    request.file = command.config;
    request.may_be_missing = false;
  }
  request.set = command.set;
  return request;
}

/// What the daemon runs with: what the files and the command line say, at the addresses of the sockets it was given.
struct Settings {
  LoadResult loaded;
  std::vector<std::string> not_used;  ///< lines about configured addresses that give way
};

Settings load_settings(const ServeCommand& command, const StageTable& stages, const InheritedSockets& inherited) {
  LoadRequest request = request_of(command);
  Settings settings{.loaded = load_config(request, stages), .not_used = {}};
  if (const auto* config = std::get_if<Config>(&settings.loaded)) {
    settings.not_used = prefer_inherited(inherited, *config, request);
    if (!settings.not_used.empty()) settings.loaded = load_config(request, stages);
  }
  return settings;
}

int run_logged(Settings settings, const StageTable& stages, const sigset_t& signals, InheritedSockets& inherited) {
  Config& config = std::get<Config>(settings.loaded);
  set_up_logging(config.log.level);
  for (const std::string& line : settings.not_used)
    log_with(spdlog::level::warn, line, {{"MESSAGE_ID", message_ids::listen_not_used}});
  int status = exit_failure;
  try {
    status = run_daemon(std::move(config), stages, signals, inherited);
  } catch (const CannotListen& problem) {
    log_with(spdlog::level::err, problem.what(), {{"MESSAGE_ID", message_ids::cannot_listen}});
    status = exit_cannot_listen;
  } catch (const std::exception& failure) {
    spdlog::error("cannot start: {}", printable(failure.what()));
  }
  flush_logging();
  return status;
}

}  // namespace

int serve(const ServeCommand& command, const StageTable& stages) {
  set_thread_name("framewake");
  const sigset_t signals = claim_signals();
  InheritedSockets inherited;
  try {
    inherited = InheritedSockets::take();
  } catch (const BadInheritedSocket& problem) {
    return refuse_config({problem.what()});
  }
  Settings settings = load_settings(command, stages, inherited);
  if (const auto* problems = std::get_if<std::vector<ConfigProblem>>(&settings.loaded))
    return refuse_config(lines_of(*problems));
  return run_logged(std::move(settings), stages, signals, inherited);
}

}  // namespace framewake
