#pragma once
// A program started by a benchmark.

#include <sys/types.h>

#include <string>
#include <vector>

namespace framewake::bench {

/// Ends with this object: first its stdin is closed and it gets SIGTERM, after a few seconds SIGKILL.
class Child {
 public:
  /// Starts `command` (a path and its arguments) with pipes for stdin and for stdout and stderr together. Throws Broken.
  explicit Child(const std::vector<std::string>& command);
  ~Child();
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  pid_t pid() const noexcept { return pid_; }
  /// The next line that contains `text`, waited for at most 20 s; throws Broken, with what the program has said, when it
  /// does not come. Reading ends with the line: a program that says more afterwards is not kept from it by a full pipe,
  /// as long as it says little.
  std::string line_with(const std::string& text);
  /// Closes its stdin, waits until it has ended and returns what it said since. Throws Broken when it ended badly.
  std::string finish();

 private:
  bool read_more(int timeout_ms);
  int wait_for_end(int limit_ms);  // the status; kills it at the limit

  const std::string name_;
  pid_t pid_ = -1;  // -1: has ended
  int input_ = -1;
  int output_ = -1;
  std::string said_;      // what was read
  std::size_t seen_ = 0;  // how much of it line_with() has looked at
};

}  // namespace framewake::bench
