#include "support/certificates.hpp"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <stdexcept>

namespace framewake::test {
namespace {

constexpr long day = 86'400;

void must(bool fine, const char* what) {
  if (!fine) throw std::runtime_error(std::string("test certificate: ") + what);
}

std::shared_ptr<EVP_PKEY> new_key() {
  EVP_PKEY* key = EVP_EC_gen("P-256");
  must(key != nullptr, "key");
  return {key, EVP_PKEY_free};
}

void add_extension(X509* to, X509* issuer, int kind, const char* value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, to, nullptr, nullptr, 0);
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, kind, value);
  must(extension != nullptr, value);
  X509_add_ext(to, extension, -1);
  X509_EXTENSION_free(extension);
}

/// Not signed yet.
std::shared_ptr<X509> new_certificate(const CertificateFacts& facts, EVP_PKEY* key) {
  static long serial = 1;
  std::shared_ptr<X509> made(X509_new(), X509_free);
  must(made != nullptr, "certificate");
  X509_set_version(made.get(), X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(made.get()), serial++);
  X509_gmtime_adj(X509_getm_notBefore(made.get()), facts.valid_from_days * day);
  X509_gmtime_adj(X509_getm_notAfter(made.get()), (facts.valid_from_days + facts.valid_for_days) * day);
  X509_NAME_add_entry_by_txt(X509_get_subject_name(made.get()), "CN", MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>(facts.common_name.c_str()), -1, -1, 0);
  X509_set_pubkey(made.get(), key);
  return made;
}

void write_certificate(const std::string& file, X509* certificate) {
  FILE* out = std::fopen(file.c_str(), "w");
  must(out != nullptr && PEM_write_X509(out, certificate) == 1 && std::fclose(out) == 0, file.c_str());
}

void write_key(const std::string& file, EVP_PKEY* key) {
  FILE* out = std::fopen(file.c_str(), "w");
  must(out != nullptr && PEM_write_PrivateKey(out, key, nullptr, nullptr, 0, nullptr, nullptr) == 1 &&
           std::fclose(out) == 0,
       file.c_str());
  std::filesystem::permissions(file, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

}  // namespace

TestAuthority::TestAuthority() : key_(new_key()) {
  certificate_ = new_certificate({.common_name = "the tests' authority", .alternative_names = ""}, key_.get());
  X509_set_issuer_name(certificate_.get(), X509_get_subject_name(certificate_.get()));
  add_extension(certificate_.get(), certificate_.get(), NID_basic_constraints, "critical,CA:TRUE");
  must(X509_sign(certificate_.get(), key_.get(), EVP_sha256()) > 0, "signature");
  write_certificate(file(), certificate_.get());
}

CertificateFiles TestAuthority::issue(const std::string& name, const CertificateFacts& facts) {
  const auto key = new_key();
  const auto made = new_certificate(facts, key.get());
  X509_set_issuer_name(made.get(), X509_get_subject_name(certificate_.get()));
  if (!facts.alternative_names.empty())
    add_extension(made.get(), certificate_.get(), NID_subject_alt_name, facts.alternative_names.c_str());
  must(X509_sign(made.get(), key_.get(), EVP_sha256()) > 0, "signature");
  const CertificateFiles files{(folder_.path() / (name + ".crt")).string(),
                               (folder_.path() / (name + ".key")).string()};
  write_certificate(files.certificate, made.get());
  write_key(files.key, key.get());
  return files;
}

void write_file(const std::filesystem::path& file, std::string_view content) {
  std::ofstream(file, std::ios::binary) << content;
}

}  // namespace framewake::test
