#include "base/listen_address.hpp"

#include <arpa/inet.h>

#include <charconv>

namespace framewake {
namespace {

bool is_literal(int family, const std::string& text) {
  in6_addr parsed{};  // large enough for both families
  return inet_pton(family, text.c_str(), &parsed) == 1;
}

}  // namespace

bool ListenAddress::is_loopback() const {
  in_addr v4{};
  if (inet_pton(AF_INET, address.c_str(), &v4) == 1) return ntohl(v4.s_addr) >> 24 == 127;
  in6_addr v6{};
  if (inet_pton(AF_INET6, address.c_str(), &v6) != 1) return false;
  return IN6_IS_ADDR_LOOPBACK(&v6) || (IN6_IS_ADDR_V4MAPPED(&v6) && v6.s6_addr[12] == 127);
}

std::optional<ListenAddress> ListenAddress::parse(std::string_view text) {
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos || text.find('\0') != std::string_view::npos) return std::nullopt;
  const std::string_view digits = text.substr(colon + 1);
  std::string_view host = text.substr(0, colon);

  ListenAddress listen;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), listen.port);
  if (error != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;

  const bool bracketed = host.size() >= 2 && host.front() == '[' && host.back() == ']';
  if (bracketed) host = host.substr(1, host.size() - 2);
  listen.address = host == "localhost" ? "127.0.0.1" : host;
  if (!is_literal(bracketed ? AF_INET6 : AF_INET, listen.address)) return std::nullopt;
  return listen;
}

}  // namespace framewake
