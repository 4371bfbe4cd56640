#pragma once
// A camera of a benchmark that sends over TLS, on a blocking socket.

#include <cstdint>
#include <string>
#include <string_view>

struct ssl_st;

namespace framewake::bench {

class TlsCameraSocket {
 public:
  /// Connects to the loopback's `port`, believes whatever certificate there is, and opens the WebSocket at `target`. Throws
  /// Broken, here and everywhere.
  TlsCameraSocket(std::uint16_t port, const std::string& target);
  ~TlsCameraSocket();
  TlsCameraSocket(TlsCameraSocket&& other) noexcept;
  TlsCameraSocket& operator=(TlsCameraSocket&&) = delete;

  void send(std::string_view bytes);
  /// Sends a ping and waits for its pong: all that was sent before has been read by then.
  void sync();
  /// Such as "TLSv1.3 TLS_AES_128_GCM_SHA256".
  std::string description() const;

 private:
  std::string receive(std::size_t count);

  int socket_ = -1;
  ssl_st* ssl_ = nullptr;
};

}  // namespace framewake::bench
