#pragma once
// Bare sockets on the loopback. Everything throws Broken when the system refuses.

#include <cstdint>
#include <string>
#include <string_view>

namespace framewake::bench {

/// A connected blocking socket with TCP_NODELAY, whose sends and receives fail after 20 s. The caller closes it.
int connect_loopback(std::uint16_t port);

struct Listening {
  int socket = -1;  ///< the caller closes it
  std::uint16_t port = 0;
};
/// Listens on a free port.
Listening listen_loopback();

/// The body of what `port` answers to METHOD `target`, which must be a 200.
std::string http_ask(std::uint16_t port, const std::string& method, const std::string& target);
inline std::string http_get(std::uint16_t port, const std::string& target) {
  return http_ask(port, "GET", target);
}

/// Sends all of `bytes`; false when the other end has gone.
bool send_all(int socket, std::string_view bytes);

}  // namespace framewake::bench
