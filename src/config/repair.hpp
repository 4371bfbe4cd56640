#pragma once
// A TOML text with a mistake in it: takes out what is wrong, so that the rest can still be read, and all mistakes be told at once.

#include <cstdint>
#include <string>
#include <string_view>

namespace framewake {

/// Stands in the place of a value that was taken out.
constexpr std::string_view taken_out = "(no TOML stood here)";

/// Takes the value of `line` (from 1), where the parser gave up at `column` (from 1), out of the text: `taken_out` is there
/// instead, and no line moves. False, and nothing is changed, when the line is no `KEY = VALUE` that ends where the line does,
/// the mistake lies before the value, or a text of several lines makes that doubtful.
bool take_value_out(std::string& text, std::uint32_t line, std::uint32_t column);

/// Leaves the line empty, under the same conditions.
bool take_line_out(std::string& text, std::uint32_t line, std::uint32_t column);

/// Whether what stands there instead of a value begins like none: whoever wrote it may have forgotten the quotes.
bool lacks_quotes(std::string_view text, std::uint32_t line, std::uint32_t column);

}  // namespace framewake
