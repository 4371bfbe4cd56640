#pragma once
// When to look: in every frame, while something moves, or every so often.

#include <optional>
#include <string_view>

#include "base/time.hpp"

namespace framewake {

struct LookSchedule {
  enum class Kind { always, motion, every };
  Kind kind = Kind::always;
  milliseconds interval{0};  ///< of `every`
};

/// "always", "motion", "every 500 ms" (ms, s, min, h; a whole or decimal number, 1 ms to 24 h).
std::optional<LookSchedule> parse_schedule(std::string_view text);

}  // namespace framewake
