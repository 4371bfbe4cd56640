#pragma once
// What a listener needs to speak TLS: its certificate and key, and whose certificates it takes from clients.

#include <openssl/ossl_typ.h>
#include <openssl/safestack.h>
#include <openssl/x509.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace framewake {

enum class ClientCertificates : std::uint8_t { off, accepted, required };

struct TlsFiles {
  std::string certificate;  ///< PEM: the certificate, and those between it and the authority
  std::string key;          ///< PEM, without a passphrase; "": in the file of the certificate
  std::string client_ca;    ///< PEM: who signs the certificates of clients; "": none are taken
  ClientCertificates clients = ClientCertificates::off;
};

/// Immutable; shared by the listener, which reload gives another, and the connections that began with this one.
class TlsServerContext {
 public:
  struct Problem {
    std::string TlsFiles::*file = &TlsFiles::certificate;  ///< which one
    std::string what;                                      ///< one line, printable
  };
  struct Reading {
    std::shared_ptr<const TlsServerContext> context;  ///< null when there is a problem
    std::vector<Problem> problems;
    std::vector<Problem> warnings;  ///< usable, but an operator should know
  };
  /// Reads the files. TLS 1.2 and 1.3, with forward secrecy.
  static Reading load(const TlsFiles& files);

  /// What makes one differ from another.
  struct Marks {
    std::string certificate;    ///< fingerprints of it and its chain
    std::string authorities;    ///< of clients' certificates
    bool clients_must = false;  ///< show one
    bool operator==(const Marks&) const = default;
  };

  TlsServerContext(SSL_CTX* owned, Marks marks, std::chrono::system_clock::time_point expires);
  ~TlsServerContext();
  TlsServerContext(const TlsServerContext&) = delete;
  TlsServerContext& operator=(const TlsServerContext&) = delete;

  SSL_CTX* get() const noexcept { return context_; }
  const Marks& marks() const noexcept { return marks_; }
  /// When its own certificate ends.
  std::chrono::system_clock::time_point expires() const noexcept { return expires_; }
  /// Whether the certificate of a client, with what it has shown between it and its authority, is good here and now. `chain`
  /// may be null.
  bool trusts(X509* certificate, STACK_OF(X509) * chain) const;

 private:
  SSL_CTX* const context_;
  const Marks marks_;
  const std::chrono::system_clock::time_point expires_;
};

}  // namespace framewake
