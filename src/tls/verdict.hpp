#pragma once
// Which certificate of a peer's chain was found bad: a failed handshake itself keeps none. Private to tls/.

#include <openssl/ssl.h>

namespace framewake {

/// For SSL_CTX_set_verify(): changes no verdict, only remembers.
int remember_bad_certificate(int fine, X509_STORE_CTX* chain);

/// The last that was found bad on this connection; null when none was. Goes with the connection.
const X509* bad_certificate(const SSL* ssl);

}  // namespace framewake
