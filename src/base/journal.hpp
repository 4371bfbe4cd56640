#pragma once
// The systemd journal as the place where log lines go.

#include <spdlog/sinks/sink.h>

#include <memory>

namespace framewake {

/// True when stderr is a stream of the journal's (JOURNAL_STREAM names the very file that descriptor 2 is): then lines
/// should go there with their fields. False under a terminal, a pipe or a file, also in a service that redirects stderr.
bool stderr_is_journal();

/// Hands each line to journald as MESSAGE, PRIORITY, SYSLOG_IDENTIFIER, THREAD and the fields of base/log_fields.hpp.
/// Waits for journald when that is slow, so only the logging thread should write to it.
std::shared_ptr<spdlog::sinks::sink> make_journal_sink();

}  // namespace framewake
