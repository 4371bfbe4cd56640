#include "cli/tls_arguments.hpp"

#include <CLI/CLI.hpp>

namespace framewake {

void add_tls_options(CLI::App& subcommand, TlsClientFiles& files) {
  const auto file = [&](const char* name, std::string& value, const char* text) {
    subcommand.add_option(name, value, text)->type_name("FILE");
  };
  file("--ca", files.ca,
       "File (PEM) with the certificate of who signed the server's, or with the server's own; without it, the "
       "authorities that this system trusts");
  file("--cert", files.certificate, "File (PEM) with the certificate to show to the server");
  file("--key", files.key, "File (PEM) with its private key; without it, the key is in the same file");
}

std::string read_tls(const TlsClientFiles& files, const Url& url, std::shared_ptr<const TlsClientContext>& tls) {
  const bool asked_for = !files.ca.empty() || !files.certificate.empty() || !files.key.empty();
  if (!url.tls) return asked_for ? "--ca, --cert and --key are for URLs with wss:// or https://" : "";
  auto reading = TlsClientContext::load(files);
  tls = std::move(reading.context);
  return reading.problem;
}

}  // namespace framewake
