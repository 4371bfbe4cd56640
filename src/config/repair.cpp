#include "config/repair.hpp"

#include <algorithm>
#include <optional>

namespace framewake {
namespace {

struct Line {
  std::size_t begin, end;  ///< without its line break
  std::size_t value;       ///< where the value begins, behind `=` and blanks
};

std::optional<Line> find_line(std::string_view text, std::uint32_t number) {
  std::size_t begin = 0;
  for (std::uint32_t at = 1; at < number; ++at) {
    const std::size_t next = text.find('\n', begin);
    if (next == std::string_view::npos) return std::nullopt;
    begin = next + 1;
  }
  std::size_t end = std::min(text.find('\n', begin), text.size());
  if (end > begin && text[end - 1] == '\r') --end;
  return Line{begin, end, end};
}

bool is_key(std::string_view text) {
  constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-. \t\"'";
  return text.find_first_not_of(" \t") != std::string_view::npos &&
         text.find_first_not_of(letters) == std::string_view::npos;
}

/// Whether no list, table or text of several lines is left open.
bool ends_here(std::string_view value) {
  int open = 0;
  char quote = 0;
  for (std::size_t i = 0; i < value.size(); ++i) {
    const char c = value[i];
    if (quote != 0) {
      if (c == '\\' && quote == '"') ++i;
      if (c == quote) quote = 0;
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if (c == '#') {
      break;
    } else if (c == '[' || c == '{') {
      ++open;
    } else if (c == ']' || c == '}') {
      --open;
    }
  }
  return open == 0;
}

std::optional<Line> find_assignment(std::string_view text, std::uint32_t number, std::uint32_t column) {
  constexpr std::string_view of_several_lines[] = {"\"\"\"", "'''"};
  for (const auto quotes : of_several_lines)
    if (text.find(quotes) != std::string_view::npos) return std::nullopt;
  auto line = find_line(text, number);
  if (!line) return std::nullopt;
  const std::string_view whole = text.substr(line->begin, line->end - line->begin);
  const std::size_t equals = whole.find('=');
  if (equals == std::string_view::npos || column <= equals + 1) return std::nullopt;
  if (!is_key(whole.substr(0, equals)) || !ends_here(whole.substr(equals + 1))) return std::nullopt;
  const std::size_t value = whole.find_first_not_of(" \t", equals + 1);
  line->value = line->begin + std::min(value, whole.size());
  return line;
}

}  // namespace

bool take_value_out(std::string& text, std::uint32_t line, std::uint32_t column) {
  const auto found = find_assignment(text, line, column);
  if (!found) return false;
  text.replace(found->value, found->end - found->value, "\"" + std::string(taken_out) + "\"");
  return true;
}

bool take_line_out(std::string& text, std::uint32_t line, std::uint32_t column) {
  const auto found = find_assignment(text, line, column);
  if (!found) return false;
  text.erase(found->begin, found->end - found->begin);
  return true;
}

bool lacks_quotes(std::string_view text, std::uint32_t line, std::uint32_t column) {
  const auto found = find_assignment(text, line, column);
  return found && found->value < found->end &&
         std::string_view("\"'[{#").find(text[found->value]) == std::string_view::npos;
}

}  // namespace framewake
