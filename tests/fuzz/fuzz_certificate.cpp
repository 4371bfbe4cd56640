// LIBS: fw_tls
// What a certificate says, in DER as a client sends it: the names decide which camera it opens.
#include <openssl/x509.h>

#include <cstdint>
#include <cstdlib>
#include <string>

#include "tls/certificate.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const unsigned char* at = data;
  X509* certificate = d2i_X509(nullptr, &at, static_cast<long>(size));
  if (certificate != nullptr) {
    for (const std::string& name : framewake::names_in(certificate))
      for (const char c : name)
        if (c <= 0x20 || c >= 0x7f || (c >= 'A' && c <= 'Z')) std::abort();
    static_cast<void>(framewake::what_it_is_for(certificate));
    static_cast<void>(framewake::date_of(X509_get0_notAfter(certificate)));
    static_cast<void>(framewake::fingerprint(certificate));
  }
  static_cast<void>(framewake::openssl_error());
  X509_free(certificate);
  return 0;
}
