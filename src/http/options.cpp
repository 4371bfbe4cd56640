#include "http/options.hpp"

#include "base/listen_address.hpp"

namespace framewake {
namespace {

std::optional<std::string> check_listen(const OptionValue& value) {
  const auto& text = std::get<std::string>(value);
  if (text.empty() || ListenAddress::parse(text)) return std::nullopt;
  return "\"\" for off, or " + std::string(ListenAddress::rule);
}

}  // namespace

OptionTable http_option_table() {
  return OptionsFor<HttpOptions>{}
      .row("listen", &HttpOptions::listen,
           {.text = "Where operators find the status page, /metrics, /healthz and /api/v1/status, as address:port. It "
                    "has no "
                    "password: keep it on loopback or behind a proxy that asks for one. Empty: off.",
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
      .row("hosts", &HttpOptions::hosts,
           {.text = "While listening on loopback only requests for localhost and for literal addresses are answered, "
                    "so that no "
                    "web page can reach this one under a name of its own. Further names, for a proxy that passes its "
                    "own on.",
            .example = "[\"cameras.example.org\"]"})
      .table();
}

}  // namespace framewake
