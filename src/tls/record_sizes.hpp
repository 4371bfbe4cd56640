#pragma once
// How OpenSSL reads and keeps bytes here, the same on both ends. Private to tls/.

#include <openssl/ssl.h>

namespace framewake {

/// Four records and their heads at once: one system call for 64 KiB instead of two for each record. The buffer is given back
/// whenever nothing is left in it, so that idle connections hold none.
inline void set_record_sizes(SSL_CTX* context) {
  constexpr std::size_t four_records = 4 * (16 * 1024 + 256);
  SSL_CTX_set_read_ahead(context, 1);
  SSL_CTX_set_default_read_buffer_len(context, four_records);
  // What is no data (a change of keys, say) ends SSL_read() as soon as no more has come: whoever waits for data waits in the
  // event loop, and not in OpenSSL's.
  SSL_CTX_clear_mode(context, SSL_MODE_AUTO_RETRY);
  SSL_CTX_set_mode(context,
                   SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS);
}

}  // namespace framewake
