#pragma once
// "address:port" as an operator writes it.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace framewake {

struct ListenAddress {
  std::string address;     ///< a literal IPv4 or IPv6 address, without brackets
  std::uint16_t port = 0;  ///< 0: any free one

  /// Only this machine can reach it: 127.0.0.0/8, ::1.
  bool is_loopback() const;

  /// 127.0.0.1:80, 0.0.0.0:80, [::1]:80, localhost:80 (127.0.0.1). Nothing for anything else: names are not looked up,
  /// because where the program listens must not depend on somebody else's answer.
  static std::optional<ListenAddress> parse(std::string_view text);
  /// What it must look like, for error messages.
  static constexpr std::string_view rule =
      "address:port with a literal address or localhost, and a port of 0 to 65535, such as 127.0.0.1:8990, "
      "0.0.0.0:8990 or "
      "[::1]:8990";
};

}  // namespace framewake
