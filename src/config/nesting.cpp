#include "config/nesting.hpp"

#include <algorithm>

namespace framewake {

namespace {

/// Up to two quotes more belong to a multi-line string that ends with quotes.
std::size_t past_quotes(std::string_view text, std::size_t at, char quote) {
  for (int more = 0; more < 2 && quote != '\0' && at < text.size() && text[at] == quote; ++more) ++at;
  return at;
}

/// The index behind the string that starts at `at` (on its opening quote). An unfinished one ends with its line, or with
/// the text: the parser says so then.
std::size_t skip_string(std::string_view text, std::size_t at) {
  const char quote = text[at];
  const bool long_form = text.substr(at, 3) == std::string(3, quote);
  const auto end = std::string(long_form ? 3 : 1, quote);
  for (at += end.size(); at < text.size(); ++at) {
    if (text[at] == '\\' && quote == '"')
      ++at;
    else if (text.substr(at, end.size()) == end)
      return past_quotes(text, at + end.size(), long_form ? quote : '\0');
    else if (text[at] == '\n' && !long_form)
      return at;
  }
  return text.size();
}

Where place_of(std::string_view text, std::size_t at) {
  const auto before = text.substr(0, at);
  const auto line = std::count(before.begin(), before.end(), '\n');
  const auto start = before.rfind('\n');
  const auto column = start == std::string_view::npos ? at + 1 : at - start;
  return {{}, static_cast<std::uint32_t>(line) + 1, static_cast<std::uint32_t>(column)};
}

}  // namespace

std::optional<Where> too_many_dots(std::string_view text) {
  int dots = 0;
  for (std::size_t at = 0; at < text.size();) {
    const char c = text[at];
    if (c == '"' || c == '\'') {
      at = skip_string(text, at);
      continue;
    }
    if (c == '#') {
      at = std::min(text.find('\n', at), text.size());
      continue;
    }
    if (c == '.' && ++dots > most_dots_in_a_key) return place_of(text, at);
    if (std::string_view("=,[]{}\n").find(c) != std::string_view::npos) dots = 0;
    ++at;
  }
  return std::nullopt;
}

}  // namespace framewake
