#pragma once
// What is wrong with a configuration, and where.

#include <cstdint>
#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

namespace framewake {

/// A place in a file. Lines and columns count from 1; line 0: the file as a whole. A value from the command line has the
/// file "--set" and the number of its option as line.
struct Where {
  std::string file;
  std::uint32_t line = 0;
  std::uint32_t column = 0;
};

struct ConfigProblem {
  std::string file;
  std::uint32_t line = 0;
  std::uint32_t column = 0;
  std::string key;   ///< dotted, as for --set; "" when it is not about one key
  std::string what;  ///< what is wrong, what is allowed; printable, on one line

  bool operator==(const ConfigProblem&) const = default;
};

/// `file:line:column: key: what`, without the parts that there are not.
std::string to_string(const ConfigProblem& problem);
std::ostream& operator<<(std::ostream& out, const ConfigProblem& problem);

/// Collects problems on the way through files, options and checks.
class Problems {
 public:
  /// `key` may hold anything that was in a file; it is made printable.
  void add(const Where& where, std::string_view key, std::string what);
  bool empty() const noexcept { return found_.empty(); }
  std::size_t count() const noexcept { return found_.size(); }
  /// Whether there is one under this very key.
  bool about(std::string_view key) const;
  /// All of them: by file in the order of `files`, then by line and column.
  std::vector<ConfigProblem> sorted(const std::vector<std::string>& files) const;

 private:
  std::vector<ConfigProblem> found_;
};

}  // namespace framewake
