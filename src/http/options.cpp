#include "http/options.hpp"

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
                    "systemd credential http.password_hash is taken without being named here.",
            .apply = Apply::restart,
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
      .row("name", &HttpToken::name,
           {.text = "Whose it is, for people.", .apply = Apply::restart, .example = "prometheus"})
      .row("token_hash", &HttpToken::token_hash,
           {.text = "The hash of the token. `framewake token new NAME --scope metrics` makes both.",
            .apply = Apply::restart,
            .example = "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
            .secret = true,
            .check = check_token_hash})
      .row("scopes", &HttpToken::scopes,
           {.text = "What it opens: read (page and status), metrics, pictures (what cameras see), control (whatever "
                    "changes something).",
            .apply = Apply::restart,
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
      .row("max_connections", &HttpOptions::max_connections,
           {.text = "Operators' connections at one time; further ones wait until one goes.",
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
           .example = "[\"cameras.example.org\"]"});
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
