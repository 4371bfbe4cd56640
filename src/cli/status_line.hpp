#pragma once
// Lines for a person who watches: some stay, one is rewritten in place where that is possible.

#include <string>

namespace framewake {

/// Not thread-safe. Writes to a descriptor; a terminal is treated as one, everything else gets plain lines.
class StatusLine {
 public:
  explicit StatusLine(int descriptor);
  ~StatusLine();
  StatusLine(const StatusLine&) = delete;
  StatusLine& operator=(const StatusLine&) = delete;

  /// A line that stays.
  void say(const std::string& line);
  /// The line that the next update replaces.
  void update(const std::string& line);

 private:
  const int descriptor_;
  const bool terminal_;
  bool open_ = false;  // an updated line stands there, without its end
};

struct TerminalSize {
  int columns = 0;
  int rows = 0;
};
/// Of the terminal behind `descriptor`; 80 by 24 when it does not say; 0 by 0 when it is none.
TerminalSize terminal_size(int descriptor);

/// Writes all of it; false when that is not possible (a closed pipe).
bool write_all(int descriptor, const std::string& text);

/// The first `columns` characters of UTF-8 text.
std::string cut_to(const std::string& text, int columns);

}  // namespace framewake
