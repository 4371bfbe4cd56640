#include "bench/support/bare_server.hpp"

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

#include "bench/support/loopback.hpp"
#include "bench/support/report.hpp"
#include "ingest/mask.hpp"

namespace framewake::bench {
namespace {

constexpr std::size_t read_size = 256 * 1024;
constexpr int ping = 9;

/// Bytes of a frame's head, as far as its first two tell.
std::size_t head_size(std::string_view head) {
  if (head.size() < 2) return 2;
  const int code = head[1] & 0x7f;
  return 2 + (code == 127 ? 8 : code == 126 ? 2 : 0) + 4;
}

void watch(int poll, int descriptor) {
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.fd = descriptor;
  if (epoll_ctl(poll, EPOLL_CTL_ADD, descriptor, &event) != 0) throw Broken("bare server: epoll_ctl");
}

}  // namespace

BareServer::BareServer(OnMessage on_message)
    : on_message_(std::move(on_message)),
      poll_(epoll_create1(EPOLL_CLOEXEC)),
      wake_(eventfd(0, EFD_CLOEXEC)),
      buffer_(read_size) {
  const Listening listening = listen_loopback();
  listener_ = listening.socket;
  port_ = listening.port;
  watch(poll_, listener_);
  watch(poll_, wake_);
}

BareServer::~BareServer() {
  for (const auto& [socket, connection] : connections_) close(socket);
  for (const int descriptor : {listener_, poll_, wake_}) close(descriptor);
}

void BareServer::stop() {
  const std::uint64_t one = 1;
  if (write(wake_, &one, sizeof(one)) < 0) std::abort();
}

void BareServer::run(int stop_at) {
  if (stop_at >= 0) watch(poll_, stop_at);
  std::array<epoll_event, 64> events{};
  for (;;) {
    const int count = epoll_wait(poll_, events.data(), static_cast<int>(events.size()), -1);
    for (int i = 0; i < count; ++i) {
      const int ready = events[static_cast<std::size_t>(i)].data.fd;
      if (ready == wake_ || ready == stop_at) return;
      if (ready == listener_) {
        accept_one();
      } else if (!serve(ready, connections_[ready])) {
        close(ready);
        connections_.erase(ready);
      }
    }
  }
}

void BareServer::accept_one() {
  const int socket = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
  if (socket < 0) return;
  connections_[socket] = {};
  watch(poll_, socket);
}

bool BareServer::serve(int socket, Connection& connection) {
  const ssize_t got = recv(socket, buffer_.data(), buffer_.size(), 0);
  if (got <= 0) return false;
  std::string_view bytes(reinterpret_cast<const char*>(buffer_.data()), static_cast<std::size_t>(got));
  if (!connection.open) {
    shake_hands(socket, connection, bytes);
    return true;
  }
  while (!bytes.empty()) {
    bytes.remove_prefix(connection.in_payload ? read_payload(connection, bytes) : read_head(connection, bytes));
    if (connection.in_payload && connection.filled == connection.length) finish(socket, connection);
  }
  return true;
}

void BareServer::shake_hands(int socket, Connection& connection, std::string_view bytes) {
  connection.head += bytes;
  if (!connection.head.ends_with("\r\n\r\n")) return;
  constexpr std::string_view yes =
      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n";
  connection.open = send(socket, yes.data(), yes.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(yes.size());
  connection.head.clear();
}

std::size_t BareServer::read_head(Connection& connection, std::string_view bytes) {
  std::string& head = connection.head;
  const std::size_t taken = std::min(bytes.size(), head_size(head) - head.size());
  head += bytes.substr(0, taken);
  const std::size_t size = head_size(head);
  if (head.size() < size) return taken;
  connection.opcode = head[0] & 0x0f;
  connection.length = static_cast<std::size_t>(head[1] & 0x7f);
  if (size > 6) {
    connection.length = 0;
    for (std::size_t i = 2; i < size - 4; ++i)
      connection.length = connection.length << 8 | static_cast<std::uint8_t>(head[i]);
  }
  std::memcpy(&connection.key, head.data() + size - 4, 4);
  if (connection.room.size() < connection.length) connection.room.resize(connection.length);
  connection.filled = 0;
  connection.in_payload = true;
  head.clear();
  return taken;
}

std::size_t BareServer::read_payload(Connection& connection, std::string_view bytes) {
  const std::size_t taken = std::min(bytes.size(), connection.length - connection.filled);
  const auto turned = static_cast<int>(connection.filled % 4 * 8);
  const std::uint32_t key = std::rotr(connection.key, turned);  // little-endian: the next byte's mask comes first
  xor_mask(reinterpret_cast<const std::uint8_t*>(bytes.data()), connection.room.data() + connection.filled, taken, key);
  connection.filled += taken;
  return taken;
}

void BareServer::finish(int socket, Connection& connection) {
  connection.in_payload = false;
  if (connection.opcode == ping) {
    constexpr std::array<char, 2> pong{static_cast<char>(0x8a), 0};
    if (send(socket, pong.data(), pong.size(), MSG_NOSIGNAL) < 0) return;
  } else if (connection.opcode < 8) {
    on_message_({reinterpret_cast<const char*>(connection.room.data()), connection.length});
  }
}

}  // namespace framewake::bench
