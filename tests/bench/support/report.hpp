#pragma once
// What a benchmark hands back: one table with its goals and verdicts, and a paragraph on what was measured.

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace framewake::bench {

/// How the benchmarks are asked to run.
struct Options {
  bool smoke = false;     ///< as short as makes sense: shows that the benchmark works, its numbers mean little
  std::string footage;    ///< a folder of images or a video file; "": what the system has
  std::string annotated;  ///< a folder of annotated footage (bench/accuracy/clips.hpp); "": none
  std::string framewake;  ///< the daemon's executable
  std::string programs;   ///< the folder with the benchmarks' helper programs
};

/// A benchmark does not work: something crashed, a frame is unaccounted for, nothing came out. A missed goal is none of
/// these.
class Broken : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// A table in Markdown that is also readable in a terminal.
class Table {
 public:
  explicit Table(std::vector<std::string> header) : rows_{std::move(header)} {}
  /// As many cells as the header has.
  void add(std::vector<std::string> cells);
  std::string text() const;
  bool empty() const { return rows_.size() == 1; }

 private:
  std::vector<std::vector<std::string>> rows_;
};

struct Report {
  std::string title;
  std::string measured;  ///< what was measured and how, one paragraph
  Table table;
  std::vector<std::string> remarks = {};  ///< such as what could not be measured, and why
};

/// The report as Markdown.
std::string to_markdown(const Report& report);

/// Replaces what stands between the markers `<!-- bench NAME -->` and `<!-- end NAME -->` in `document`. Throws Broken
/// when the document has no such place.
std::string with_section(std::string document, std::string_view name, const std::string& markdown);

/// The verdict on a goal: "reached" or "not reached".
std::string verdict(bool reached);
/// "≤ 2.00" and the like: a number with a sensible count of digits.
std::string number(double value);
std::string microseconds_text(double us);  ///< "87 µs", "1.24 ms", "1.5 s"
std::string mebibytes_text(double bytes);  ///< "28.4 MiB"
std::string percent(double share);         ///< "99.3 %"

}  // namespace framewake::bench
