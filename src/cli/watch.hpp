#pragma once
// `framewake watch URL`: what a daemon is doing, live.

#include <functional>
#include <optional>
#include <string>

#include "tls/client_context.hpp"

namespace CLI {
class App;
}

namespace framewake {

struct WatchCommand {
  std::string url = "http://127.0.0.1:8990";
  /// Or "json": each status document as one line; or "mjpeg": a camera's pictures one after the other.
  std::string format = "table";
  std::string camera;              ///< for "mjpeg"; "": the only one
  std::optional<double> interval;  ///< seconds between questions; absent: 1, and for "mjpeg" none
  std::string token_file;          ///< "": none
  TlsClientFiles tls;
  std::optional<double> seconds;  ///< end after this time
};

/// Registers the subcommand; when it is the one asked for, `chosen` is set to what runs it.
void add_watch(CLI::App& app, std::function<int()>& chosen);

/// Runs until SIGINT, SIGTERM or the time is up. 0 when the daemon has answered at least once, 1 otherwise.
int run_watch(const WatchCommand& command);

}  // namespace framewake
