#pragma once
// A listening TCP socket on a free port, of loopback or of another address, as a service manager would hand it down.

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdint>
#include <stdexcept>

namespace framewake::test {

class ListeningSocket {
 public:
  explicit ListeningSocket(const char* on = "127.0.0.1") {
    const int made = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    inet_pton(AF_INET, on, &address.sin_addr);
    socklen_t length = sizeof address;
    auto* const generic = reinterpret_cast<sockaddr*>(&address);
    constexpr int away_from_3 = 20;  // so that a child can put it wherever LISTEN_FDS wants it
    descriptor_ = fcntl(made, F_DUPFD, away_from_3);
    close(made);
    if (bind(descriptor_, generic, length) != 0 || listen(descriptor_, SOMAXCONN) != 0 ||
        getsockname(descriptor_, generic, &length) != 0)
      throw std::runtime_error("cannot listen");
    port_ = ntohs(address.sin_port);
  }
  ~ListeningSocket() { close(descriptor_); }
  ListeningSocket(const ListeningSocket&) = delete;
  ListeningSocket& operator=(const ListeningSocket&) = delete;

  int descriptor() const noexcept { return descriptor_; }
  std::uint16_t port() const noexcept { return port_; }

 private:
  int descriptor_ = -1;
  std::uint16_t port_ = 0;
};

}  // namespace framewake::test
