#include "ingest/identification.hpp"

#include <algorithm>
#include <boost/asio/ip/address.hpp>

#include "auth/bearer.hpp"

namespace framewake {
namespace {

constexpr std::string_view bearer_subprotocol = "bearer.";
constexpr std::string_view our_subprotocol = "framewake";
/// What the WebSockets library of the ESP8266 and ESP32 says of itself. No page from elsewhere can have it: that of a local file
/// is "null", or this.
constexpr std::string_view not_from_the_web = "file://";

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

/// host, host:port, [v6], [v6]:port → the host in lower case, without port and brackets.
std::string host_of(std::string_view authority) {
  if (authority.starts_with('[')) return lower(authority.substr(1, authority.find(']') - 1));
  return lower(authority.substr(0, authority.find(':')));
}

bool is_this_machine(const std::string& host) {
  boost::system::error_code no_literal;
  const auto address = boost::asio::ip::make_address(host, no_literal);
  return host == "localhost" || (!no_literal && address.is_loopback());
}

bool is_literal(const std::string& host) {
  boost::system::error_code no_literal;
  boost::asio::ip::make_address(host, no_literal);
  return !no_literal;
}

}  // namespace

std::optional<std::string_view> query_value(std::string_view target, std::string_view name) {
  const std::size_t mark = target.find('?');
  std::string_view query = mark == std::string_view::npos ? std::string_view{} : target.substr(mark + 1);
  while (!query.empty()) {
    const std::size_t end = query.find('&');
    const std::string_view part = query.substr(0, end);
    if (part.size() > name.size() && part.starts_with(name) && part[name.size()] == '=')
      return part.substr(name.size() + 1);
    query = end == std::string_view::npos ? std::string_view{} : query.substr(end + 1);
  }
  return std::nullopt;
}

std::string_view shown_token(const Credentials& credentials) {
  if (const auto token = bearer_token(credentials.authorization)) return *token;
  if (const auto token = query_value(credentials.target, "token")) return *token;
  for (const std::string_view offered : credentials.subprotocols)
    if (offered.starts_with(bearer_subprotocol)) return offered.substr(bearer_subprotocol.size());
  return {};
}

std::string_view accepted_subprotocol(const std::vector<std::string>& offered) {
  std::string_view accepted;
  for (const std::string_view one : offered) {
    if (one == our_subprotocol) return one;
    if (accepted.empty() && one.starts_with(bearer_subprotocol)) accepted = one;
  }
  return accepted;
}

bool OriginRule::allows(std::string_view origin, std::string_view host) const {
  if (origin.empty() || origin == not_from_the_web) return true;
  if (std::any_of(allowed.begin(), allowed.end(), [&](const auto& one) { return one == "*" || one == lower(origin); }))
    return true;
  const auto scheme = origin.find("://");
  if (scheme == std::string_view::npos) return false;
  const std::string page = host_of(origin.substr(scheme + 3));
  const std::string here = host_of(host);
  if (is_this_machine(page) && is_this_machine(here)) return true;
  return !page.empty() && page == here && (!strict || is_literal(here));
}

}  // namespace framewake
