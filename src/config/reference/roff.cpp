#include "config/reference/roff.hpp"

#include <sstream>

namespace framewake {
namespace {

constexpr std::string_view example_indent = "    ";

/// `words` become bold, the rest stays.
std::string with_bold(const std::string& line) {
  std::string text;
  std::istringstream parts(line);
  bool bold = false;
  for (std::string part; std::getline(parts, part, '`'); bold = !bold) text += bold ? roff_bold(part) : roff(part);
  return text;
}

}  // namespace

std::string roff(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool line_start = out.empty() || out.back() == '\n';
    if (line_start && (c == '.' || c == '\'')) out += "\\&";
    switch (c) {
      case '\\': out += "\\e"; break;
      case '-': out += "\\-"; break;
      case '\'': out += "\\(aq"; break;
      case '`': out += "\\(ga"; break;
      case '^': out += "\\(ha"; break;
      case '~': out += "\\(ti"; break;
      default: out += c;
    }
  }
  return out;
}

std::string roff_bold(std::string_view text) {
  return "\\fB" + roff(text) + "\\fR";
}

std::string roff_slanted(std::string_view text) {
  return "\\fI" + roff(text) + "\\fR";
}

std::string roff_prose(std::string_view markdown) {
  std::istringstream lines{std::string(markdown)};
  std::string text;
  bool example = false;
  bool paragraph = false;  // an empty line came before
  for (std::string line; std::getline(lines, line);) {
    if (line.empty()) {
      paragraph = true;
      continue;
    }
    const bool now = line.starts_with(example_indent);
    if (example && !now) text += ".EE\n.RE\n";
    if (now && !example) text += ".PP\n.RS 4\n.EX\n";
    if (now && example && paragraph) text += "\n";
    if (!now && paragraph && !text.empty()) text += ".PP\n";
    text += (now ? roff(line.substr(example_indent.size())) : with_bold(line)) + "\n";
    example = now;
    paragraph = false;
  }
  if (example) text += ".EE\n.RE\n";
  return text;
}

}  // namespace framewake
