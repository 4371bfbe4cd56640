#include "tls/verdict.hpp"

namespace framewake {
namespace {

void forget(void*, void* certificate, CRYPTO_EX_DATA*, int, long, void*) {
  X509_free(static_cast<X509*>(certificate));
}

int place_of_certificate() {
  static const int index = SSL_get_ex_new_index(0, nullptr, nullptr, nullptr, forget);
  return index;
}

}  // namespace

int remember_bad_certificate(int fine, X509_STORE_CTX* chain) {
  if (fine == 1) return fine;
  auto* ssl = static_cast<SSL*>(X509_STORE_CTX_get_ex_data(chain, SSL_get_ex_data_X509_STORE_CTX_idx()));
  X509* bad = X509_STORE_CTX_get_current_cert(chain);
  if (ssl == nullptr || bad == nullptr) return fine;
  X509_free(static_cast<X509*>(SSL_get_ex_data(ssl, place_of_certificate())));
  X509_up_ref(bad);
  SSL_set_ex_data(ssl, place_of_certificate(), bad);
  return fine;
}

const X509* bad_certificate(const SSL* ssl) {
  return static_cast<const X509*>(SSL_get_ex_data(ssl, place_of_certificate()));
}

}  // namespace framewake
