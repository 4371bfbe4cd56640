#include "bench/support/tls_camera_socket.hpp"

#include <openssl/ssl.h>
#include <unistd.h>

#include <memory>
#include <utility>

#include "bench/support/loopback.hpp"
#include "bench/support/report.hpp"

namespace framewake::bench {

TlsCameraSocket::TlsCameraSocket(std::uint16_t port, const std::string& target) : socket_(connect_loopback(port)) {
  const std::unique_ptr<SSL_CTX, void (*)(SSL_CTX*)> context(SSL_CTX_new(TLS_client_method()), SSL_CTX_free);
  ssl_ = SSL_new(context.get());
  SSL_set_fd(ssl_, socket_);
  if (SSL_connect(ssl_) != 1) throw Broken("TLS camera: no handshake");
  send("GET " + target +
       " HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
       "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
  std::string head;
  while (!head.ends_with("\r\n\r\n")) head += receive(1);
  if (!head.starts_with("HTTP/1.1 101")) throw Broken("the WebSocket was refused: " + head);
}

TlsCameraSocket::TlsCameraSocket(TlsCameraSocket&& other) noexcept
    : socket_(std::exchange(other.socket_, -1)), ssl_(std::exchange(other.ssl_, nullptr)) {}

TlsCameraSocket::~TlsCameraSocket() {
  SSL_free(ssl_);
  if (socket_ >= 0) close(socket_);
}

void TlsCameraSocket::send(std::string_view bytes) {
  if (SSL_write(ssl_, bytes.data(), static_cast<int>(bytes.size())) <= 0) throw Broken("TLS camera: cannot send");
}

std::string TlsCameraSocket::receive(std::size_t count) {
  std::string bytes(count, '\0');
  for (std::size_t have = 0; have < count;) {
    const int got = SSL_read(ssl_, bytes.data() + have, static_cast<int>(count - have));
    if (got <= 0) throw Broken("TLS camera: the other end has closed");
    have += static_cast<std::size_t>(got);
  }
  return bytes;
}

void TlsCameraSocket::sync() {
  constexpr char ping = '\x89';
  constexpr char pong = '\x8a';
  send({"\x89\x80\0\0\0\0", 6});
  for (;;) {
    const std::string head = receive(2);  // what the server says is short
    receive(static_cast<std::size_t>(head[1]));
    if (head[0] == pong) return;
    if (head[0] == ping) send({"\x8a\x80\0\0\0\0", 6});
  }
}

std::string TlsCameraSocket::description() const {
  return std::string(SSL_get_version(ssl_)) + " " + SSL_get_cipher_name(ssl_);
}

}  // namespace framewake::bench
