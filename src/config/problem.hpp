#pragma once
// What is wrong with a configuration, and where.

#include <cstdint>
#include <iosfwd>
#include <string>
#include <string_view>
#include <utility>
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

/// By file in the order of `files`, then by line and column; what stands in none of them comes last.
void sort_by_place(std::vector<ConfigProblem>& problems, const std::vector<std::string>& files);

/// Whether one of them is about `key`, or about a key below it.
bool any_about(const std::vector<ConfigProblem>& problems, std::string_view key);

/// Collects problems on the way through files, options and checks.
class Problems {
 public:
  Problems() = default;
  explicit Problems(std::vector<ConfigProblem> known) : found_(std::move(known)) {}

  /// `key` may hold anything that was in a file; it is made printable.
  void add(const Where& where, std::string_view key, std::string what);
  bool empty() const noexcept { return found_.empty(); }
  std::size_t count() const noexcept { return found_.size(); }
  /// Whether there is one under this very key.
  bool about(std::string_view key) const;
  /// Or under one below it.
  bool about_below(std::string_view key) const { return any_about(found_, key); }
  /// Whether there is one under a key that ends so.
  bool about_any(std::string_view ending) const;
  /// Those that were added after the first `count`.
  std::vector<ConfigProblem> since(std::size_t count) const;
  /// All of them, by sort_by_place.
  std::vector<ConfigProblem> sorted(const std::vector<std::string>& files) const;

 private:
  std::vector<ConfigProblem> found_;
};

}  // namespace framewake
