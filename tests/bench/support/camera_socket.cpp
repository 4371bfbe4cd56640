#include "bench/support/camera_socket.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include "bench/support/loopback.hpp"
#include "bench/support/report.hpp"
#include "ingest/mask.hpp"

namespace framewake::bench {
namespace {

enum Opcode : int { text = 1, binary = 2, ping = 9, pong = 10 };

[[noreturn]] void fail(const char* what) {
  throw Broken(std::string("camera socket: ") + what + ": " + std::strerror(errno));
}

std::string head_of(int opcode, std::size_t length, std::uint32_t mask) {
  std::string head(1, static_cast<char>(0x80 | opcode));
  const int bytes = length < 126 ? 0 : length < 65536 ? 2 : 8;
  const std::size_t code = bytes == 0 ? length : bytes == 2 ? 126 : 127;
  head += static_cast<char>(0x80 | code);
  for (int shift = (bytes - 1) * 8; shift >= 0; shift -= 8) head += static_cast<char>((length >> shift) & 0xff);
  head.append(reinterpret_cast<const char*>(&mask), sizeof(mask));
  return head;
}

}  // namespace

std::string masked_message(std::string_view payload, std::uint32_t mask) {
  std::string bytes = head_of(binary, payload.size(), mask);
  const std::size_t head = bytes.size();
  bytes += payload;
  auto* at = reinterpret_cast<std::uint8_t*>(bytes.data()) + head;
  xor_mask(at, at, payload.size(), mask);
  return bytes;
}

CameraSocket::CameraSocket(std::uint16_t port, const std::string& target, int send_buffer)
    : socket_(connect_loopback(port)) {
  if (send_buffer > 0) setsockopt(socket_, SOL_SOCKET, SO_SNDBUF, &send_buffer, sizeof(send_buffer));
  open(target);
}

CameraSocket::CameraSocket(CameraSocket&& other) noexcept
    : socket_(std::exchange(other.socket_, -1)),
      blocked_sends_(other.blocked_sends_),
      buffer_(std::move(other.buffer_)) {}

CameraSocket::~CameraSocket() {
  if (socket_ >= 0) close(socket_);
}

void CameraSocket::open(const std::string& target) {
  send("GET " + target +
       " HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
       "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
  std::size_t end = 0;
  while ((end = buffer_.find("\r\n\r\n")) == std::string::npos) fill();
  if (!buffer_.starts_with("HTTP/1.1 101")) throw Broken("the WebSocket was refused: " + buffer_);
  buffer_.erase(0, end + 4);
}

void CameraSocket::send(std::string_view bytes) {
  int flags = MSG_NOSIGNAL | MSG_DONTWAIT;
  while (!bytes.empty()) {
    const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), flags);
    if (sent > 0) {
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    } else if (errno == EAGAIN && (flags & MSG_DONTWAIT) != 0) {
      flags = MSG_NOSIGNAL;
      ++blocked_sends_;
    } else if (errno != EINTR) {
      fail("send");
    }
  }
}

void CameraSocket::sync() {
  send(head_of(ping, 0, 0));
  while (receive().opcode != pong) {
  }
}

std::string CameraSocket::receive_text() {
  for (;;) {
    Message message = receive();
    if (message.opcode == text) return std::move(message.payload);
    if (message.opcode == ping) send(head_of(pong, 0, 0));
  }
}

void CameraSocket::shut_down() {
  shutdown(socket_, SHUT_RDWR);
}

CameraSocket::Message CameraSocket::receive() {
  const std::string head = take(2);
  const std::size_t code = static_cast<std::uint8_t>(head[1]) & 0x7f;
  std::uint64_t length = code;
  if (code >= 126) {
    length = 0;
    for (const char byte : take(code == 126 ? 2 : 8)) length = length << 8 | static_cast<std::uint8_t>(byte);
  }
  return {static_cast<std::uint8_t>(head[0]) & 0x0f, take(length)};
}

std::string CameraSocket::take(std::size_t count) {
  while (buffer_.size() < count) fill();
  std::string bytes = buffer_.substr(0, count);
  buffer_.erase(0, count);
  return bytes;
}

void CameraSocket::fill() {
  std::array<char, 16384> part{};
  const ssize_t got = recv(socket_, part.data(), part.size(), 0);
  if (got > 0)
    buffer_.append(part.data(), static_cast<std::size_t>(got));
  else if (got == 0)
    throw Broken("camera socket: the other end has closed");
  else if (errno != EINTR)
    fail("receive");
}

}  // namespace framewake::bench
