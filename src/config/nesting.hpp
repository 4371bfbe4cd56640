#pragma once
// A bound on dotted keys, checked before the TOML parser sees the text: `a.a.a.…` makes one table per dot, and tables in
// tables are destroyed by recursion, so a file of dots could exhaust the stack. (The parser itself bounds brackets.)

#include <optional>
#include <string_view>

#include "config/problem.hpp"

namespace framewake {

/// The deepest key of ours is pipelines.NAME.stages with one more for an option.
constexpr int most_dots_in_a_key = 16;

/// Where a key has more dots than that; nothing when none has.
std::optional<Where> too_many_dots(std::string_view text);

}  // namespace framewake
