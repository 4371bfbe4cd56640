#include "http/options.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>

#include "auth/password.hpp"
#include "auth/token.hpp"
#include "auth/trusted_proxies.hpp"
#include "base/listen_address.hpp"
#include "http/scopes.hpp"

namespace framewake {
namespace {

std::optional<std::string> check_listen(const OptionValue& value) {
  const auto& text = std::get<std::string>(value);
  if (text.empty() || ListenAddress::parse(text)) return std::nullopt;
  return "\"\" for off, or " + std::string(ListenAddress::rule);
}

bool is_port(std::string_view text) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  return error == std::errc() && end == text.data() + text.size() && port > 0;
}

/// NAME, NAME:PORT, [ADDRESS], [ADDRESS]:PORT.
bool is_host(std::string_view text) {
  const auto colon = text.find(':', text.starts_with('[') ? text.find(']') : 0);
  if (colon != std::string_view::npos && !is_port(text.substr(colon + 1))) return false;
  const std::string_view name = text.substr(0, colon);
  if (name.starts_with('[')) return name.ends_with(']') && ListenAddress::parse(std::string(name) + ":0").has_value();
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
           c == '_';
  });
}

std::optional<std::string> check_hosts(const OptionValue& value) {
  const auto& hosts = std::get<std::vector<std::string>>(value);
  if (std::all_of(hosts.begin(), hosts.end(), is_host)) return std::nullopt;
  return "names of hosts, with a port or without: \"cameras.example.org\", \"cameras.example.org:8443\"";
}

std::optional<std::string> check_password_hash(const OptionValue& value) {
  const auto& text = std::get<std::string>(value);
  if (text.empty() || parse_password_hash(text)) return std::nullopt;
  return std::string(password_hash_rule);
}

std::optional<std::string> check_token_hash(const OptionValue& value) {
  if (parse_token_hash(std::get<std::string>(value))) return std::nullopt;
  return std::string(token_hash_rule);
}

std::optional<std::string> check_proxies(const OptionValue& value) {
  return TrustedProxies::check(std::get<std::vector<std::string>>(value));
}

std::optional<std::string> check_scopes(const OptionValue& value) {
  const auto& scopes = std::get<std::vector<std::string>>(value);
  if (!scopes.empty() && read_scopes(scopes)) return std::nullopt;
  return "one or more of \"read\", \"metrics\", \"pictures\", \"control\"";
}

void add_access_rows(OptionsFor<HttpOptions>& rows) {
  rows.row("anonymous", &HttpOptions::anonymous,
           {.text = "Whether whoever can reach the listener may look at everything without a password, also when it is "
                    "not on loopback. To change something takes a password or a token all the same.",
            .apply = Apply::restart})
      .row("password_hash", &HttpOptions::password_hash,
           {.text = "The hash of the operators' password; `framewake passwd` asks for one and prints this line. The "
                    "systemd credential http.password_hash is taken without being named here. Whoever has logged in "
                    "with another password has to do so again.",
            .example = "$scrypt$ln=15,r=8,p=1$c2FsdHNhbHRzYWx0c2Fs$aGFzaGhhc2hoYXNoaGFzaGhhc2hoYXNoaGFzaGhhc2g",
            .secret = true,
            .check = check_password_hash})
      .row("trusted_proxies", &HttpOptions::trusted_proxies,
           {.text = "Proxies whose X-Forwarded-For (who asks, for the lock-out after wrong passwords) and "
                    "X-Forwarded-Proto (whether the cookie is marked Secure) are believed.",
            .apply = Apply::restart,
            .example = "[\"127.0.0.1\", \"10.0.0.0/8\"]",
            .check = check_proxies})
      .row("session_lifetime", &HttpOptions::session_lifetime,
           {.text = "How long a browser stays logged in.",
            .apply = Apply::restart,
            .min = 60'000,
            .max = 30 * 86'400'000.0});
}

}  // namespace

OptionTable http_token_option_table() {
  return OptionsFor<HttpToken>{}
      .row("name", &HttpToken::name, {.text = "Whose it is, for people.", .example = "prometheus"})
      .row("token_hash", &HttpToken::token_hash,
           {.text = "The hash of the token. `framewake token new NAME --scope metrics` makes both. One that is "
                    "changed or taken out opens nothing from its next request on.",
            .example = "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
            .secret = true,
            .check = check_token_hash})
      .row("scopes", &HttpToken::scopes,
           {.text = "What it opens: read (page and status), metrics, pictures (what cameras see), control (whatever "
                    "changes something).",
            .example = "[\"read\", \"metrics\"]",
            .check = check_scopes})
      .table();
}

OptionTable http_option_table() {
  OptionsFor<HttpOptions> rows;
  rows.row("listen", &HttpOptions::listen,
           {.text = "Where operators find the status page, /metrics, /healthz and /api/v1/status, as address:port. "
                    "Beyond loopback it needs a password, tokens, or anonymous = true. Empty: off.",
            .apply = Apply::restart,
            .example = "0.0.0.0:8990",
            .check = check_listen})
      .row(
          "max_connections", &HttpOptions::max_connections,
          {.text =
               "Operators' connections at one time. When all are taken the oldest that has not been let in to anything "
               "gives way; where all have been, further ones wait until one goes.",
           .unit = "connections",
           .min = 1,
           .max = 1024})
      .row("timeout", &HttpOptions::timeout,
           {.text = "How long a whole request may take to arrive, and each answer to be read; then the connection is "
                    "closed.",
            .min = 100,
            .max = 600'000})
      .row(
          "hosts", &HttpOptions::hosts,
          {.text = "While listening on loopback, or with anonymous = true, only requests for localhost and for literal "
                   "addresses are answered, so that no web page can reach this one under a name of its own. Further "
                   "names: that of a proxy, or of this host; with :PORT where a browser shows one.",
           .example = "[\"cameras.example.org\"]",
           .check = check_hosts});
  rows.row("tls_certificate", &HttpOptions::tls_certificate,
           {.text = "File with the certificate, in PEM, and those between it and its authority: operators then come by "
                    "https://. Read again at each reload, for connections to come. Empty: no encryption. The systemd "
                    "credential http.tls_certificate is taken without being named here.",
            .example = "/etc/framewake/tls.crt"})
      .row("tls_key", &HttpOptions::tls_key,
           {.text = "File with its private key, in PEM, without a passphrase. Empty: it is in the file of the "
                    "certificate, or the systemd credential http.tls_key.",
            .example = "/etc/framewake/tls.key"});
  add_access_rows(rows);
  return rows.table();
}

}  // namespace framewake
