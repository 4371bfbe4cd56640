#pragma once
// The certificates that the configuration names, or that systemd hands over, read from where they are kept.

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "config/config.hpp"
#include "config/problem.hpp"
#include "tls/server_context.hpp"

namespace framewake {

/// What the listeners speak TLS with; null: without encryption.
struct Certificates {
  std::shared_ptr<const TlsServerContext> ingest;
  std::shared_ptr<const TlsServerContext> http;
};

struct CertificatesReading {
  Certificates certificates;
  std::vector<ConfigProblem> problems;  ///< with any of these the certificates are not to be used
  std::vector<std::string> warnings;    ///< lines for the log
};

/// Files that the configuration names come before systemd's credentials ingest.tls_certificate, ingest.tls_key,
/// ingest.client_ca, http.tls_certificate and http.tls_key. `of`: only those of the listeners ("ingest", "http") of which it
/// says so.
CertificatesReading read_certificates(
    const Config& config,
    const std::function<bool(const std::string& listener)>& of = [](const std::string&) { return true; });

}  // namespace framewake
