#include "support/raw_websocket.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <utility>

namespace framewake::test {
namespace {

using Clock = std::chrono::steady_clock;

char byte_of(std::uint64_t value, int shift) {
  return static_cast<char>((value >> shift) & 0xff);
}

/// Waits for `events`; throws at the deadline.
void wait_for(int socket, short events, Clock::time_point deadline) {
  for (;;) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
    if (left <= 0) throw std::runtime_error("the peer did not do in time what the test waits for");
    pollfd waiting{socket, events, 0};
    const int ready = ::poll(&waiting, 1, static_cast<int>(left));
    if (ready > 0) return;
    if (ready < 0 && errno != EINTR) throw std::runtime_error(std::strerror(errno));
  }
}

int open_and_connect(std::uint16_t port, const std::string& host, int receive_buffer) {
  sockaddr_storage address{};
  socklen_t size = 0;
  auto* v4 = reinterpret_cast<sockaddr_in*>(&address);
  auto* v6 = reinterpret_cast<sockaddr_in6*>(&address);
  if (::inet_pton(AF_INET, host.c_str(), &v4->sin_addr) == 1) {
    v4->sin_family = AF_INET;
    v4->sin_port = htons(port);
    size = sizeof(sockaddr_in);
  } else if (::inet_pton(AF_INET6, host.c_str(), &v6->sin6_addr) == 1) {
    v6->sin6_family = AF_INET6;
    v6->sin6_port = htons(port);
    size = sizeof(sockaddr_in6);
  }
  const int socket = ::socket(address.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (socket < 0) throw std::runtime_error(std::strerror(errno));
  if (receive_buffer > 0) ::setsockopt(socket, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof(receive_buffer));
  if (::connect(socket, reinterpret_cast<sockaddr*>(&address), size) != 0) {
    const std::string why = std::strerror(errno);
    ::close(socket);
    throw std::runtime_error("connect: " + why);
  }
  ::fcntl(socket, F_SETFL, O_NONBLOCK);
  return socket;
}

std::size_t content_length(const std::string& head) {
  const std::size_t at = head.find("Content-Length: ");
  return at == std::string::npos ? 0 : std::stoul(head.substr(at + 16));
}

}  // namespace

std::string make_frame_head(Opcode opcode, std::uint64_t length, bool fin, std::uint32_t mask) {
  std::string head;
  head += static_cast<char>((fin ? 0x80 : 0) | static_cast<int>(opcode));
  if (length < 126) {
    head += static_cast<char>(0x80 | length);
  } else if (length < 65536) {
    head += static_cast<char>(0x80 | 126);
    for (int shift = 8; shift >= 0; shift -= 8) head += byte_of(length, shift);
  } else {
    head += static_cast<char>(0x80 | 127);
    for (int shift = 56; shift >= 0; shift -= 8) head += byte_of(length, shift);
  }
  for (int shift = 24; shift >= 0; shift -= 8) head += byte_of(mask, shift);
  return head;
}

std::string make_frame(Opcode opcode, std::string_view payload, bool fin, std::uint32_t mask) {
  std::string frame = make_frame_head(opcode, payload.size(), fin, mask);
  frame.reserve(frame.size() + payload.size());
  for (std::size_t i = 0; i < payload.size(); ++i)
    frame += static_cast<char>(payload[i] ^ byte_of(mask, 24 - static_cast<int>(i % 4) * 8));
  return frame;
}

RawWebSocket::RawWebSocket(std::uint16_t port, const std::string& host, int receive_buffer)
    : socket_(open_and_connect(port, host, receive_buffer)) {}

RawWebSocket::RawWebSocket(RawWebSocket&& other) noexcept
    : socket_(std::exchange(other.socket_, -1)), buffer_(std::move(other.buffer_)) {}

RawWebSocket::~RawWebSocket() {
  if (socket_ >= 0) ::close(socket_);
}

HttpReply RawWebSocket::try_upgrade(const std::string& target, const std::string& more_headers) {
  send_raw("GET " + target +
           " HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
           "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" +
           more_headers + "\r\n");
  return receive_http();
}

RawWebSocket& RawWebSocket::upgrade(const std::string& target) {
  const HttpReply reply = try_upgrade(target);
  if (reply.status != 101) throw std::runtime_error("no upgrade: " + reply.head + reply.body);
  return *this;
}

bool RawWebSocket::try_send_raw(std::string_view bytes) {
  const auto deadline = Clock::now() + patience;
  while (!bytes.empty()) {
    const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent >= 0)
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    else if (errno == EAGAIN || errno == EWOULDBLOCK)
      wait_for(socket_, POLLOUT, deadline);
    else if (errno != EINTR)
      return false;
  }
  return true;
}

