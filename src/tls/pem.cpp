#include "tls/pem.hpp"

#include <openssl/err.h>
#include <openssl/pem.h>

#include <filesystem>
#include <system_error>

#include "base/allowed.hpp"
#include "base/log.hpp"
#include "base/plain_file.hpp"
#include "tls/certificate.hpp"

namespace framewake {
namespace {

constexpr std::size_t largest_file = 1024 * 1024;

PemProblem unreadable(const std::string& file, int error) {
  return {"cannot read " + printable(file, 1000) + ": " + read_error_text(error) + "; " + std::string(allowed_file)};
}

/// Its content in memory that is overwritten before it is given back.
BioHandle content_of(const std::string& file) {
  FileBytes bytes = read_file_or_pipe(file, {largest_file + 1});  // one more: that is too large
  if (bytes.error != 0) throw unreadable(file, bytes.error);
  std::string& content = bytes.content;
  if (content.size() > largest_file) throw PemProblem{printable(file, 1000) + " is too large, allowed: up to 1 MiB"};
  BioHandle bio(BIO_new(BIO_s_secmem()));
  if (!bio || (!content.empty() && BIO_write(bio.get(), content.data(), static_cast<int>(content.size())) < 0))
    throw PemProblem{"no memory for " + printable(file, 1000)};
  OPENSSL_cleanse(content.data(), content.size());
  ERR_clear_error();  // what follows is about this file
  return bio;
}

int no_passphrase(char*, int, int, void* asked) {
  *static_cast<bool*>(asked) = true;
  return -1;
}

}  // namespace

std::vector<CertificateHandle> read_certificates(const std::string& file) {
  const BioHandle bio = content_of(file);
  std::vector<CertificateHandle> all;
  for (;;) {
    CertificateHandle certificate(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr));
    if (!certificate) break;
    all.push_back(std::move(certificate));
  }
  const unsigned long error = ERR_peek_last_error();
  const bool at_end = ERR_GET_LIB(error) == ERR_LIB_PEM && ERR_GET_REASON(error) == PEM_R_NO_START_LINE;
  const std::string why = openssl_error();
  if (!at_end) throw PemProblem{printable(file, 1000) + " has a damaged certificate: " + why};
  if (all.empty())
    throw PemProblem{printable(file, 1000) +
                     " holds no certificate, allowed: one in PEM (text with a line -----BEGIN CERTIFICATE-----)"};
  return all;
}

KeyHandle read_key(const std::string& file) {
  const BioHandle bio = content_of(file);
  bool encrypted = false;
  KeyHandle key(PEM_read_bio_PrivateKey(bio.get(), nullptr, no_passphrase, &encrypted));
  const std::string why = openssl_error();
  if (key) return key;
  if (encrypted) throw PemProblem{printable(file, 1000) + " is encrypted, allowed: a key without a passphrase"};
  throw PemProblem{printable(file, 1000) + " holds no private key (" + why + "), allowed: one in PEM"};
}

bool readable_by_everybody(const std::string& file) {
  std::error_code ignored;
  const auto others = std::filesystem::status(file, ignored).permissions() & std::filesystem::perms::others_read;
  return !ignored && others != std::filesystem::perms::none;
}

}  // namespace framewake
