#include "base/thread.hpp"

#include <pthread.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <map>
#include <mutex>
#include <string_view>
#include <utility>

namespace framewake {
namespace {

/// Names by kernel id: the log is written by a thread of its own, which must tell whose line it writes.
struct Names {
  std::mutex mutex;
  std::map<std::size_t, std::string> by_id;  // guarded by mutex
};

Names& names() {
  static Names all;
  return all;
}

}  // namespace

void set_thread_name(const std::string& name) {
  constexpr std::size_t kernel_limit = 15;
  const std::string kept = name.substr(0, kernel_limit);
  pthread_setname_np(pthread_self(), kept.c_str());
  const std::lock_guard lock(names().mutex);
  names().by_id[static_cast<std::size_t>(gettid())] = kept;
}

std::string thread_name(std::size_t kernel_id) {
  const std::lock_guard lock(names().mutex);
  const auto found = names().by_id.find(kernel_id);
  return found == names().by_id.end() ? "" : found->second;
}

void ThreadBinding::fail() noexcept {
  constexpr std::string_view text = "framewake: a function was called on another thread than the one it is bound to\n";
  static_cast<void>(!write(STDERR_FILENO, text.data(), text.size()));  // whatever comes of it, here it ends
  std::abort();
}

std::jthread start_thread(std::string name, std::function<void(std::stop_token)> body) {
  return std::jthread([name = std::move(name), body = std::move(body)](const std::stop_token& stop) {
    sigset_t signals;
    sigemptyset(&signals);
    for (const int signal : {SIGTERM, SIGINT, SIGHUP, SIGPIPE}) sigaddset(&signals, signal);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    set_thread_name(name);
    body(stop);
  });
}

}  // namespace framewake
