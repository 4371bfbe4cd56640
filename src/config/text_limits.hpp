#pragma once
// What is refused before the TOML parser sees the text, because the parser cannot be trusted with it:
//  - keys of very many dots: `a.a.a.…` makes one table per dot, and tables in tables are destroyed by recursion, so a file of
//    dots could exhaust the stack (brackets are bounded by the parser itself);
//  - characters beyond ASCII outside of texts and comments: TOML knows none there, and toml++ 3.3 runs into undefined
//    behaviour on some of them (U+FE66 to U+FEFE) where it looks for white space.

#include <optional>
#include <string>
#include <string_view>

#include "config/problem.hpp"

namespace framewake {

/// The deepest key of ours has 4 dots: pipelines.NAME.stages.0.on_after.
constexpr int most_dots_in_a_key = 16;

struct TextRefusal {
  std::uint32_t line = 0;
  std::uint32_t column = 0;  ///< in bytes
  std::string why;
};

/// The first place that is refused; nothing when there is none.
std::optional<TextRefusal> refuse_text(std::string_view text);

}  // namespace framewake
