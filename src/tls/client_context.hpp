#pragma once
// What a client needs to speak TLS: whom it believes, and what it shows of itself.

#include <openssl/ossl_typ.h>

#include <memory>
#include <string>

struct ssl_session_st;

namespace framewake {

struct TlsClientFiles {
  std::string ca;           ///< PEM: who signs the server's certificate; "": the authorities that this system knows
  std::string certificate;  ///< PEM: what the client shows; "": nothing
  std::string key;          ///< PEM; "": in the file of the certificate
};

/// Shared by the connections of a client: sessions are resumed. Bound to one thread.
class TlsClientContext {
 public:
  struct Reading {
    std::shared_ptr<const TlsClientContext> context;
    std::string problem;  ///< one line, without a context
  };
  /// The server is always verified: who signed its certificate, for which host it is, and when it holds.
  static Reading load(const TlsClientFiles& files);

  explicit TlsClientContext(SSL_CTX* owned);
  ~TlsClientContext();
  TlsClientContext(const TlsClientContext&) = delete;
  TlsClientContext& operator=(const TlsClientContext&) = delete;

  SSL_CTX* get() const noexcept { return context_; }
  /// A connection to `host` (a name or an address), to be given to SSL_free; resumes the last session there, if it can.
  SSL* connect(const std::string& host) const;

 private:
  static int keep_session(SSL* ssl, ssl_session_st* session);

  struct FreeSession {
    void operator()(ssl_session_st* session) const noexcept;
  };
  SSL_CTX* const context_;
  mutable std::string last_host_;
  mutable std::unique_ptr<ssl_session_st, FreeSession> last_session_;
};

}  // namespace framewake
