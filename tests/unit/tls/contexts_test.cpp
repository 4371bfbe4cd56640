#include <gmock/gmock.h>
#include <openssl/pem.h>

#include <memory>

#include "support/certificates.hpp"
#include "tls/certificate.hpp"
#include "tls/client_context.hpp"
#include "tls/server_context.hpp"

namespace framewake {
namespace {

using test::TestAuthority;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class Contexts : public testing::Test {
 protected:
  TlsServerContext::Reading load(const std::string& certificate, const std::string& key) {
    return TlsServerContext::load({.certificate = certificate, .key = key, .client_ca = {}});
  }
  std::string problem(const std::string& certificate, const std::string& key) {
    const auto reading = load(certificate, key);
    EXPECT_EQ(reading.context, nullptr);
    return reading.problems.empty() ? "" : reading.problems.front().what;
  }
  std::string file(const std::string& name, std::string_view content) {
    const auto path = authority_.folder() / name;
    test::write_file(path, content);
    return path.string();
  }
  TestAuthority authority_;
};

TEST_F(Contexts, AGoodOneHasNothingToSay) {
  const auto files = authority_.issue("server");
  const auto reading = load(files.certificate, files.key);
  ASSERT_NE(reading.context, nullptr);
  EXPECT_THAT(reading.warnings, IsEmpty());
  EXPECT_EQ(load(files.certificate, files.key).context->marks(), reading.context->marks());
  const auto other = authority_.issue("other");
  EXPECT_NE(load(other.certificate, other.key).context->marks(), reading.context->marks());
}

TEST_F(Contexts, SaysWhatIsWrongWithTheFiles) {
  const auto files = authority_.issue("server");
  const auto other = authority_.issue("other");
  EXPECT_THAT(problem("/nowhere", files.key), HasSubstr("cannot read /nowhere: No such file"));
  EXPECT_THAT(problem(authority_.folder().string(), files.key), HasSubstr("cannot read"));
  EXPECT_THAT(problem(file("empty", ""), files.key), HasSubstr("holds no certificate, allowed: one in PEM"));
  EXPECT_THAT(problem(files.key, files.key), HasSubstr("holds no certificate, allowed: one in PEM"));
  EXPECT_THAT(problem(file("damaged", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"), files.key),
              HasSubstr("damaged certificate"));
  EXPECT_THAT(problem(file("large", std::string(1024 * 1024 + 1, 'x')), files.key),
              HasSubstr("too large, allowed: up to 1 MiB"));
  EXPECT_THAT(problem(files.certificate, files.certificate), HasSubstr("holds no private key ("));
  EXPECT_THAT(problem(files.certificate, other.key), HasSubstr("does not belong to the certificate in"));
}

TEST_F(Contexts, AnEncryptedKeyIsNotAskedFor) {
  const std::unique_ptr<EVP_PKEY, void (*)(EVP_PKEY*)> key(EVP_EC_gen("P-256"), EVP_PKEY_free);
  const std::string path = (authority_.folder() / "encrypted.key").string();
  FILE* out = std::fopen(path.c_str(), "w");
  PEM_write_PrivateKey(out, key.get(), EVP_aes_128_cbc(), reinterpret_cast<const unsigned char*>("secret"), 6, nullptr,
                       nullptr);
  std::fclose(out);
  EXPECT_THAT(problem(authority_.issue("server").certificate, path), HasSubstr("without a passphrase"));
}

TEST_F(Contexts, WarnsOfDatesAndOfReaders) {
  const auto old = authority_.issue("old", {.valid_from_days = -10, .valid_for_days = 5});
  auto reading = load(old.certificate, old.key);
  ASSERT_NE(reading.context, nullptr);
  ASSERT_EQ(reading.warnings.size(), 1U);
  EXPECT_THAT(reading.warnings[0].what, HasSubstr("has expired on 20"));

  const auto files = authority_.issue("server");
  std::filesystem::permissions(files.key, std::filesystem::perms::others_read, std::filesystem::perm_options::add);
  reading = load(files.certificate, files.key);
  ASSERT_EQ(reading.warnings.size(), 1U);
  EXPECT_THAT(reading.warnings[0].what, HasSubstr("everybody on this machine may read the private key"));
}

TEST_F(Contexts, CertificatesOfClientsTakeAnAuthority) {
  const auto files = authority_.issue("server");
  const auto reading = TlsServerContext::load(
      {.certificate = files.certificate, .key = files.key, .client_ca = {}, .clients = ClientCertificates::accepted});
  ASSERT_EQ(reading.problems.size(), 1U);
  EXPECT_EQ(reading.problems[0].file, &TlsFiles::client_ca);
  const auto with = TlsServerContext::load({.certificate = files.certificate,
                                            .key = files.key,
                                            .client_ca = authority_.file(),
                                            .clients = ClientCertificates::required});
  ASSERT_NE(with.context, nullptr);
  EXPECT_NE(with.context->marks(), load(files.certificate, files.key).context->marks());
}

TEST_F(Contexts, AClientSaysWhatIsWrongToo) {
  EXPECT_NE(TlsClientContext::load({}).context, nullptr);
  EXPECT_THAT(TlsClientContext::load({.ca = "/nowhere", .certificate = {}, .key = {}}).problem,
              HasSubstr("cannot read /nowhere"));
  const auto files = authority_.issue("client");
  const auto other = authority_.issue("other");
  EXPECT_THAT(TlsClientContext::load({"", files.certificate, other.key}).problem, HasSubstr("does not belong"));
  EXPECT_THAT(TlsClientContext::load({"", "", files.key}).problem, HasSubstr("without its certificate"));
}

std::shared_ptr<X509> read(const std::string& file) {
  FILE* in = std::fopen(file.c_str(), "r");
  X509* certificate = PEM_read_X509(in, nullptr, nullptr, nullptr);
  std::fclose(in);
  return {certificate, X509_free};
}

TEST_F(Contexts, NamesInACertificate) {
  const auto names = [&](const test::CertificateFacts& facts) {
    return read(authority_.issue("n", facts).certificate);
  };
  EXPECT_THAT(names_in(names({.common_name = "cn", .alternative_names = "DNS:Front,DNS:back,IP:10.0.0.1"}).get()),
              ElementsAre("front", "back"));
  EXPECT_THAT(names_in(names({.common_name = "Front", .alternative_names = ""}).get()), ElementsAre("front"));
  EXPECT_THAT(names_in(names({.common_name = "front", .alternative_names = "IP:10.0.0.1"}).get()),
              ElementsAre("front"));
  EXPECT_THAT(names_in(names({.common_name = "a b", .alternative_names = ""}).get()), IsEmpty());
  EXPECT_EQ(what_it_is_for(names({.common_name = "cn", .alternative_names = "DNS:a.example,IP:10.0.0.1,IP:::1"}).get()),
            "a.example, 10.0.0.1, ::1");
}

}  // namespace
}  // namespace framewake