void RawWebSocket::send_raw(std::string_view bytes) {
  if (!try_send_raw(bytes)) throw std::runtime_error(std::string("send: ") + std::strerror(errno));
}

void RawWebSocket::send_in_octets(std::string_view bytes) {
  const int at_once = 1;
  ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &at_once, sizeof(at_once));
  for (const char& byte : bytes)
    if (!try_send_raw({&byte, 1})) return;
}

void RawWebSocket::finish_sending() {
  ::shutdown(socket_, SHUT_WR);
}

bool RawWebSocket::fill() {
  const auto deadline = Clock::now() + patience;
  std::array<char, 65536> part{};
  for (;;) {
    const ssize_t got = ::recv(socket_, part.data(), part.size(), 0);
    if (got > 0) {
      buffer_.append(part.data(), static_cast<std::size_t>(got));
      return true;
    }
    if (got == 0 || errno == ECONNRESET || errno == EPIPE) return false;
    if (errno == EAGAIN || errno == EWOULDBLOCK)
      wait_for(socket_, POLLIN, deadline);
    else if (errno != EINTR)
      throw std::runtime_error(std::string("recv: ") + std::strerror(errno));
  }
}

std::string RawWebSocket::receive_bytes(std::size_t count) {
  while (buffer_.size() < count)
    if (!fill()) throw std::runtime_error("the stream ended too early");
  std::string bytes = buffer_.substr(0, count);
  buffer_.erase(0, count);
  return bytes;
}

std::optional<RawFrame> RawWebSocket::receive() {
  while (buffer_.size() < 2)
    if (!fill()) return std::nullopt;
  const auto at = [&](std::size_t i) { return static_cast<std::uint8_t>(buffer_[i]); };
  const std::size_t code = at(1) & 0x7f;
  const std::size_t length_bytes = code == 127 ? 8 : code == 126 ? 2 : 0;
  while (buffer_.size() < 2 + length_bytes)
    if (!fill()) return std::nullopt;
  std::uint64_t length = length_bytes == 0 ? code : 0;
  for (std::size_t i = 0; i < length_bytes; ++i) length = length << 8 | at(2 + i);
  while (buffer_.size() < 2 + length_bytes + length)
    if (!fill()) return std::nullopt;
  RawFrame frame{static_cast<Opcode>(at(0) & 0x0f), (at(0) & 0x80) != 0, buffer_.substr(2 + length_bytes, length),
                 (at(0) & 0x70) != 0 || (at(1) & 0x80) != 0};
  buffer_.erase(0, 2 + length_bytes + length);
  return frame;
}

std::string RawWebSocket::receive_text() {
  for (;;) {
    const auto frame = receive();
    if (!frame) throw std::runtime_error("the stream ended where a text message was expected");
    if (frame->opcode == Opcode::text) return frame->payload;
    if (frame->opcode == Opcode::ping) send(Opcode::pong, frame->payload);
    if (frame->opcode == Opcode::close) throw std::runtime_error("a close frame where a text message was expected");
  }
}

std::uint16_t RawWebSocket::receive_close_code() {
  while (const auto frame = receive()) {
    if (frame->opcode != Opcode::close) continue;
    if (frame->payload.size() < 2) return 1005;
    return static_cast<std::uint16_t>(static_cast<std::uint8_t>(frame->payload[0]) << 8 |
                                      static_cast<std::uint8_t>(frame->payload[1]));
  }
  return 0;
}

void RawWebSocket::expect_end() {
  while (fill()) buffer_.clear();
}

HttpReply RawWebSocket::receive_http() {
  std::size_t end = 0;
  while ((end = buffer_.find("\r\n\r\n")) == std::string::npos)
    if (!fill()) throw std::runtime_error("the stream ended within an HTTP head: " + buffer_);
  HttpReply reply;
  reply.head = buffer_.substr(0, end + 4);
  buffer_.erase(0, end + 4);
  reply.status = std::stoi(reply.head.substr(9, 3));
  if (reply.status >= 200) reply.body = receive_bytes(content_length(reply.head));
  return reply;
}

HttpReply http_request(std::uint16_t port, const std::string& method, const std::string& target, std::string_view body,
                       const std::string& more_headers) {
  RawWebSocket connection(port);
  std::string request = method + " " + target + " HTTP/1.1\r\nHost: 127.0.0.1\r\n" + more_headers;
  if (!body.empty() || method == "POST") request += "Content-Length: " + std::to_string(body.size()) + "\r\n";
  connection.try_send_raw(request + "\r\n");
  connection.try_send_raw(body);
  return connection.receive_http();
}

}  // namespace framewake::test
