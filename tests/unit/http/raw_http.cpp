#include "unit/http/raw_http.hpp"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <sstream>

namespace framewake::test {
namespace {

constexpr int patience_ms = 20'000;

RawResponse parse_head(const std::string& head) {
  RawResponse response;
  std::istringstream lines(head);
  std::string line;
  std::getline(lines, line);
  if (line.size() > 12) response.status = std::stoi(line.substr(9, 3));
  while (std::getline(lines, line) && line.size() > 1) {
    const auto colon = line.find(':');
    std::string name = line.substr(0, colon);
    std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return std::tolower(c); });
    const auto start = line.find_first_not_of(' ', colon + 1);
    auto& field = response.fields[name];
    field += (field.empty() ? "" : ", ") + line.substr(start, line.find_last_not_of("\r ") + 1 - start);
  }
  return response;
}

}  // namespace

RawHttp::RawHttp(std::uint16_t port, int receive_buffer) : socket_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  if (receive_buffer > 0) setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  EXPECT_EQ(connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
}

RawHttp::~RawHttp() {
  close(socket_);
}

void RawHttp::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return;  // the peer has gone: what it answered can still be read
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
}

bool RawHttp::fill() {
  if (!wait_until_readable()) {
    ADD_FAILURE() << "nothing came, not even the end";
    return false;
  }
  std::array<char, 16 * 1024> bytes{};
  const auto got = recv(socket_, bytes.data(), bytes.size(), 0);
  if (got <= 0) return false;
  received_.append(bytes.data(), static_cast<std::size_t>(got));
  return true;
}

std::optional<RawResponse> RawHttp::response(bool head_only) {
  std::size_t end = 0;
  while ((end = received_.find("\r\n\r\n")) == std::string::npos)
    if (!fill()) return std::nullopt;
  RawResponse response = parse_head(received_.substr(0, end + 2));
  received_.erase(0, end + 4);
  const auto length = response.fields.find("content-length");
  if (head_only || length == response.fields.end()) return response;
  const std::size_t size = std::stoul(length->second);
  while (received_.size() < size)
    if (!fill()) return std::nullopt;
  response.body = received_.substr(0, size);
  received_.erase(0, size);
  return response;
}

bool RawHttp::at_end() {
  return received_.empty() && !fill();
}

bool RawHttp::wait_until_readable() const {
  pollfd waiting{socket_, POLLIN, 0};
  return poll(&waiting, 1, patience_ms) == 1;
}

bool RawHttp::readable_now() const {
  pollfd waiting{socket_, POLLIN, 0};
  return !received_.empty() || poll(&waiting, 1, 0) == 1;
}

std::string get(std::string_view target, std::string_view more_fields) {
  return "GET " + std::string(target) + " HTTP/1.1\r\nHost: localhost\r\n" + std::string(more_fields) + "\r\n";
}

}  // namespace framewake::test
