#include "ingest/listen_address.hpp"

#include <arpa/inet.h>

#include <charconv>

namespace framewake {
namespace {

bool is_numeric_address(int family, const std::string& host) {
  in6_addr room{};  // large enough for both families
  return ::inet_pton(family, host.c_str(), &room) == 1;
}

}  // namespace

std::optional<ListenAddress> parse_listen_address(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  ListenAddress address;
  const std::string_view digits = text.substr(colon + 1);
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), address.port);
  if (digits.empty() || error != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;

  std::string_view host = text.substr(0, colon);
  const bool v6 = host.size() > 2 && host.front() == '[' && host.back() == ']';
  if (v6) host = host.substr(1, host.size() - 2);
  address.host = host;
  if (!is_numeric_address(v6 ? AF_INET6 : AF_INET, address.host)) return std::nullopt;
  return address;
}

}  // namespace framewake
