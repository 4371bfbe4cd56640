#pragma once
// One value of one row: from the tree, checked; and back to text.

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/options.hpp"
#include "config/document.hpp"

namespace framewake {

/// The value of `node` for `row`; nothing, and one more problem under `key`, when it is of another type, out of range or
/// refused by the row's own check.
std::optional<OptionValue> read_value(const OptionRow& row, const Node& node, std::string_view key, Problems& problems);

/// A node in a few printable words: `"text"`, `250`, `a list`.
std::string describe(const Node& node);

/// What the row allows: `durations like "250 ms", 1 ms to 1 min`.
std::string allowed(const OptionRow& row);
/// The row's limits. What a row leaves open is closed here where a value could not be held: integers at ±(2^31 - 1), so
/// that an `int` is never cut; durations at 0 and a year.
std::pair<std::optional<double>, std::optional<double>> range_of(const OptionRow& row);
/// How many points a polygon of this row has at least: its min, else 3.
std::size_t least_points(const OptionRow& row);
/// In words: `1 ms to 1 min`; "" when there is none.
std::string allowed_range(const OptionRow& row);

/// As a person writes it in the file: `"250 ms"`, `16_000_000`, `[[[0.0, 0.0], …]]`. Reading it gives the same value.
std::string to_toml(const OptionValue& value);
std::string to_toml(std::string_view text);

}  // namespace framewake
