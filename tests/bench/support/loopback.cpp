#include "bench/support/loopback.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "bench/support/report.hpp"

namespace framewake::bench {
namespace {

[[noreturn]] void fail(const char* what) {
  throw Broken(std::string("loopback: ") + what + ": " + std::strerror(errno));
}

sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

int new_socket() {
  const int made = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (made < 0) fail("socket");
  return made;
}

}  // namespace

int connect_loopback(std::uint16_t port) {
  const int made = new_socket();
  const int on = 1;
  const timeval patience{.tv_sec = 20, .tv_usec = 0};
  setsockopt(made, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
  setsockopt(made, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
  setsockopt(made, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
  const sockaddr_in address = loopback(port);
  if (connect(made, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0) fail("connect");
  return made;
}

Listening listen_loopback() {
  Listening made{.socket = new_socket()};
  sockaddr_in address = loopback(0);
  socklen_t size = sizeof(address);
  if (bind(made.socket, reinterpret_cast<sockaddr*>(&address), size) != 0 || listen(made.socket, 128) != 0 ||
      getsockname(made.socket, reinterpret_cast<sockaddr*>(&address), &size) != 0)
    fail("listen");
  made.port = ntohs(address.sin_port);
  return made;
}

std::string http_ask(std::uint16_t port, const std::string& method, const std::string& target) {
  const int connection = connect_loopback(port);
  std::string answer;
  std::array<char, 16384> part{};
  ssize_t got = 0;
  if (send_all(connection, method + " " + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
    while ((got = recv(connection, part.data(), part.size(), 0)) > 0)
      answer.append(part.data(), static_cast<std::size_t>(got));
  close(connection);
  const std::size_t end = answer.find("\r\n\r\n");
  if (end == std::string::npos || answer.compare(9, 3, "200") != 0)
    throw Broken(method + " " + target + " was answered: " + answer.substr(0, end));
  return answer.substr(end + 4);
}

bool send_all(int socket, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent > 0)
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    else if (errno != EINTR)
      return false;
  }
  return true;
}

}  // namespace framewake::bench
