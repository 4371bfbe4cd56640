#include "bench/support/usage.hpp"

#include <ctime>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

namespace framewake::bench {
namespace {

double seconds_on(clockid_t clock) {
  timespec time{};
  if (clock_gettime(clock, &time) != 0) return 0;
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

std::string proc(pid_t process, const char* what) {
  return "/proc/" + std::to_string(process) + "/" + what;
}

}  // namespace

double thread_cpu_seconds() {
  return seconds_on(CLOCK_THREAD_CPUTIME_ID);
}

double process_cpu_seconds(pid_t process) {
  clockid_t clock{};
  return clock_getcpuclockid(process, &clock) == 0 ? seconds_on(clock) : 0;
}

double cpu_seconds_of_threads(pid_t process, const std::string& prefix) {
  std::error_code gone;
  double sum = 0;
  for (const auto& thread : std::filesystem::directory_iterator(proc(process, "task"), gone)) {
    std::string name;
    std::getline(std::ifstream(thread.path() / "comm"), name);
    if (!name.starts_with(prefix)) continue;
    double nanoseconds = 0;
    std::ifstream(thread.path() / "schedstat") >> nanoseconds;
    sum += nanoseconds * 1e-9;
  }
  return sum;
}

Memory memory_of(pid_t process) {
  Memory memory;
  std::ifstream status(proc(process, "status"));
  for (std::string line; std::getline(status, line);) {
    std::istringstream words(line);
    std::string key;
    double kibibytes = 0;
    words >> key >> kibibytes;
    if (key == "VmRSS:") memory.resident = kibibytes * 1024;
    if (key == "RssAnon:") memory.anonymous = kibibytes * 1024;
  }
  return memory;
}

std::size_t shared_libraries_of(pid_t process) {
  std::set<std::string> files;
  std::ifstream maps(proc(process, "maps"));
  for (std::string line; std::getline(maps, line);) {
    const std::size_t at = line.find('/');
    if (at != std::string::npos && line.find(".so", at) != std::string::npos) files.insert(line.substr(at));
  }
  return files.size();
}

}  // namespace framewake::bench
