#include "client/url.hpp"

#include <algorithm>
#include <charconv>

namespace framewake {
namespace {

UrlReading wrong(std::string problem) {
  return {std::nullopt, std::move(problem)};
}

std::optional<std::uint16_t> read_port(std::string_view digits) {
  unsigned value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc{} || end != digits.data() + digits.size() || value == 0 || value > 65535) return std::nullopt;
  return static_cast<std::uint16_t>(value);
}

/// `rest`: what comes after "scheme://".
UrlReading read_after_scheme(std::string_view rest, bool tls) {
  Url url;
  url.tls = tls;
  if (tls) url.port = 443;
  const auto path = rest.find_first_of("/?#");
  std::string_view where = rest.substr(0, path);
  if (path != std::string_view::npos) {
    if (rest.find('#') != std::string_view::npos) return wrong("a '#' part means nothing to a server");
    url.target = std::string(rest[path] == '?' ? "/" : "") + std::string(rest.substr(path));
  }
  if (where.find('@') != std::string_view::npos)
    return wrong("a user or password in the URL is not taken; a token belongs in a file (--token-file)");

  std::string_view port;
  if (where.starts_with('[')) {
    const auto close = where.find(']');
    if (close == std::string_view::npos) return wrong("the '[' of the IPv6 address is never closed");
    url.host = where.substr(1, close - 1);
    where.remove_prefix(close + 1);
    if (!where.empty() && where.front() != ':') return wrong("after the IPv6 address only \":port\" may follow");
    if (!where.empty()) port = where;
  } else {
    const auto colon = where.find(':');
    url.host = where.substr(0, colon);
    if (colon != std::string_view::npos) port = where.substr(colon);
    if (std::count(where.begin(), where.end(), ':') > 1) return wrong("an IPv6 address stands in brackets: [::1]:8999");
  }
  if (url.host.empty()) return wrong("it names no host");
  if (!port.empty()) {
    const auto number = read_port(port.substr(1));
    if (!number) return wrong("the port must be a number from 1 to 65535");
    url.port = *number;
  }
  return {std::move(url), {}};
}

UrlReading read_url(std::string_view text, std::string_view scheme, std::string_view also, std::string_view example) {
  const auto quoted = [&](const std::string& what) { return "'" + without_secrets(text) + "': " + what; };
  const bool printable = std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7f; });
  if (!printable) return wrong("a URL has no blanks, control characters or letters outside ASCII");
  const auto colon = text.find("://");
  const std::string_view has = colon == std::string_view::npos ? std::string_view{} : text.substr(0, colon);
  const bool tls = has.size() > 1 && has.ends_with('s') && has != scheme;
  const std::string_view plain = tls ? has.substr(0, has.size() - 1) : has;
  if (has.empty() || (plain != scheme && plain != also))
    return wrong(quoted("must start with " + std::string(scheme) + ":// or " + std::string(scheme) + "s://, like " +
                        std::string(example)));
  auto reading = read_after_scheme(text.substr(colon + 3), tls);
  if (!reading.url) reading.problem = quoted(reading.problem);
  return reading;
}

}  // namespace

std::string Url::authority() const {
  const bool v6 = host.find(':') != std::string::npos;
  return (v6 ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

UrlReading read_camera_url(std::string_view text) {
  return read_url(text, "ws", "http", "ws://127.0.0.1:8999/camera/front");
}

UrlReading read_http_url(std::string_view text) {
  return read_url(text, "http", "http", "http://127.0.0.1:8990");
}

std::string without_secrets(std::string_view text) {
  const auto mark = text.find('?');
  std::string shown(text.substr(0, mark));
  if (mark != std::string_view::npos) shown += "?…";
  const auto host = shown.find("://");
  const auto at = shown.rfind('@', shown.find('/', host == std::string::npos ? 0 : host + 3));
  if (host != std::string::npos && at != std::string::npos && at > host) shown.replace(host + 3, at - host - 3, "…");
  return shown;
}

std::string with_query(const std::string& target, std::string_view name_and_value) {
  const char separator = target.find('?') == std::string::npos ? '?' : '&';
  return target + separator + std::string(name_and_value);
}

}  // namespace framewake
