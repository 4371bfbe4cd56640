#pragma once
// "address:port" as a person writes it.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace framewake {

struct ListenAddress {
  std::string host;  ///< a numeric IPv4 or IPv6 address, without brackets
  std::uint16_t port = 0;
};

/// Reads "127.0.0.1:8999" or "[::1]:8999". Nothing for anything else: names are not looked up.
std::optional<ListenAddress> parse_listen_address(std::string_view text);

}  // namespace framewake
