#pragma once
// A small blocking WebSocket and HTTP client for tests, on bare sockets: it can also send what no decent client would.
// Every wait has a deadline; a test that runs into one fails by an exception.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace framewake::test {

enum class Opcode : std::uint8_t { continuation = 0, text = 1, binary = 2, close = 8, ping = 9, pong = 10 };

struct RawFrame {
  Opcode opcode = Opcode::text;
  bool fin = true;
  std::string payload;
  bool odd = false;  ///< masked, or with reserved bits: no server may send such
};

struct HttpReply {
  int status = 0;
  std::string head;  ///< with the status line
  std::string body;
};

/// One frame as a client sends it: masked, lengths in their shortest form.
std::string make_frame(Opcode opcode, std::string_view payload, bool fin = true, std::uint32_t mask = 0x12345678);
/// The head of a masked frame that claims `length` bytes of payload.
std::string make_frame_head(Opcode opcode, std::uint64_t length, bool fin = true, std::uint32_t mask = 0);

class RawWebSocket {
 public:
  static constexpr std::chrono::milliseconds patience{20'000};

  /// Connects; throws when it cannot. `receive_buffer`: SO_RCVBUF, 0: the system's.
  explicit RawWebSocket(std::uint16_t port, const std::string& host = "127.0.0.1", int receive_buffer = 0);
  ~RawWebSocket();
  RawWebSocket(RawWebSocket&& other) noexcept;
  RawWebSocket& operator=(RawWebSocket&&) = delete;

  /// Sends a handshake for `target` and expects 101.
  RawWebSocket& upgrade(const std::string& target);
  /// Sends a handshake and returns the answer, whatever it is.
  HttpReply try_upgrade(const std::string& target, const std::string& more_headers = {});

  void send_raw(std::string_view bytes);
  /// Like send_raw, but stops quietly when the peer resets or closes. Returns whether all was sent.
  bool try_send_raw(std::string_view bytes);
  void send(Opcode opcode, std::string_view payload) { send_raw(make_frame(opcode, payload)); }

  /// Sends the bytes one by one, each for itself on the wire as far as the kernel goes.
  void send_in_octets(std::string_view bytes);
  /// The next frame; nothing at the end of the stream (or a reset).
  std::optional<RawFrame> receive();
  /// The next text message, answering pings on the way; throws at the end of the stream or a close frame.
  std::string receive_text();
  /// Reads on until a close frame (its code) or the end of the stream (0), ignoring everything else.
  std::uint16_t receive_close_code();
  /// Waits until the peer ends the stream, ignoring what comes before.
  void expect_end();
  /// One HTTP answer, to the end of the stream or of its Content-Length.
  HttpReply receive_http();
  /// Reads exactly this many bytes.
  std::string receive_bytes(std::size_t count);
  /// For socket options.
  int descriptor() const noexcept { return socket_; }
  /// Ends the sending side.
  void finish_sending();

 private:
  bool fill();  // false at the end of the stream
  int socket_ = -1;
  std::string buffer_;  // received, not yet consumed
};

/// A whole HTTP request on a connection of its own.
HttpReply http_request(std::uint16_t port, const std::string& method, const std::string& target,
                       std::string_view body = {}, const std::string& more_headers = {});

}  // namespace framewake::test
