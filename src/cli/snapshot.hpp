#pragma once
// `framewake snapshot URL CAMERA`: one picture of a camera, as a running daemon lets it out.

#include <functional>
#include <iosfwd>
#include <string>

#include "tls/client_context.hpp"

namespace CLI {
class App;
}

namespace framewake {

struct SnapshotCommand {
  std::string url = {};  ///< the daemon's operators' address
  std::string camera = {};
  std::string output = {};      ///< a file; "": CAMERA.jpg; "-": the standard output
  int width = 0;                ///< pixels; 0: as wide as the frame
  std::string token_file = {};  ///< "": none
  TlsClientFiles tls = {};
};

/// Adds the subcommand; `chosen` is set when it is.
void add_snapshot(CLI::App& app, std::function<int()>& chosen);

/// 0 when the picture was written; 1 otherwise, with one line to `err`. `out` gets the picture for "-", else nothing.
int run_snapshot(const SnapshotCommand& command, std::ostream& out, std::ostream& err);

}  // namespace framewake
