#include "app/serve.hpp"

#include <poll.h>
#include <spdlog/fmt/fmt.h>
#include <unistd.h>

#include <csignal>
#include <iostream>
#include <sstream>

#include "app/config_check.hpp"
#include "app/daemon.hpp"
#include "app/duties.hpp"
#include "app/given_sockets.hpp"
#include "app/heap.hpp"
#include "app/main_loop.hpp"
#include "app/reloader.hpp"
#include "app/secrets.hpp"
#include "app/version.hpp"
#include "base/inherited_sockets.hpp"
#include "base/journal.hpp"
#include "base/log.hpp"
#include "base/log_fields.hpp"
#include "base/message_ids.hpp"
#include "base/service_manager.hpp"
#include "base/thread.hpp"

namespace framewake {
namespace {

constexpr Duration alarm_after_stop = std::chrono::seconds(1);
constexpr Duration pause_after_refusal = std::chrono::seconds(10);

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
    pollfd out{STDERR_FILENO, POLLOUT, 0};
    if (poll(&out, 1, 0) <= 0) break;  // nobody reads
    if (write(STDERR_FILENO, text.data(), text.size()) < 0) break;
  }
  _exit(exit_failure);
}

/// The daemon's main thread at work.
struct MainThread {
  MainLoop loop;
  int stopped_by = 0;  ///< the signal
};

/// The service manager hears of a reload's beginning and of its end, and, while the old configuration stays for want of a
/// right one, of why.
void tell_of_reloads(Reloader& reloader, ServiceManager& manager, Duties& duties) {
  reloader.on_begin = [&manager] { manager.reloading(); };
  reloader.on_end = [&manager, &duties](const ReloadReport& report) {
    std::string remark;
    if (!report.taken()) {
      remark = "the last reload was refused: " + to_string(report.problems.front());
      if (const auto more = report.problems.size() - 1; more > 0) remark += fmt::format(" (and {} more)", more);
    }
    duties.remark(std::move(remark));
    manager.ready();
  };
}

void attend(MainLoop& loop, Duties& duties) {
  loop.at(duties.attend(), [&loop, &duties] { attend(loop, duties); });
}

void keep_heaps_small(MainLoop& loop) {
  constexpr auto every = std::chrono::seconds(10);
  trim_heaps();
  loop.at(steady_time().now() + every, [&loop] { keep_heaps_small(loop); });
}

int run_daemon(Config config, Reloader::Source source, const StageTable& stages, MainThread& main,
               InheritedSockets& inherited) {
  const Duration stall_timeout = config.processing.stall_timeout;
  ServiceManager manager;
  Reloader reloader(main.loop, std::move(source), stages);
  Daemon daemon(std::move(config), stages, steady_time(),
                {.ingest = inherited.claim("ingest"), .http = inherited.claim("http")}, &reloader);
  Duties duties(
      manager, daemon.vital_signs(), [&daemon] { return daemon.cameras(); }, stall_timeout, steady_time(),
      [&daemon] { return daemon.certificate_terms(); });
  tell_of_reloads(reloader, manager, duties);
  reloader.serve(daemon);
  main.loop.on_signal(SIGHUP, [&reloader] { reloader.reload("SIGHUP"); });
  manager.ready();
  log_with(spdlog::level::info, std::string("framewake ") + version() + " is ready",
           {{"MESSAGE_ID", message_ids::ready}});
  attend(main.loop, duties);
  keep_heaps_small(main.loop);
  main.loop.run();
  const Duration stop_timeout = daemon.config()->processing.stop_timeout;
  manager.stopping(stop_timeout + alarm_after_stop);
  log_with(spdlog::level::info, main.stopped_by == SIGTERM ? "SIGTERM: stopping" : "SIGINT: stopping",
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

/// What the daemon runs with: what the files and the command line say, at the addresses of the sockets it was given.
struct Settings {
  CheckedConfig checked;
  std::vector<std::string> set;       ///< KEY=VALUE over the files, for reloads too
  std::vector<std::string> not_used;  ///< lines about configured addresses that give way
};

Settings load_settings(const ServeCommand& command, const StageTable& stages, const InheritedSockets& inherited) {
  LoadRequest request = request_of(command);
  Settings settings{.checked = check_config(request, stages), .set = {}, .not_used = {}};
  if (settings.checked.problems.empty()) {
    settings.not_used = prefer_inherited(inherited, settings.checked.config, request);
    if (!settings.not_used.empty()) settings.checked = check_config(request, stages);
    for (ConfigProblem& problem : settings.checked.problems) {
      if (problem.file != "--set" || problem.line <= command.set.size()) continue;
      problem.file = "the socket from the service manager";
      problem.line = problem.column = 0;
    }
  }
  settings.set = std::move(request.set);
  return settings;
}

/// A socket of the service manager's starts the daemon again for whoever knocks, and cameras do that without end: so a start
/// that comes to nothing takes its time, or until SIGTERM. Who knocks meanwhile waits.
void keep_from_starting_at_once(MainLoop& loop) {
  ServiceManager().status("the configuration was refused, the journal says why; another start in 10 s");
  loop.at(steady_time().now() + pause_after_refusal, [&loop] { loop.stop(); });
  loop.run();
}

int run_logged(const ServeCommand& command, Settings settings, const StageTable& stages, MainThread& main,
               InheritedSockets& inherited) {
  Config& config = settings.checked.config;
  set_up_logging(config.log.level);
  for (const std::string& line : settings.not_used)
    log_with(spdlog::level::warn, line, {{"MESSAGE_ID", message_ids::listen_not_used}});
  int status = exit_failure;
  try {
    const auto source = [&] {
      LoadRequest request = request_of(command);
      request.set = settings.set;
      return request;
    };
    status = run_daemon(std::move(config), source, stages, main, inherited);
  } catch (const BadSecrets& bad) {  // what has changed since it was looked at
    status = refuse_config(lines_of(bad.problems()));
  } catch (const CannotListen& problem) {
    log_with(spdlog::level::err, problem.what(), {{"MESSAGE_ID", message_ids::cannot_listen}});
    status = exit_cannot_listen;
  } catch (const std::exception& failure) {
    spdlog::error("cannot start: {}", printable(failure.what()));
  }
  flush_logging();
  return status;
}

int serve_with(const ServeCommand& command, const StageTable& stages, MainThread& main, InheritedSockets& inherited) {
  Settings settings = load_settings(command, stages, inherited);
  if (!settings.checked.problems.empty()) return refuse_config(lines_of(settings.checked.problems));
  return run_logged(command, std::move(settings), stages, main, inherited);
}

}  // namespace

int serve(const ServeCommand& command, const StageTable& stages) {
  set_thread_name("framewake");
  share_heaps();
  MainThread main;
  claim_signals(main.loop, main.stopped_by);
  bool activated = true;
  int status = exit_bad_config;
  try {
    InheritedSockets inherited = InheritedSockets::take();
    activated = inherited.any();
    status = serve_with(command, stages, main, inherited);
  } catch (const BadInheritedSocket& problem) {
    refuse_config({problem.what()});
  }
  if (status == exit_bad_config && activated) keep_from_starting_at_once(main.loop);
  return status;
}

}  // namespace framewake
