#include "base/child_process.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>

namespace framewake {
namespace {

/// Nothing of ours: no socket, no blocked or ignored signal.
class Beginning {
 public:
  Beginning() {
    posix_spawn_file_actions_init(&files_);
    constexpr int first_of_ours = 3;
    for (int standard = 0; standard < first_of_ours; ++standard)
      posix_spawn_file_actions_addopen(&files_, standard, "/dev/null", standard == 0 ? O_RDONLY : O_WRONLY, 0);
    posix_spawn_file_actions_addclosefrom_np(&files_, first_of_ours);
    posix_spawnattr_init(&signals_);
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawnattr_setsigmask(&signals_, &none);
    posix_spawnattr_setsigdefault(&signals_, &all);
    posix_spawnattr_setflags(&signals_, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  }
  ~Beginning() {
    posix_spawnattr_destroy(&signals_);
    posix_spawn_file_actions_destroy(&files_);
  }
  Beginning(const Beginning&) = delete;
  Beginning& operator=(const Beginning&) = delete;

  const posix_spawn_file_actions_t* files() const { return &files_; }
  const posix_spawnattr_t* signals() const { return &signals_; }

 private:
  posix_spawn_file_actions_t files_{};
  posix_spawnattr_t signals_{};
};

}  // namespace

int signal_that_ended(const std::vector<std::string>& command) {
  std::vector<char*> words;
  words.reserve(command.size() + 1);
  for (const std::string& word : command) words.push_back(const_cast<char*>(word.c_str()));
  words.push_back(nullptr);
  const Beginning beginning;
  pid_t child = 0;
  if (::posix_spawn(&child, words.front(), beginning.files(), beginning.signals(), words.data(), environ) != 0)
    return 0;
  int status = 0;
  // Where SIGCHLD is ignored (some wrappers start programs so) nothing can be known.
  while (::waitpid(child, &status, 0) < 0)
    if (errno != EINTR) return 0;
  return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

std::string signal_name(int signal) {
  const char* name = ::sigabbrev_np(signal);
  return name == nullptr ? "signal " + std::to_string(signal) : "SIG" + std::string(name);
}

}  // namespace framewake
