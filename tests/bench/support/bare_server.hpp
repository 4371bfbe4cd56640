#pragma once
// The least that a WebSocket server can do: one thread, one read buffer, and a loop that reads and unmasks in one go. The
// floor that receive cost is compared with, and the server thread of the designs that freshness is compared with. It
// trusts its clients: lengths are believed, handshakes are not checked, fragments are taken for messages.

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace framewake::bench {

class BareServer {
 public:
  using OnMessage = std::function<void(std::string_view payload)>;

  /// Listens on a free port of the loopback.
  explicit BareServer(OnMessage on_message);
  ~BareServer();
  BareServer(const BareServer&) = delete;
  BareServer& operator=(const BareServer&) = delete;

  std::uint16_t port() const noexcept { return port_; }
  /// Serves until stop(), or until `stop_at` (a file descriptor; -1: none) can be read.
  void run(int stop_at = -1);
  /// Thread-safe.
  void stop();

 private:
  struct Connection {
    bool open = false;               // past the handshake
    std::string head;                // of the request or of the frame under way
    std::vector<std::uint8_t> room;  // for the message, never smaller than before
    std::size_t length = 0;          // of the message under way
    std::size_t filled = 0;
    std::uint32_t key = 0;
    int opcode = 0;
    bool in_payload = false;
  };

  void accept_one();
  bool serve(int socket, Connection& connection);
  void shake_hands(int socket, Connection& connection, std::string_view bytes);
  std::size_t read_head(Connection& connection, std::string_view bytes);
  std::size_t read_payload(Connection& connection, std::string_view bytes);
  void finish(int socket, Connection& connection);

  const OnMessage on_message_;
  int listener_ = -1;
  int poll_ = -1;
  int wake_ = -1;
  std::uint16_t port_ = 0;
  std::vector<std::uint8_t> buffer_;
  std::map<int, Connection> connections_;
};

}  // namespace framewake::bench
