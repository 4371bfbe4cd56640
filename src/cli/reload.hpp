#pragma once
// `framewake reload [URL]`: has a running daemon read its configuration again, and tells what came of it.

#include <functional>
#include <iosfwd>
#include <string>

#include "tls/client_context.hpp"

namespace CLI {
class App;
}

namespace framewake {

struct ReloadCommand {
  std::string url = "http://127.0.0.1:8990";  ///< the daemon's operators' address
  std::string token_file;                     ///< "": none
  TlsClientFiles tls;
};

/// Adds the subcommand; `chosen` is set when it is.
void add_reload(CLI::App& app, std::function<int()>& chosen);

/// 0 and each change with its class, one a line, to `out`; 78 and each mistake to `err`, one a line, as `framewake check`
/// prints them; 1 when the daemon cannot be asked.
int run_reload(const ReloadCommand& command, std::ostream& out, std::ostream& err);

}  // namespace framewake
