#pragma once
// Named threads. Every thread of the program is started here, so that every one has a name (what `ps -T` shows), an
// owner (who holds the std::jthread) and a stop (its stop_token).

#include <atomic>
#include <functional>
#include <stop_token>
#include <string>
#include <thread>

namespace framewake {

/// Names the calling thread. The kernel keeps 15 characters; a longer name is cut.
void set_thread_name(const std::string& name);

/// The name of the thread with this kernel id (gettid), "" for one that was never named. Thread-safe.
std::string thread_name(std::size_t kernel_id);

/// Starts a thread called `name` that runs `body` with the stop token of the returned jthread.
/// SIGTERM, SIGINT and SIGHUP are blocked in it: signals belong to the main thread.
/// An exception that leaves `body` ends the process (a bug, not an input).
[[nodiscard]] std::jthread start_thread(std::string name, std::function<void(std::stop_token)> body);

/// Remembers the thread that some functions belong to, and asserts it in debug builds (NDEBUG not defined). Thread-safe.
class ThreadBinding {
 public:
  /// Binds to the calling thread.
  void bind() noexcept { owner_.store(std::this_thread::get_id()); }
  /// At a hand-over: the next check() binds again.
  void unbind() noexcept { owner_.store({}); }
  /// In debug builds: binds to the calling thread while nothing is bound, and on any other than the bound one ends the
  /// process. What is made on one thread and used on another is so bound by its first use.
  void check() noexcept {
#ifndef NDEBUG
    std::thread::id bound{};
    if (!owner_.compare_exchange_strong(bound, std::this_thread::get_id()) && bound != std::this_thread::get_id())
      fail();
#endif
  }
  /// True on the bound thread, and everywhere while nothing is bound.
  bool here() const noexcept {
    const auto owner = owner_.load();
    return owner == std::thread::id{} || owner == std::this_thread::get_id();
  }

 private:
  [[noreturn]] static void fail() noexcept;

  std::atomic<std::thread::id> owner_{};
};

}  // namespace framewake
