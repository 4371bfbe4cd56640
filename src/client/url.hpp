#pragma once
// Where a server is, as a person writes it on the command line.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace framewake {

struct Url {
  std::string host;  ///< a name or an address; IPv6 without brackets
  std::uint16_t port = 80;
  std::string target = "/";  ///< path and query, starts with '/'
  bool tls = false;          ///< wss://, https://

  /// "host:port", an IPv6 address in brackets: what a Host header says.
  std::string authority() const;
  bool operator==(const Url&) const = default;
};

/// Either a URL or what is wrong with it.
struct UrlReading {
  std::optional<Url> url;
  std::string problem;
};

/// ws://host[:port][/path], or wss:// with TLS; http:// and https:// are taken for them. Without a port: 80, 443.
UrlReading read_camera_url(std::string_view text);
/// http://host[:port][/path], or https:// with TLS.
UrlReading read_http_url(std::string_view text);

/// A URL as messages may show it: without user, password and query, in which secrets may stand.
std::string without_secrets(std::string_view text);

/// `target` with `name=value` added to its query.
std::string with_query(const std::string& target, std::string_view name_and_value);

}  // namespace framewake
