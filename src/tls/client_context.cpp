#include "tls/client_context.hpp"

#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <boost/asio/ip/address.hpp>
#include <new>

#include "base/log.hpp"
#include "tls/certificate.hpp"
#include "tls/handles.hpp"
#include "tls/pem.hpp"
#include "tls/record_sizes.hpp"
#include "tls/verdict.hpp"

namespace framewake {
namespace {

void believe(SSL_CTX* context, const std::string& file) {
  if (file.empty()) {
    if (SSL_CTX_set_default_verify_paths(context) != 1)
      throw PemProblem{"this system's certificate authorities cannot be read: " + openssl_error()};
    return;
  }
  for (const auto& authority : read_certificates(file))
    X509_STORE_add_cert(SSL_CTX_get_cert_store(context), authority.get());
  // A server's own certificate may be named instead of an authority's.
  X509_VERIFY_PARAM_set_flags(SSL_CTX_get0_param(context), X509_V_FLAG_PARTIAL_CHAIN);
  openssl_error();
}

void show(SSL_CTX* context, const TlsClientFiles& files) {
  if (files.certificate.empty()) {
    if (!files.key.empty()) throw PemProblem{"a key without its certificate (--cert)"};
    return;
  }
  const auto chain = read_certificates(files.certificate);
  const std::string& key_file = files.key.empty() ? files.certificate : files.key;
  const KeyHandle key = read_key(key_file);
  if (X509_check_private_key(chain.front().get(), key.get()) != 1) {
    openssl_error();
    throw PemProblem{"the private key in " + printable(key_file, 1000) + " does not belong to the certificate in " +
                     printable(files.certificate, 1000)};
  }
  bool fine = SSL_CTX_use_certificate(context, chain.front().get()) == 1;
  for (std::size_t i = 1; fine && i < chain.size(); ++i) fine = SSL_CTX_add1_chain_cert(context, chain[i].get()) == 1;
  if (!fine || SSL_CTX_use_PrivateKey(context, key.get()) != 1)
    throw PemProblem{"the certificate in " + printable(files.certificate, 1000) +
                     " cannot be used: " + openssl_error()};
}

bool is_address(const std::string& host) {
  boost::system::error_code no_literal;
  boost::asio::ip::make_address(host, no_literal);
  return !no_literal;
}

/// Finds the owner of the session that a new ticket belongs to.
int owner_index() {
  static const int index = SSL_CTX_get_ex_new_index(0, nullptr, nullptr, nullptr, nullptr);
  return index;
}

}  // namespace

TlsClientContext::Reading TlsClientContext::load(const TlsClientFiles& files) try {
  ContextHandle made(SSL_CTX_new(TLS_client_method()));
  if (!made) throw PemProblem{"TLS cannot be set up: " + openssl_error()};
  SSL_CTX* const context = made.get();
  SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
  SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_IGNORE_UNEXPECTED_EOF);
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER, remember_bad_certificate);
  set_record_sizes(context);
  believe(context, files.ca);
  show(context, files);
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
  SSL_CTX_sess_set_new_cb(context, keep_session);
  auto owner = std::make_shared<TlsClientContext>(made.release());
  SSL_CTX_set_ex_data(context, owner_index(), owner.get());
  return {std::move(owner), ""};
} catch (PemProblem& problem) {
  return {nullptr, std::move(problem.what)};
}

TlsClientContext::TlsClientContext(SSL_CTX* owned) : context_(owned) {}

TlsClientContext::~TlsClientContext() {
  SSL_CTX_set_ex_data(context_, owner_index(), nullptr);
  SSL_CTX_free(context_);
}

int TlsClientContext::keep_session(SSL* ssl, ssl_session_st* session) {
  const auto* owner = static_cast<const TlsClientContext*>(SSL_CTX_get_ex_data(SSL_get_SSL_CTX(ssl), owner_index()));
  if (owner == nullptr) return 0;
  owner->last_session_.reset(session);
  return 1;  // it is ours now
}

SSL* TlsClientContext::connect(const std::string& host) const {
  SSL* ssl = SSL_new(context_);
  if (ssl == nullptr) throw std::bad_alloc();
  SSL_set_connect_state(ssl);
  if (is_address(host)) {
    X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), host.c_str());
  } else {
    SSL_set_tlsext_host_name(ssl, host.c_str());
    SSL_set1_host(ssl, host.c_str());
    SSL_set_hostflags(ssl, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
  }
  if (last_host_ != host) last_session_.reset();
  last_host_ = host;
  if (last_session_ && SSL_SESSION_is_resumable(last_session_.get()) == 1) SSL_set_session(ssl, last_session_.get());
  return ssl;
}

void TlsClientContext::FreeSession::operator()(ssl_session_st* session) const noexcept {
  SSL_SESSION_free(session);
}

}  // namespace framewake
