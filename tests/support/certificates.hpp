#pragma once
// Certificates for tests: an authority of the test's own, and what it signs, as PEM files in a folder that goes with it.

#include <filesystem>
#include <memory>
#include <string>

#include "support/temporary_folder.hpp"

struct x509_st;
struct evp_pkey_st;

namespace framewake::test {

struct CertificateFiles {
  std::string certificate;
  std::string key;
};

struct CertificateFacts {
  std::string common_name = "localhost";
  std::string alternative_names = "DNS:localhost,IP:127.0.0.1";  ///< as OpenSSL's configuration has them; "": none
  int valid_from_days = -1;                                      ///< from today
  int valid_for_days = 30;
};

class TestAuthority {
 public:
  TestAuthority();
  TestAuthority(const TestAuthority&) = delete;
  TestAuthority& operator=(const TestAuthority&) = delete;

  /// Its own certificate.
  std::string file() const { return (folder_.path() / "ca.crt").string(); }
  const std::filesystem::path& folder() const { return folder_.path(); }
  /// New files, or the old ones written anew: `name`.crt and `name`.key.
  CertificateFiles issue(const std::string& name, const CertificateFacts& facts = {});

 private:
  TemporaryFolder folder_;
  std::shared_ptr<evp_pkey_st> key_;
  std::shared_ptr<x509_st> certificate_;
};

void write_file(const std::filesystem::path& file, std::string_view content);

}  // namespace framewake::test
