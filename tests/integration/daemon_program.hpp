#pragma once
// The daemon as a program of its own: how a test starts it and learns where it listens.

#include <cstdint>
#include <string>
#include <vector>

#include "support/child_process.hpp"

namespace framewake::test {

/// The arguments of `binary serve` on free ports of loopback, and `more`.
inline std::vector<std::string> serve(const std::string& binary, const std::vector<std::string>& more = {}) {
  std::vector<std::string> argv{
      binary, "serve", "--set", "ingest.listen=127.0.0.1:0", "--set", "http.listen=127.0.0.1:0"};
  argv.insert(argv.end(), more.begin(), more.end());
  return argv;
}

/// The port at the end of the line "listening for …".
inline std::uint16_t port_in(const std::string& line) {
  return static_cast<std::uint16_t>(std::stoi(line.substr(line.rfind(':') + 1)));
}

}  // namespace framewake::test
