#include "bench/support/child.hpp"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <utility>

#include "bench/support/report.hpp"

namespace framewake::bench {
namespace {

using Clock = std::chrono::steady_clock;
constexpr int patience_ms = 20'000;
constexpr int end_patience_ms = 8'000;

std::array<int, 2> make_pipe() {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) throw Broken(std::string("pipe: ") + std::strerror(errno));
  return ends;
}

int milliseconds_until(Clock::time_point deadline) {
  return static_cast<int>(std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count());
}

}  // namespace

Child::Child(const std::vector<std::string>& command) : name_(command.front()) {
  const auto in = make_pipe();
  const auto out = make_pipe();
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, in[0], STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, out[1], STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, out[1], STDERR_FILENO);
  std::vector<char*> arguments;
  arguments.reserve(command.size() + 1);
  for (const auto& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  const int error = posix_spawn(&pid_, name_.c_str(), &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  close(in[0]);
  close(out[1]);
  input_ = in[1];
  output_ = out[0];
  if (error == 0) return;
  close(input_);
  close(output_);
  throw Broken("cannot start " + name_ + ": " + std::strerror(error));
}

Child::~Child() {
  if (input_ >= 0) close(input_);
  if (pid_ > 0) {
    kill(pid_, SIGTERM);
    wait_for_end(end_patience_ms);
  }
  close(output_);
}

bool Child::read_more(int timeout_ms) {
  pollfd waiting{output_, POLLIN, 0};
  if (poll(&waiting, 1, std::max(timeout_ms, 0)) <= 0) return false;
  std::array<char, 4096> part{};
  const ssize_t got = read(output_, part.data(), part.size());
  if (got <= 0) return false;
  said_.append(part.data(), static_cast<std::size_t>(got));
  return true;
}

std::string Child::line_with(const std::string& text) {
  const auto deadline = Clock::now() + std::chrono::milliseconds(patience_ms);
  for (;;) {
    for (std::size_t end = 0; (end = said_.find('\n', seen_)) != std::string::npos;) {
      std::string line = said_.substr(seen_, end - seen_);
      seen_ = end + 1;
      if (line.find(text) != std::string::npos) return line;
    }
    if (!read_more(milliseconds_until(deadline))) throw Broken(name_ + " did not say \"" + text + "\":\n" + said_);
  }
}

std::string Child::finish() {
  close(std::exchange(input_, -1));
  const auto deadline = Clock::now() + std::chrono::milliseconds(patience_ms);
  while (read_more(milliseconds_until(deadline))) {
  }
  const int status = wait_for_end(end_patience_ms);
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) throw Broken(name_ + " ended badly:\n" + said_);
  return said_.substr(std::exchange(seen_, said_.size()));
}

int Child::wait_for_end(int limit_ms) {
  const auto deadline = Clock::now() + std::chrono::milliseconds(limit_ms);
  const pid_t pid = std::exchange(pid_, -1);
  int status = 0;
  while (waitpid(pid, &status, WNOHANG) == 0) {
    if (Clock::now() > deadline) kill(pid, SIGKILL);
    poll(nullptr, 0, 5);
    read_more(0);  // a child that is still talking must not wait for us
  }
  return status;
}

}  // namespace framewake::bench
