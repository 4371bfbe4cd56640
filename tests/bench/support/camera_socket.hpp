#pragma once
// A camera of a benchmark: its end of a WebSocket, on a bare blocking socket, so that the sender costs little and what it
// sends was made beforehand.

#include <cstdint>
#include <string>
#include <string_view>

namespace framewake::bench {

/// The bytes of one binary message as a client sends them: head and masked payload.
std::string masked_message(std::string_view payload, std::uint32_t mask = 0x9d3b51c7);

/// Sending and receiving may be done by two threads.
class CameraSocket {
 public:
  /// Connects to the loopback's `port` and opens the WebSocket at `target`. `send_buffer`: SO_SNDBUF in bytes; 0: the
  /// system's. Throws Broken, here and everywhere, when the other end does not do its part within 20 s.
  CameraSocket(std::uint16_t port, const std::string& target, int send_buffer = 0);
  ~CameraSocket();
  CameraSocket(CameraSocket&& other) noexcept;
  CameraSocket& operator=(CameraSocket&&) = delete;

  /// Sends all of `bytes`; blocks while there is no room.
  void send(std::string_view bytes);
  /// How many sends found no room and had to wait for the other end to read.
  std::uint64_t blocked_sends() const noexcept { return blocked_sends_; }
  /// Sends a ping and waits for its pong: all that was sent before has been read by then.
  void sync();
  /// The payload of the next text message; pongs are passed over.
  std::string receive_text();
  /// No more is going to be sent or received: wakes a thread that waits in receive_text() (it throws Broken).
  void shut_down();

 private:
  struct Message {
    int opcode = 0;
    std::string payload;
  };
  Message receive();
  std::string take(std::size_t count);
  void fill();
  void open(const std::string& target);

  int socket_ = -1;
  std::uint64_t blocked_sends_ = 0;
  std::string buffer_;  // received, not yet consumed
};

}  // namespace framewake::bench
