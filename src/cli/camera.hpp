#pragma once
// `framewake camera URL --source …`: be a camera.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "capture/source_spec.hpp"
#include "tls/client_context.hpp"

namespace CLI {
class App;
}

namespace framewake {

struct CameraCommand {
  std::string url;  ///< ws://host:port/camera/NAME, or wss://
  SourceWishes source;
  std::string token_file;  ///< "": none
  TlsClientFiles tls;
  bool reply = false;                   ///< results as JSON lines on stdout
  bool follow = false;                  ///< send less when the server says that more is of no use
  std::string truth_file;               ///< where the test scene's truth goes; "": nowhere
  std::optional<std::uint64_t> frames;  ///< end after so many were sent
  std::optional<double> seconds;        ///< end after this time
};

/// Registers the subcommand; when it is the one asked for, `chosen` is set to what runs it.
void add_camera(CLI::App& app, std::function<int()>& chosen);

/// Runs until the source ends, a limit is reached, SIGINT or SIGTERM: 0. What cannot heal is said on stderr: 1.
int run_camera(const CameraCommand& command);

}  // namespace framewake
