#include "bench/support/report.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace framewake::bench {
namespace {

/// Characters as a terminal shows them: UTF-8 continuation bytes take no place.
std::size_t width_of(const std::string& text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

std::string fixed(double value, int digits) {
  char text[64];
  std::snprintf(text, sizeof(text), "%.*f", digits, value);
  return text;
}

}  // namespace

void Table::add(std::vector<std::string> cells) {
  cells.resize(rows_.front().size());
  rows_.push_back(std::move(cells));
}

std::string Table::text() const {
  std::vector<std::size_t> widths(rows_.front().size(), 3);
  for (const auto& row : rows_)
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], width_of(row[i]));
  std::string text;
  for (std::size_t r = 0; r < rows_.size(); ++r) {
    for (std::size_t i = 0; i < widths.size(); ++i)
      text += "| " + rows_[r][i] + std::string(widths[i] - width_of(rows_[r][i]) + 1, ' ');
    text += "|\n";
    if (r != 0) continue;
    for (const std::size_t width : widths) text += "|" + std::string(width + 2, '-');
    text += "|\n";
  }
  return text;
}

std::string to_markdown(const Report& report) {
  std::string text = report.measured + "\n\n" + report.table.text();
  for (const auto& remark : report.remarks) text += "\n" + remark + "\n";
  return text;
}

std::string with_section(std::string document, std::string_view name, const std::string& markdown) {
  const std::string begin = "<!-- bench " + std::string(name) + " -->\n";
  const std::string end = "<!-- end " + std::string(name) + " -->";
  const std::size_t from = document.find(begin);
  const std::size_t to = document.find(end);
  if (from == std::string::npos || to == std::string::npos || to < from)
    throw Broken("the document has no place for the table of \"" + std::string(name) + "\"");
  document.replace(from + begin.size(), to - from - begin.size(), markdown);
  return document;
}

std::string verdict(bool reached) {
  return reached ? "reached" : "not reached";
}

std::string number(double value) {
  if (!std::isfinite(value)) return "—";
  const double size = std::fabs(value);
  return fixed(value, size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3);
}

std::string microseconds_text(double us) {
  if (us >= 1e6) return fixed(us / 1e6, 2) + " s";
  if (us >= 1e3) return fixed(us / 1e3, us >= 1e5 ? 0 : us >= 1e4 ? 1 : 2) + " ms";
  return fixed(us, 0) + " µs";
}

std::string mebibytes_text(double bytes) {
  return fixed(bytes / (1024 * 1024), 1) + " MiB";
}

std::string percent(double share) {
  return fixed(share * 100, 1) + " %";
}

}  // namespace framewake::bench
