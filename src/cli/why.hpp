#pragma once
// `framewake why URL CAMERA`: what a daemon's gates have decided about a camera's frames lately, in words.

#include <cstddef>
#include <functional>
#include <iosfwd>
#include <string>

#include "tls/client_context.hpp"

namespace CLI {
class App;
}

namespace framewake {

struct WhyCommand {
  std::string url;  ///< the daemon's operators' address
  std::string camera;
  std::string format = "text";
  std::size_t limit = 20;  ///< decisions
  std::string token_file;  ///< "": none
  TlsClientFiles tls;
};

/// Adds the subcommand; `chosen` is set when it is.
void add_why(CLI::App& app, std::function<int()>& chosen);

/// 0 and the decisions to `out`, newest first; else 1 and one line of what is wrong to `err`.
int run_why(const WhyCommand& command, std::ostream& out, std::ostream& err);

}  // namespace framewake
