#include "app/certificates.hpp"

#include "auth/secret_file.hpp"

namespace framewake {
namespace {

/// The files of one listener, and what each is called in messages.
struct Listening {
  TlsFiles files;
  std::string certificate_from;
  std::string key_from;
  std::string client_ca_from;

  const std::string& called(std::string TlsFiles::*file) const {
    if (file == &TlsFiles::key) return key_from;
    return file == &TlsFiles::client_ca ? client_ca_from : certificate_from;
  }
};

/// What the configuration says, or else the credential of the same name. Returns what it is called.
std::string find_file(std::string& file, const std::string& configured, const std::string& key) {
  file = configured;
  if (!file.empty()) return key;
  const auto given = credential(key);
  if (!given) return key;
  file = given->string();
  return "credential " + key;
}

std::shared_ptr<const TlsServerContext> load(const Listening& wanted, CertificatesReading& reading) {
  const auto complain = [&](const std::string& key, const std::string& what) {
    reading.problems.push_back({.file = {}, .key = key, .what = what});
  };
  const TlsFiles& files = wanted.files;
  if (files.certificate.empty()) {
    if (!files.key.empty())
      complain(wanted.key_from, "is a key without its certificate (" + wanted.certificate_from + ")");
    if (files.clients != ClientCertificates::off)
      complain("ingest.client_certificates", "takes TLS: " + wanted.certificate_from + " must name a certificate");
    return nullptr;
  }
  auto loaded = TlsServerContext::load(files);
  for (const auto& problem : loaded.problems) complain(wanted.called(problem.file), problem.what);
  for (const auto& warning : loaded.warnings)
    reading.warnings.push_back(wanted.called(warning.file) + ": " + warning.what);
  return loaded.context;
}

}  // namespace

CertificatesReading read_certificates(const Config& config,
                                      const std::function<bool(const std::string& listener)>& of) {
  CertificatesReading reading;
  Listening cameras;
  cameras.certificate_from =
      find_file(cameras.files.certificate, config.ingest.tls_certificate, "ingest.tls_certificate");
  cameras.key_from = find_file(cameras.files.key, config.ingest.tls_key, "ingest.tls_key");
  cameras.client_ca_from = find_file(cameras.files.client_ca, config.ingest.client_ca, "ingest.client_ca");
  cameras.files.clients = config.ingest.client_certificates;
  if (of("ingest")) reading.certificates.ingest = load(cameras, reading);
  Listening operators;
  operators.certificate_from =
      find_file(operators.files.certificate, config.http.tls_certificate, "http.tls_certificate");
  operators.key_from = find_file(operators.files.key, config.http.tls_key, "http.tls_key");
  if (of("http")) reading.certificates.http = load(operators, reading);
  return reading;
}

}  // namespace framewake
