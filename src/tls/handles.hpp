#pragma once
// OpenSSL's objects with an owner. Private to tls/.

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>

#include <memory>

namespace framewake {

template <auto release>
struct Releases {
  template <class T>
  void operator()(T* object) const noexcept {
    release(object);
  }
};

using BioHandle = std::unique_ptr<BIO, Releases<BIO_free_all>>;
using CertificateHandle = std::unique_ptr<X509, Releases<X509_free>>;
using KeyHandle = std::unique_ptr<EVP_PKEY, Releases<EVP_PKEY_free>>;
using ContextHandle = std::unique_ptr<SSL_CTX, Releases<SSL_CTX_free>>;
using VerificationHandle = std::unique_ptr<X509_STORE_CTX, Releases<X509_STORE_CTX_free>>;
using SessionHandle = std::unique_ptr<SSL_SESSION, Releases<SSL_SESSION_free>>;

}  // namespace framewake
