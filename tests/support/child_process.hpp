#pragma once
// A program that a test starts, listens to and stops.

#include <sys/types.h>

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace framewake::test {

class ChildProcess {
 public:
  static constexpr std::chrono::milliseconds patience{30'000};

  /// Starts argv[0] with these arguments; its stdout and stderr come together. Throws when it cannot.
  explicit ChildProcess(std::vector<std::string> argv);
  /// Kills it when it still runs.
  ~ChildProcess();
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  /// Reads on until a line that contains `text`, and returns that line; throws at the end of the output or when patience
  /// runs out, with all that came until then.
  std::string wait_for_line(const std::string& text);
  void send_signal(int signal) const;
  /// Waits for its end: its exit status, or 128 + the signal that ended it.
  int wait_for_exit();
  /// Everything read so far; all there was after wait_for_exit().
  const std::string& output() const noexcept { return output_; }
  pid_t pid() const noexcept { return pid_; }

 private:
  bool read_more(std::chrono::steady_clock::time_point deadline);  // false at the end

  pid_t pid_ = -1;
  int out_ = -1;
  std::string output_;
  std::size_t looked_at_ = 0;  // of output_, by wait_for_line
  bool ended_ = false;
};

}  // namespace framewake::test
