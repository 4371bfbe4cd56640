#pragma once
// Log lines with fields: what the journal keeps apart from the text, for `journalctl CAMERA=front`. The terminal shows
// the text alone.

#include <spdlog/common.h>

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace framewake {

/// NAME and value. Names are upper-case letters, digits and _, as the journal wants them.
using LogField = std::pair<std::string_view, std::string>;

/// `text` and its fields as one string, which is what travels through spdlog's queue. Values that come from outside must
/// be printable() or better: a control character in them would begin another field.
std::string with_fields(std::string text, std::initializer_list<LogField> fields);

/// Puts `note` behind the text and before the fields.
std::string with_note(std::string_view line, std::string_view note);

/// The text of such a line.
std::string_view text_of_line(std::string_view line) noexcept;
/// Its fields, each as NAME=value.
std::vector<std::string_view> fields_of_line(std::string_view line);

/// Logs a line with fields.
void log_with(spdlog::level::level_enum level, std::string text, std::initializer_list<LogField> fields);

}  // namespace framewake
