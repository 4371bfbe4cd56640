#pragma once
// `framewake health [URL]`: is a daemon well? For what asks again and again: a container's health check, a script.

#include <functional>
#include <iosfwd>
#include <string>

#include "tls/client_context.hpp"

namespace CLI {
class App;
}

namespace framewake {

struct HealthCommand {
  std::string url = "http://127.0.0.1:8990";  ///< the daemon's operators' address
  double seconds = 3;                         ///< how long the answer may take
  TlsClientFiles tls = {};
};

/// Adds the subcommand; `chosen` is set when it is.
void add_health(CLI::App& app, std::function<int()>& chosen);

/// 0 when /healthz says that the daemon is well (and what it says to `out`); else 1 and one line of why to `err`.
int run_health(const HealthCommand& command, std::ostream& out, std::ostream& err);

}  // namespace framewake
