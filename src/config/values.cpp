#include "config/values.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/log.hpp"
#include "config/suggest.hpp"
#include "config/units.hpp"

namespace framewake {

namespace {

/// A value, or what is wrong with it and what is allowed.
struct Read {
  std::optional<OptionValue> value = {};
  std::string wrong = {};
};

/// What messages say of a value; of one that may be a secret in the wrong place, nothing.
std::string shown(const OptionRow& row, const Node& node) {
  return row.secret ? "something else (not shown here)" : describe(node);
}

Read wrong_type(const OptionRow& row, const Node& node) {
  return {{}, "is " + shown(row, node) + ", allowed: " + allowed(row)};
}

template <class T>
Read read_measured(const OptionRow& row, const Node& node, Measured<T> (*parse)(std::string_view)) {
  const auto* text = std::get_if<std::string>(&node.value);
  if (text == nullptr) return wrong_type(row, node);
  const auto parsed = parse(*text);
  if (!parsed.value) return {{}, "is " + describe(node) + ", " + parsed.wrong + "; allowed: " + allowed(row)};
  return {*parsed.value};
}

Read read_number(const OptionRow& row, const Node& node) {
  if (const auto* integer = std::get_if<std::int64_t>(&node.value)) return {static_cast<double>(*integer)};
  const auto* number = std::get_if<double>(&node.value);
  if (number == nullptr || !std::isfinite(*number)) return wrong_type(row, node);
  return {*number};
}

Read read_text(const OptionRow& row, const Node& node) {
  const auto* text = std::get_if<std::string>(&node.value);
  if (text == nullptr) return wrong_type(row, node);
  if (text->find('\0') != std::string::npos) return {{}, "has a NUL character, allowed: text without"};
  return {*text};
}

Read read_choice(const OptionRow& row, const Node& node) {
  std::string text;
  if (const auto* word = std::get_if<std::string>(&node.value)) text = *word;
  if (const auto* integer = std::get_if<std::int64_t>(&node.value)) text = std::to_string(*integer);  // 90 for "90"
  if (std::find(row.choices.begin(), row.choices.end(), text) == row.choices.end()) return wrong_type(row, node);
  return {text};
}

Read read_text_list(const OptionRow& row, const Node& node) {
  if (node.list() == nullptr) return wrong_type(row, node);
  std::vector<std::string> texts;
  for (const auto& element : *node.list()) {
    auto text = read_text(row, element);
    if (!text.value) return {{}, "has an element " + std::to_string(texts.size() + 1) + " that " + text.wrong};
    texts.push_back(std::get<std::string>(*text.value));
  }
  return {texts};
}

/// Pixels are bounded by what an image format can hold.
constexpr double largest_coordinate = 65'535;

std::optional<double> read_coordinate(const Node& node) {
  std::optional<double> value;
  if (const auto* integer = std::get_if<std::int64_t>(&node.value)) value = static_cast<double>(*integer);
  if (const auto* number = std::get_if<double>(&node.value)) value = *number;
  if (!value || !(*value >= 0 && *value <= largest_coordinate)) return std::nullopt;
  return value;
}

Read read_polygons(const OptionRow& row, const Node& node) {
  if (node.list() == nullptr) return wrong_type(row, node);
  std::vector<Polygon> polygons;
  for (const auto& outline : *node.list()) {
    auto& polygon = polygons.emplace_back();
    const std::string which = (least_points(row) < 3 ? "line " : "polygon ") + std::to_string(polygons.size());
    if (outline.list() == nullptr || outline.list()->size() < least_points(row))
      return {{}, "has a " + which + " that is " + describe(outline) + ", allowed: " + allowed(row)};
    for (const auto& pair : *outline.list()) {
      const bool is_pair = pair.list() != nullptr && pair.list()->size() == 2;
      const auto x = is_pair ? read_coordinate(pair.list()->front()) : std::nullopt;
      const auto y = is_pair ? read_coordinate(pair.list()->back()) : std::nullopt;
      if (!x || !y)
        return {{},
                "has in " + which + " a point " + std::to_string(polygon.size() + 1) + " that is " + describe(pair) +
                    ", no pair of numbers 0 to 65535, allowed: " + allowed(row)};
      polygon.push_back({*x, *y});
    }
  }
  return {polygons};
}

Read read_typed(const OptionRow& row, const Node& node) {
  switch (row.type) {
    case OptionType::boolean:
      if (const auto* boolean = std::get_if<bool>(&node.value)) return {*boolean};
      return wrong_type(row, node);
    case OptionType::integer:
      if (const auto* integer = std::get_if<std::int64_t>(&node.value)) return {*integer};
      return wrong_type(row, node);
    case OptionType::number: return read_number(row, node);
    case OptionType::text: return read_text(row, node);
    case OptionType::choice: return read_choice(row, node);
    case OptionType::duration: return read_measured(row, node, &parse_duration);
    case OptionType::size: return read_measured(row, node, &parse_size);
    case OptionType::text_list: return read_text_list(row, node);
    case OptionType::polygons: return read_polygons(row, node);
  }
  return wrong_type(row, node);
}

/// The value on the scale of the row's min and max; nothing for what has no range.
std::optional<double> magnitude(const OptionValue& value) {
  if (const auto* integer = std::get_if<std::int64_t>(&value)) return static_cast<double>(*integer);
  if (const auto* number = std::get_if<double>(&value)) return *number;
  if (const auto* duration = std::get_if<milliseconds>(&value)) return static_cast<double>(duration->count());
  if (const auto* size = std::get_if<Bytes>(&value)) return static_cast<double>(size->count);
  return std::nullopt;
}

bool in_range(const OptionRow& row, const OptionValue& value) {
  const auto size = magnitude(value);
  if (!size) return true;
  const auto [min, max] = range_of(row);
  return (!min || *size >= *min) && (!max || *size <= *max);
}

}  // namespace

std::optional<OptionValue> read_value(const OptionRow& row, const Node& node, std::string_view key,
                                      Problems& problems) {
  if (!node.is_readable()) return std::nullopt;
  auto read = read_typed(row, node);
  if (!read.value) {
    problems.add(node.where, key, read.wrong);
    return std::nullopt;
  }
  if (!in_range(row, *read.value)) {
    problems.add(node.where, key, "is " + describe(node) + ", allowed: " + allowed_range(row));
    return std::nullopt;
  }
  if (row.check) {
    if (const auto what_is_allowed = row.check(*read.value)) {
      problems.add(node.where, key, "is " + shown(row, node) + ", allowed: " + printable(*what_is_allowed, 300));
      return std::nullopt;
    }
  }
  return std::move(read.value);
}

}  // namespace framewake
