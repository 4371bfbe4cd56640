#include "app/serve.hpp"

#include <unistd.h>

#include <csignal>
#include <iostream>

#include "app/daemon.hpp"
#include "app/main_loop.hpp"
#include "app/reloader.hpp"
#include "app/version.hpp"
#include "base/log.hpp"
#include "base/thread.hpp"
#include "config/loader.hpp"

namespace framewake {
namespace {

/// Has the loop wait for the signals of the daemon: blocked in this thread and in all that it starts, they wait until the
/// loop runs. What SIGHUP does comes with the daemon.
void claim_signals(MainLoop& loop, int& stopped_by) {
  for (const int signal : {SIGTERM, SIGINT}) {
    loop.on_signal(signal, [&loop, &stopped_by, signal] {
      stopped_by = signal;
      loop.stop();
    });
  }
  loop.on_signal(SIGHUP, [] {});
  std::signal(SIGPIPE, SIG_IGN);
}

/// What there is to read; asked anew for each reload, because files may come.
LoadRequest request_of(const ServeCommand& command) {
  LoadRequest request = default_request();
  if (!command.config.empty()) {
    request.file = command.config;
    request.may_be_missing = false;
  }
  request.set = command.set;
  return request;
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

int run_daemon(const ServeCommand& command, Config config, const StageTable& stages, MainLoop& loop,
               const int& stopped_by) {
  Reloader reloader(
      loop, [&command] { return request_of(command); }, stages);
  Daemon daemon(std::move(config), stages, steady_time(), &reloader);
  reloader.serve(daemon);
  loop.on_signal(SIGHUP, [&reloader] { reloader.reload("SIGHUP"); });
  spdlog::info("framewake {} is ready", version());
  loop.run();
  spdlog::info("{}: stopping", stopped_by == SIGTERM ? "SIGTERM" : "SIGINT");
  stop_at_the_latest_in(daemon.config()->processing.stop_timeout + std::chrono::seconds(1));
  const auto unfinished = daemon.stop();
  if (!unfinished.empty()) end_without(unfinished);
  return exit_fine;
}

}  // namespace

int serve(const ServeCommand& command, const StageTable& stages) {
  set_thread_name("framewake");
  MainLoop loop;
  int stopped_by = 0;
  claim_signals(loop, stopped_by);
  LoadResult loaded = load_config(request_of(command), stages);
  if (const auto* problems = std::get_if<std::vector<ConfigProblem>>(&loaded)) {
    for (const ConfigProblem& problem : *problems) std::cerr << problem << '\n';
    return exit_bad_config;
  }
  Config& config = std::get<Config>(loaded);
  set_up_logging(config.log.level);
  int status = exit_failure;
  try {
    status = run_daemon(command, std::move(config), stages, loop, stopped_by);
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
