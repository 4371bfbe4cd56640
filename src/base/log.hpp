#pragma once
// The program's log: spdlog, to stderr, or to the journal with fields (base/log_fields.hpp) when stderr is a stream of the
// journal's. The one singleton of the project, and spdlog's own.

#include <spdlog/spdlog.h>

#include <string>

namespace framewake {

enum class LogLevel { debug, info, warning, error };

/// Sets up the process-wide logger. Call once, from main, before any thread starts. Every line carries the name of
/// the thread that wrote it. Lines are written by a thread of their own (`fw-log`): a terminal or pipe that does not
/// read holds up nobody else; then the oldest of 1,024 waiting lines give way.
void set_up_logging(LogLevel level);

/// Thread-safe. From here on lines of this weight and heavier.
void set_log_level(LogLevel level);

/// Writes what is waiting and ends the logging thread; what nobody reads is lost after half a second. The last call of main.
void flush_logging();

/// Makes text from outside fit for one log line: control characters and bytes that are no UTF-8 become '?', and
/// what is beyond `limit` bytes is cut.
std::string printable(std::string_view text, std::size_t limit = 120);

}  // namespace framewake
