#include "app/serve.hpp"

#include <unistd.h>

#include <csignal>
#include <iostream>

#include "app/daemon.hpp"
#include "app/secrets.hpp"
#include "app/version.hpp"
#include "base/log.hpp"
#include "base/thread.hpp"
#include "config/loader.hpp"

namespace framewake {
namespace {

/// Blocks the signals that the main thread waits for, in this thread and in all that it starts.
sigset_t claim_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  for (const int signal : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&signals, signal);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
  return signals;
}

/// Waits for the signal that stops the daemon.
int wait_for_stop(const sigset_t& signals) {
  int signal = 0;
  while (sigwait(&signals, &signal) == 0 && signal == SIGHUP)
    spdlog::warn("SIGHUP: a changed configuration takes effect with the next start");
  return signal;
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

int run_daemon(Config config, const StageTable& stages, const sigset_t& signals) {
  const Duration stop_timeout = config.processing.stop_timeout;
  Daemon daemon(std::move(config), stages);
  spdlog::info("framewake {} is ready", version());
  const int signal = wait_for_stop(signals);
  spdlog::info("{}: stopping", signal == SIGTERM ? "SIGTERM" : "SIGINT");
  stop_at_the_latest_in(stop_timeout + std::chrono::seconds(1));
  const auto unfinished = daemon.stop();
  if (!unfinished.empty()) end_without(unfinished);
  return exit_fine;
}

}  // namespace

int serve(const ServeCommand& command, const StageTable& stages) {
  set_thread_name("framewake");
  const sigset_t signals = claim_signals();
  LoadRequest request = default_request();
  if (!command.config.empty()) {
    request.file = command.config;
    request.may_be_missing = false;
  }
  request.set = command.set;
  LoadResult loaded = load_config(request, stages);
  if (const auto* problems = std::get_if<std::vector<ConfigProblem>>(&loaded)) {
    for (const ConfigProblem& problem : *problems) std::cerr << problem << '\n';
    return exit_bad_config;
  }
  Config& config = std::get<Config>(loaded);
  set_up_logging(config.log.level);
  int status = exit_failure;
  try {
    status = run_daemon(std::move(config), stages, signals);
  } catch (const BadSecrets& problem) {
    std::cerr << problem.what() << '\n';
    status = exit_bad_config;
  } catch (const CannotListen& problem) {
    spdlog::error("{}", problem.what());
    status = exit_cannot_listen;
  } catch (const std::exception& failure) {
    spdlog::error("cannot start: {}", printable(failure.what()));
  }
  flush_logging();
  return status;
}

}  // namespace framewake
