#pragma once
#include <algorithm>
#include <string>
#include <vector>

#include "base/options.hpp"
#include "tls/server_context.hpp"

namespace framewake {

enum class Takeover : std::uint8_t { newest, reject };
enum class UnknownCameras : std::uint8_t { accept, reject };

struct IngestOptions {
  std::string listen = "127.0.0.1:8999";  ///< address:port, [v6]:port; port 0: any free one
  bool anonymous = false;                 ///< cameras without a token may send, whoever can reach the listener
  std::string tls_certificate;            ///< files; "": no encryption
  std::string tls_key;
  std::string client_ca;
  ClientCertificates client_certificates = ClientCertificates::off;
  std::vector<std::string> trusted_proxies;  ///< whose X-Forwarded-For counts
  std::vector<std::string> origins;          ///< web pages that may send, beside those from this host
  Bytes max_message = mebibytes(4);
  std::int64_t max_connections = 1000;
  std::int64_t max_connections_per_address = 256;
  std::int64_t max_handshakes_per_address = 200;  ///< a second
  std::int64_t max_cameras = 256;                 ///< different camera names while unknown_cameras = "accept"
  milliseconds handshake_timeout{10'000};
  milliseconds idle_timeout{60'000};
  milliseconds ping_interval{20'000};
  /// How often it is pinged: twice within idle_timeout at least.
  milliseconds ping_every() const { return std::min(ping_interval, idle_timeout / 2); }
  Takeover takeover = Takeover::newest;
  UnknownCameras unknown_cameras = UnknownCameras::accept;
  Bytes max_reply_backlog = kibibytes(256);
  bool echo = false;  ///< /echo sends back what it gets
};

OptionTable ingest_option_table();

}  // namespace framewake
