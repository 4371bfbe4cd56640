#pragma once
// The service manager's end of sd_notify: a real datagram socket, named by NOTIFY_SOCKET while this lives.

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstring>
#include <optional>
#include <stdexcept>
#include <string>

#include "support/temporary_folder.hpp"

namespace framewake::test {

class NotifySocket {
 public:
  static constexpr std::chrono::milliseconds patience{20'000};

  NotifySocket() {
    const std::string path = (folder_.path() / "socket").string();
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, path.data(), path.size());
    socket_ = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (bind(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) throw std::runtime_error("no bind");
    setenv("NOTIFY_SOCKET", path.c_str(), 1);
  }
  ~NotifySocket() {
    unsetenv("NOTIFY_SOCKET");
    close(socket_);
  }
  NotifySocket(const NotifySocket&) = delete;
  NotifySocket& operator=(const NotifySocket&) = delete;

  /// The next message, or nothing when none comes in this time.
  std::optional<std::string> receive(std::chrono::milliseconds within = patience) {
    pollfd waiting{socket_, POLLIN, 0};
    if (poll(&waiting, 1, static_cast<int>(within.count())) <= 0) return std::nullopt;
    std::array<char, 4096> buffer{};
    const ssize_t got = recv(socket_, buffer.data(), buffer.size(), 0);
    return std::string(buffer.data(), static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
  }
  /// Reads on until a message that contains `text`; throws when none comes.
  std::string wait_for(const std::string& text) {
    std::string all;
    while (const auto message = receive()) {
      if (message->find(text) != std::string::npos) return *message;
      all += *message + "\n";
    }
    throw std::runtime_error("the manager was not told \"" + text + "\", but:\n" + all);
  }

 private:
  TemporaryFolder folder_;
  int socket_ = -1;
};

}  // namespace framewake::test
