#include <array>
#include <charconv>
#include <cmath>

#include "base/log.hpp"
#include "config/suggest.hpp"
#include "config/units.hpp"
#include "config/values.hpp"

namespace framewake {

namespace {

template <class... F>
struct Overloaded : F... {
  using F::operator()...;
};
template <class... F>
Overloaded(F...) -> Overloaded<F...>;

/// 16000000 → 16_000_000, which TOML reads; from five digits on.
std::string grouped(std::int64_t value) {
  auto text = std::to_string(value);
  const std::size_t sign = value < 0 ? 1 : 0;
  if (text.size() - sign < 5) return text;
  for (auto at = static_cast<std::ptrdiff_t>(text.size()) - 3; at > static_cast<std::ptrdiff_t>(sign); at -= 3)
    text.insert(static_cast<std::size_t>(at), 1, '_');
  return text;
}

/// The shortest text that reads back as the same number; without exponent where a person would write none.
std::string shortest(double value) {
  const double size = std::abs(value);
  const bool plain = size == 0 || (size >= 1e-6 && size < 1e15);
  std::array<char, 32> buffer{};
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value,
                                 plain ? std::chars_format::fixed : std::chars_format::scientific)
                       .ptr;
  return {buffer.data(), end};
}

std::string to_toml(double value) {
  auto text = shortest(value);
  const bool is_float = text.find_first_of(".en") != std::string::npos;
  return is_float ? text : text + ".0";
}

template <class List, class Format>
std::string bracketed(const List& list, Format format) {
  std::string text;
  for (const auto& element : list) text += (text.empty() ? "" : ", ") + format(element);
  return std::string("[").append(text).append("]");
}

/// One end of a row's range in its own unit.
std::string limit(const OptionRow& row, double value) {
  constexpr double exact = 9'007'199'254'740'992.0;
  if (row.type == OptionType::duration) return format_duration(milliseconds(static_cast<milliseconds::rep>(value)));
  if (row.type == OptionType::size) return format_size(Bytes{static_cast<std::uint64_t>(value)});
  if (row.type == OptionType::integer && std::abs(value) <= exact) return grouped(static_cast<std::int64_t>(value));
  return shortest(value);
}

/// Its elements as they are written, as far as there is room for them.
std::string text_of(const Node::List& list) {
  constexpr std::size_t room = 80;
  if (list.empty()) return "an empty list";
  if (list.front().table() != nullptr) return "a list";
  std::string text;
  for (const Node& element : list) {
    if (!text.empty()) text += ", ";
    if (text.size() > room) return "[" + text + "…]";
    text += element.list() != nullptr && element.list()->empty() ? "[]" : describe(element);
  }
  return text.size() > 3 * room ? "a list" : "[" + text + "]";  // of lists in lists in lists
}

}  // namespace

std::string describe(const Node& node) {
  return std::visit(
      Overloaded{
          [](const Node::Table&) -> std::string { return "a section"; },
          [](const Node::List& list) { return text_of(list); },
          [](const std::string& text) { return std::string("\"").append(printable(text, 60)).append("\""); },
          [](std::int64_t integer) { return std::to_string(integer); },
          [](double number) { return to_toml(number); },
          [](bool boolean) -> std::string { return boolean ? "true" : "false"; },
          [](Node::Date) -> std::string { return "a date or time"; },
          [](Node::Unreadable) -> std::string { return "no TOML"; },
      },
      node.value);
}

std::pair<std::optional<double>, std::optional<double>> range_of(const OptionRow& row) {
  constexpr double largest_int = 2'147'483'647;
  constexpr double longest = 8760 * 3'600'000.0;
  if (row.type == OptionType::integer) return {row.min.value_or(-largest_int), row.max.value_or(largest_int)};
  if (row.type == OptionType::polygons) return {};  // there min is of points
  if (row.type == OptionType::duration) return {row.min.value_or(0), row.max.value_or(longest)};
  return {row.min, row.max};
}

std::string allowed_range(const OptionRow& row) {
  std::string unit;
  if (!row.unit.empty()) unit.append(" (").append(row.unit).append(")");
  const auto [min, max] = range_of(row);
  if (min && max) return limit(row, *min) + " to " + limit(row, *max) + unit;
  if (min) return limit(row, *min) + " or more" + unit;
  if (max) return "at most " + limit(row, *max) + unit;
  return "";
}

std::size_t least_points(const OptionRow& row) {
  constexpr double of_an_area = 3;
  return static_cast<std::size_t>(row.min.value_or(of_an_area));
}

std::string allowed(const OptionRow& row) {
  const auto range = allowed_range(row);
  const auto with_range = [&](const std::string& words) { return range.empty() ? words : words + ", " + range; };
  switch (row.type) {
    case OptionType::boolean: return "true, false";
    case OptionType::integer: return with_range("whole numbers");
    case OptionType::number: return with_range("numbers");
    case OptionType::text: return "a text in quotes";
    case OptionType::choice: return quoted_list(row.choices);
    case OptionType::duration: return with_range("durations like \"250 ms\"");
    case OptionType::size: return with_range("sizes like \"4 MiB\"");
    case OptionType::text_list: return "a list of texts in quotes";
    case OptionType::polygons: {
      const auto least = std::to_string(least_points(row));
      return (least == "3" ? "a list of polygons of at least " : "a list of lines of at least ") + least +
             " points, each [x, y]";
    }
  }
  return "";
}

std::string to_toml(std::string_view text) {
  std::string quoted = "\"";
  for (const char c : text) {
    const auto code = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\')
      quoted += std::string("\\") + c;
    else if (code < 0x20 || code == 0x7f) {
      constexpr std::string_view hex = "0123456789ABCDEF";
      quoted += std::string("\\u00") + hex[code / 16] + hex[code % 16];
    } else
      quoted += c;
  }
  return quoted + "\"";
}

std::string to_toml(const OptionValue& value) {
  const auto coordinate = [](double c) { return c == std::floor(c) && c > 1 ? shortest(c) : to_toml(c); };
  const auto point = [&](const Point& p) { return "[" + coordinate(p[0]) + ", " + coordinate(p[1]) + "]"; };
  return std::visit(Overloaded{
                        [](bool boolean) -> std::string { return boolean ? "true" : "false"; },
                        [](std::int64_t integer) { return grouped(integer); },
                        [](double number) { return to_toml(number); },
                        [](const std::string& text) { return to_toml(std::string_view(text)); },
                        [](milliseconds duration) { return to_toml(std::string_view(format_duration(duration))); },
                        [](Bytes size) { return to_toml(std::string_view(format_size(size))); },
                        [](const std::vector<std::string>& texts) {
                          return bracketed(texts,
                                           [](const std::string& text) { return to_toml(std::string_view(text)); });
                        },
                        [&](const std::vector<Polygon>& polygons) {
                          return bracketed(polygons, [&](const Polygon& polygon) { return bracketed(polygon, point); });
                        },
                    },
                    value);
}

}  // namespace framewake
