#include "auth/trusted_proxies.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace framewake {
namespace {

/// The 4 or 16 bytes of a literal address; an IPv4 address written as IPv6 has 4.
std::optional<std::vector<unsigned char>> bytes_of(std::string_view text) {
  const std::string address(text.substr(0, text.find('%')));
  std::array<unsigned char, 16> bytes{};
  if (inet_pton(AF_INET, address.c_str(), bytes.data()) == 1)
    return std::vector<unsigned char>(bytes.begin(), bytes.begin() + 4);
  if (inet_pton(AF_INET6, address.c_str(), bytes.data()) != 1) return std::nullopt;
  constexpr std::array<unsigned char, 12> mapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
  const bool is_v4 = std::equal(mapped.begin(), mapped.end(), bytes.begin());
  return std::vector<unsigned char>(bytes.begin() + (is_v4 ? 12 : 0), bytes.end());
}

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

/// The address of what some proxies write: with a port, and IPv6 in brackets then.
std::string_view without_port(std::string_view text) {
  const auto colon = text.rfind(':');
  const bool has_port = colon != std::string_view::npos && colon + 1 < text.size() &&
                        text.find_first_not_of("0123456789", colon + 1) == std::string_view::npos;
  if (text.starts_with('[')) {
    const auto end = text.find(']');
    if (end + 1 == text.size() || (has_port && end + 1 == colon)) return text.substr(1, end - 1);
    return text;
  }
  return has_port && text.find(':') == colon ? text.substr(0, colon) : text;
}

bool same_bits(const std::vector<unsigned char>& a, const std::vector<unsigned char>& b, unsigned bits) {
  const std::size_t whole = bits / 8;
  if (!std::equal(a.begin(), a.begin() + static_cast<std::ptrdiff_t>(whole), b.begin())) return false;
  const auto mask = static_cast<unsigned>(0xff00 >> bits % 8) & 0xff;
  return bits % 8 == 0 || (a[whole] & mask) == (b[whole] & mask);
}

}  // namespace

std::optional<TrustedProxies::Network> TrustedProxies::read(std::string_view text) {
  const auto slash = text.find('/');
  const auto bytes = bytes_of(text.substr(0, slash));
  if (!bytes) return std::nullopt;
  const auto most = static_cast<unsigned>(8 * bytes->size());
  Network network{*bytes, most};
  if (slash == std::string_view::npos) return network;
  const auto digits = text.substr(slash + 1);
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), network.bits);
  if (error != std::errc{} || end != digits.data() + digits.size() || network.bits > most) return std::nullopt;
  return network;
}

TrustedProxies::TrustedProxies(const std::vector<std::string>& networks) {
  for (const auto& text : networks)
    if (auto network = read(text)) networks_.push_back(std::move(*network));
}

std::optional<std::string> TrustedProxies::check(const std::vector<std::string>& networks) {
  if (std::all_of(networks.begin(), networks.end(), [](const auto& text) { return read(text).has_value(); }))
    return std::nullopt;
  return "literal addresses and networks, such as \"127.0.0.1\", \"10.0.0.0/8\" or \"fd00::/8\"";
}

bool TrustedProxies::trusts(std::string_view address) const {
  const auto bytes = bytes_of(address);
  return bytes && std::any_of(networks_.begin(), networks_.end(), [&](const Network& network) {
           return network.bytes.size() == bytes->size() && same_bits(network.bytes, *bytes, network.bits);
         });
}

std::string TrustedProxies::client(const std::string& peer, std::string_view forwarded_for) const {
  if (!trusts(peer)) return peer;
  std::string client = peer;
  while (!forwarded_for.empty()) {
    const auto comma = forwarded_for.rfind(',');
    const auto last =
        without_port(trimmed(comma == std::string_view::npos ? forwarded_for : forwarded_for.substr(comma + 1)));
    if (!bytes_of(last)) break;  // from here on it is not what a proxy of ours has written
    client = last;
    if (!trusts(last)) break;
    forwarded_for = comma == std::string_view::npos ? std::string_view{} : forwarded_for.substr(0, comma);
  }
  return client;
}

}  // namespace framewake
