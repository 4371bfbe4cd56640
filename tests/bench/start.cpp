// What it costs to start the daemon, and what it holds while nothing happens.
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <thread>

#include "base/time.hpp"
#include "bench/benches.hpp"
#include "bench/support/daemon_process.hpp"
#include "bench/support/stats.hpp"

namespace framewake::bench {
namespace {

constexpr double goal_cpu_us = 40'000;
constexpr double goal_memory = 30.0 * 1024 * 1024;

/// CPU seconds of the children that have ended and were waited for.
double ended_children_cpu_seconds() {
  rusage usage{};
  getrusage(RUSAGE_CHILDREN, &usage);
  const auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) * 1e-6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

/// All of a program that runs to its end, in µs.
double cpu_us_of(const std::vector<std::string>& command) {
  const double before = ended_children_cpu_seconds();
  Child(command).finish();
  return (ended_children_cpu_seconds() - before) * 1e6;
}

struct Samples {
  std::vector<double> nothing, loading, ready, resident, anonymous;
  std::size_t libraries = 0;
};

Samples measure(const Options& options) {
  Samples samples;
  const int rounds = options.smoke ? 3 : 15;
  for (int round = 0; round < rounds; ++round) {
    samples.nothing.push_back(cpu_us_of({"/bin/true"}));
    samples.loading.push_back(cpu_us_of({options.framewake, "--version"}));
    const DaemonProcess daemon(options.framewake);
    samples.ready.push_back(daemon.cpu_seconds() * 1e6);
    std::this_thread::sleep_for(milliseconds(200));
    samples.resident.push_back(daemon.memory().resident);
    samples.anonymous.push_back(daemon.memory().anonymous);
    samples.libraries = shared_libraries_of(daemon.pid());
  }
  if (median(samples.ready) <= 0 || median(samples.resident) <= 0) throw Broken("start: nothing was measured");
  return samples;
}

}  // namespace

Report start_cost(const Options& options) {
  const Samples samples = measure(options);
  Report report{.title = "Start",
                .measured =
                    "`framewake serve` with the built-in configuration and free ports, started anew several "
                    "times: the CPU that the process had used when it said that it is ready, and its resident "
                    "memory 0.2 s later, idle. Beside it, in the same rounds, a program that does nothing, and "
                    "`framewake --version`: loading and linking alone. Medians.",
                .table = Table({"what", "measured", "× a program that does nothing", "goal", "verdict"})};
  const double nothing = median(samples.nothing);
  const auto row = [&](const char* what, double us, const char* goal, const std::string& verdict) {
    report.table.add({what, microseconds_text(us), number(us / nothing), goal, verdict});
  };
  row("a program that does nothing, CPU", nothing, "", "");
  row("loading alone, CPU", median(samples.loading), "", "");
  const double ready = median(samples.ready);
  const double resident = median(samples.resident);
  row("until ready, CPU", ready, "≤ 40 ms", verdict(ready <= goal_cpu_us));
  report.table.add({"resident when idle", mebibytes_text(resident), "", "≤ 30 MiB", verdict(resident <= goal_memory)});
  report.table.add({"of it the process's own", mebibytes_text(median(samples.anonymous)), "", "", ""});
  report.table.add({"shared libraries", std::to_string(samples.libraries), "", "", ""});
  return report;
}

}  // namespace framewake::bench
