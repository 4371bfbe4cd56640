#include "ingest/options.hpp"

#include "auth/trusted_proxies.hpp"
#include "base/listen_address.hpp"

namespace framewake {
namespace {

std::optional<std::string> check_listen(const OptionValue& value) {
  if (ListenAddress::parse(std::get<std::string>(value))) return std::nullopt;
  return std::string(ListenAddress::rule);
}

std::optional<std::string> check_origins(const OptionValue& value) {
  for (const auto& origin : std::get<std::vector<std::string>>(value)) {
    const auto host = origin.find("://");
    const bool is_page = host != std::string::npos && host + 3 < origin.size() &&
                         origin.find_first_of("/?#@ ", host + 3) == std::string::npos;
    if (!is_page && origin != "null" && origin != "*")
      return "origins like \"https://cameras.example.org\" or \"http://10.0.0.5:8080\", without a path; \"null\"; "
             "\"*\"";
  }
  return std::nullopt;
}

std::optional<std::string> check_proxies(const OptionValue& value) {
  return TrustedProxies::check(std::get<std::vector<std::string>>(value));
}

void add_encryption_rows(OptionsFor<IngestOptions>& rows) {
  rows.row(
          "tls_certificate", &IngestOptions::tls_certificate,
          {.text = "File with the certificate, in PEM, and those between it and its authority: cameras then send to "
                   "wss:// and https://. Read again at each reload, for connections to come. Empty: no encryption. The "
                   "systemd credential ingest.tls_certificate is taken without being named here.",
           .example = "/etc/framewake/tls.crt"})
      .row("tls_key", &IngestOptions::tls_key,
           {.text = "File with its private key, in PEM, without a passphrase. Empty: it is in the file of the "
                    "certificate, or the systemd credential ingest.tls_key.",
            .example = "/etc/framewake/tls.key"})
      .row("client_ca", &IngestOptions::client_ca,
           {.text = "File with the certificates, in PEM, of those who sign the certificates of cameras. Or the systemd "
                    "credential ingest.client_ca.",
            .example = "/etc/framewake/cameras-ca.crt"})
      .row("client_certificates", &IngestOptions::client_certificates,
           {.text = "Whether cameras may or must show a certificate that client_ca has signed. It names one camera: by "
                    "a DNS name, or by its common name when it has no DNS name. accepted: it opens instead of that "
                    "camera's token. required: nobody gets in without; a camera that has a token must show that too.",
            .choices = {"off", "accepted", "required"}})
      .row("trusted_proxies", &IngestOptions::trusted_proxies,
           {.text = "Proxies whose X-Forwarded-For is believed: who is behind them is who is logged, counted and "
                    "limited.",
            .apply = Apply::restart,
            .example = "[\"127.0.0.1\", \"10.0.0.0/8\"]",
            .check = check_proxies});
}

constexpr double hour_ms = 3'600'000;

OptionsFor<IngestOptions> rows_of_limits() {
  OptionsFor<IngestOptions> rows;
  rows.row(
      "listen", &IngestOptions::listen,
      {.text = "Address and port on which cameras are listened to. Port 0 takes any free one. Beyond loopback every "
               "camera needs a token (token_hash, token_file), a certificate of its own (client_certificates), or "
               "anonymous = "
               "true.",
       .apply = Apply::restart,
       .example = "0.0.0.0:8999",
       .check = check_listen});
  rows.row(
      "anonymous", &IngestOptions::anonymous,
      {.text = "Whether cameras without a token may send also when the listener is not on loopback: whoever can reach "
               "it can then be any camera that has no token.",
       .apply = Apply::restart});
  rows.row(
      "origins", &IngestOptions::origins,
      {.text = "Web pages that may send, by their origin, beside those that come from the host that they send to "
               "(on loopback or with anonymous = true only where that is a literal address or localhost). A browser "
               "tells the origin; other clients have none and are not concerned. \"null\" is that of local "
               "files, \"*\" stands for all.",
       .apply = Apply::restart,
       .example = "[\"https://cameras.example.org\"]",
       .check = check_origins});
  rows.row(
      "max_message", &IngestOptions::max_message,
      {.text = "Largest message (or POST body) that is taken as a frame. A larger one is rejected as too_large and the "
               "connection goes on; only one larger than 16 times this closes it. With more than the default, frames "
               "that are "
               "sound but built to be slow can cost seconds.",
       .min = 1024,
       .max = 268'435'456});
  rows.row(
      "max_connections", &IngestOptions::max_connections,
      {.text = "Connections in all. At this number no further ones are accepted until one goes. Never more than the "
               "limit of open files of the process allows.",
       .unit = "connections",
       .min = 1,
       .max = 100'000});
  rows.row("max_connections_per_address", &IngestOptions::max_connections_per_address,
           {.text = "Connections from one network address; further ones are refused with 503.",
            .unit = "connections",
            .min = 1,
            .max = 100'000});
  rows.row(
      "max_handshakes_per_address", &IngestOptions::max_handshakes_per_address,
      {.text = "New connections from one network address; five times as many at once after a rest. Further ones are "
               "refused with 429. A client that POSTs may keep its connection. On loopback 100 times as many.",
       .unit = "per second",
       .apply = Apply::restart,
       .min = 1,
       .max = 100'000});
  rows.row(
      "max_cameras", &IngestOptions::max_cameras,
      {.text = "Different camera names, beside those of the configuration, that are accepted while unknown_cameras = "
               "\"accept\". They are kept until the daemon ends.",
       .unit = "cameras",
       .min = 0,
       .max = 10'000});
  return rows;
}

}  // namespace

OptionTable ingest_option_table() {
  OptionsFor<IngestOptions> rows = rows_of_limits();
  add_encryption_rows(rows);
  rows.row("handshake_timeout", &IngestOptions::handshake_timeout,
           {.text = "How long a client may take for its HTTP request, a POST's body included. A change holds for "
                    "connections to come.",
            .min = 10,
            .max = hour_ms});
  rows.row("idle_timeout", &IngestOptions::idle_timeout,
           {.text = "A WebSocket from which no complete message and no pong has come for this long is cut; so is a "
                    "connection of POSTs that waits for the next one for this long.",
            .min = 10,
            .max = hour_ms});
  rows.row("ping_interval", &IngestOptions::ping_interval,
           {.text = "How often a WebSocket is pinged, at least twice within idle_timeout: a camera that sends seldom "
                    "is kept by its "
                    "pongs. Less than idle_timeout.",
            .min = 10,
            .max = hour_ms});
  rows.row(
      "takeover", &IngestOptions::takeover,
      {.text =
           "What happens when a second WebSocket comes for the same camera. newest: it takes the place of the older, "
           "which is closed with 4000. reject: it is refused with 409 while the older is heard from.",
       .choices = {"newest", "reject"}});
  rows.row("unknown_cameras", &IngestOptions::unknown_cameras,
           {.text = "Whether cameras that the configuration does not name may send. Those that are connected when this "
                    "becomes reject, or when their section goes, are closed with 1008.",
            .choices = {"accept", "reject"}});
  rows.row(
      "max_reply_backlog", &IngestOptions::max_reply_backlog,
      {.text =
           "Bytes of replies other than results that may wait for a camera that does not read them. Beyond it, and of "
           "results always, only the newest is kept; the others are dropped and counted.",
       .min = 1024,
       .max = 16'777'216});
  rows.row("echo", &IngestOptions::echo,
           {.text = "For tests: a WebSocket at /echo gets back every message that it sends, through the code that "
                    "cameras meet. It asks for no token, so only on loopback or with anonymous = true."});
  return rows.table();
}

}  // namespace framewake
