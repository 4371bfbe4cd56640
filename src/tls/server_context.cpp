#include "tls/server_context.hpp"

#include <openssl/ssl.h>

#include <ctime>

#include "base/log.hpp"
#include "tls/certificate.hpp"
#include "tls/handles.hpp"
#include "tls/pem.hpp"
#include "tls/record_sizes.hpp"
#include "tls/verdict.hpp"

namespace framewake {
namespace {

using Reading = TlsServerContext::Reading;

/// Sessions are resumed only where they began.
constexpr std::string_view session_context = "framewake";

ContextHandle new_context() {
  ContextHandle context(SSL_CTX_new(TLS_server_method()));
  if (!context) throw PemProblem{"TLS cannot be set up: " + openssl_error()};
  SSL_CTX* const made = context.get();
  SSL_CTX_set_min_proto_version(made, TLS1_2_VERSION);
  // AES-GCM, the cheapest by far with AES in the processor; whoever has none prefers ChaCha20, and gets it.
  SSL_CTX_set_options(made, SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_PRIORITIZE_CHACHA | SSL_OP_NO_RENEGOTIATION |
                                SSL_OP_NO_COMPRESSION | SSL_OP_IGNORE_UNEXPECTED_EOF);
  SSL_CTX_set_ciphersuites(made, "TLS_AES_128_GCM_SHA256:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_256_GCM_SHA384");
  SSL_CTX_set_cipher_list(made, "ECDHE+AESGCM:ECDHE+CHACHA20");
  SSL_CTX_set_session_id_context(made, reinterpret_cast<const unsigned char*>(session_context.data()),
                                 static_cast<unsigned>(session_context.size()));
  SSL_CTX_set_session_cache_mode(made, SSL_SESS_CACHE_OFF);  // tickets hold the sessions, at the clients
  SSL_CTX_set_num_tickets(made, 1);
  set_record_sizes(made);
  return context;
}

void warn_of_dates(const X509* certificate, const std::string& file, std::string TlsFiles::*which, Reading& reading) {
  if (X509_cmp_current_time(X509_get0_notAfter(certificate)) < 0)
    reading.warnings.push_back({which, "the certificate in " + printable(file, 1000) + " has expired on " +
                                           date_of(X509_get0_notAfter(certificate))});
  if (X509_cmp_current_time(X509_get0_notBefore(certificate)) > 0)
    reading.warnings.push_back({which, "the certificate in " + printable(file, 1000) + " is not valid before " +
                                           date_of(X509_get0_notBefore(certificate))});
}

/// Returns the fingerprints.
std::string use_certificate(SSL_CTX* context, const TlsFiles& files, Reading& reading) {
  auto chain = read_certificates(files.certificate);
  warn_of_dates(chain.front().get(), files.certificate, &TlsFiles::certificate, reading);
  if (SSL_CTX_use_certificate(context, chain.front().get()) != 1)
    throw PemProblem{"the certificate in " + printable(files.certificate, 1000) +
                     " cannot be used: " + openssl_error()};
  for (std::size_t i = 1; i < chain.size(); ++i)
    if (SSL_CTX_add1_chain_cert(context, chain[i].get()) != 1)
      throw PemProblem{"a certificate of the chain in " + printable(files.certificate, 1000) +
                       " cannot be used: " + openssl_error()};
  std::string fingerprints;
  for (const auto& certificate : chain) fingerprints += fingerprint(certificate.get());
  return fingerprints;
}

void use_key(SSL_CTX* context, const TlsFiles& files, Reading& reading) {
  const std::string& file = files.key.empty() ? files.certificate : files.key;
  const KeyHandle key = read_key(file);
  if (readable_by_everybody(file))
    reading.warnings.push_back({&TlsFiles::key, "everybody on this machine may read the private key in " +
                                                    printable(file, 1000) + ": chmod 640 would keep it secret"});
  const X509* certificate = SSL_CTX_get0_certificate(context);
  if (certificate != nullptr && X509_check_private_key(certificate, key.get()) != 1) {
    openssl_error();
    throw PemProblem{"the private key in " + printable(file, 1000) + " does not belong to the certificate in " +
                     printable(files.certificate, 1000)};
  }
  if (SSL_CTX_use_PrivateKey(context, key.get()) != 1)
    throw PemProblem{"the private key in " + printable(file, 1000) + " cannot be used: " + openssl_error()};
}

std::string use_client_ca(SSL_CTX* context, const TlsFiles& files, Reading& reading) {
  if (files.clients == ClientCertificates::off) return "";
  if (files.client_ca.empty())
    throw PemProblem{"is missing, allowed: a file with the certificates of those who may certify cameras"};
  std::string fingerprints;
  for (const auto& authority : read_certificates(files.client_ca)) {
    warn_of_dates(authority.get(), files.client_ca, &TlsFiles::client_ca, reading);
    X509_STORE_add_cert(SSL_CTX_get_cert_store(context), authority.get());
    SSL_CTX_add_client_CA(context, authority.get());
    fingerprints += fingerprint(authority.get());
  }
  openssl_error();  // one that stands there twice is no harm
  SSL_CTX_set_verify(context,
                     files.clients == ClientCertificates::required ? SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT
                                                                   : SSL_VERIFY_PEER,
                     remember_bad_certificate);
  return fingerprints;
}

std::chrono::system_clock::time_point end_of(const SSL_CTX* context) {
  std::tm end{};
  ASN1_TIME_to_tm(X509_get0_notAfter(SSL_CTX_get0_certificate(context)), &end);
  return std::chrono::system_clock::from_time_t(::timegm(&end));
}

/// Runs `step`; what it complains of is about `file`.
template <class Step>
void about(std::string TlsFiles::*file, Reading& reading, Step step) {
  try {
    step();
  } catch (PemProblem& problem) {
    reading.problems.push_back({file, std::move(problem.what)});
  }
}

}  // namespace

Reading TlsServerContext::load(const TlsFiles& files) {
  Reading reading;
  ContextHandle context;
  Marks marks{{}, {}, files.clients == ClientCertificates::required};
  about(&TlsFiles::certificate, reading, [&] {
    context = new_context();
    marks.certificate = use_certificate(context.get(), files, reading);
  });
  if (!context) return reading;
  if (reading.problems.empty() || !files.key.empty())
    about(&TlsFiles::key, reading, [&] { use_key(context.get(), files, reading); });
  about(&TlsFiles::client_ca, reading, [&] { marks.authorities = use_client_ca(context.get(), files, reading); });
  if (!reading.problems.empty()) return reading;
  const auto end = end_of(context.get());
  reading.context = std::make_shared<const TlsServerContext>(context.release(), std::move(marks), end);
  return reading;
}

TlsServerContext::TlsServerContext(SSL_CTX* owned, Marks marks, std::chrono::system_clock::time_point expires)
    : context_(owned), marks_(std::move(marks)), expires_(expires) {}

TlsServerContext::~TlsServerContext() {
  SSL_CTX_free(context_);
}

bool TlsServerContext::trusts(X509* certificate, STACK_OF(X509) * chain) const {
  const VerificationHandle verification(X509_STORE_CTX_new());
  if (!verification) return false;
  const bool good =
      X509_STORE_CTX_init(verification.get(), SSL_CTX_get_cert_store(context_), certificate, chain) == 1 &&
      X509_STORE_CTX_set_default(verification.get(), "ssl_client") == 1 && X509_verify_cert(verification.get()) == 1;
  openssl_error();
  return good;
}

}  // namespace framewake
