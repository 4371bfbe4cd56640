#include "app/named_files.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "support/temporary_folder.hpp"

namespace framewake {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

struct NamedFiles : testing::Test {
  NamedFiles() { unsetenv("CREDENTIALS_DIRECTORY"); }
  ~NamedFiles() override { unsetenv("CREDENTIALS_DIRECTORY"); }

  Config config;
};

TEST_F(NamedFiles, NothingNamesNone) {
  EXPECT_THAT(named_files(config), IsEmpty());
}

TEST_F(NamedFiles, CertificatesKeysAuthoritiesAndTokensEachOnce) {
  config.ingest.tls_certificate = "/tls/site.crt";
  config.ingest.tls_key = "/tls/site.key";
  config.ingest.client_ca = "/tls/ca.crt";
  config.http.tls_certificate = "/tls/site.crt";
  config.http.tls_key = "/tls/site.key";
  config.defaults.token_file = "/tokens/all";
  config.cameras[*CameraId::parse("front")].token_file = "/tokens/front";
  config.cameras[*CameraId::parse("side")].token_file = "/tokens/all";
  EXPECT_THAT(named_files(config),
              ElementsAre("/tls/ca.crt", "/tls/site.crt", "/tls/site.key", "/tokens/all", "/tokens/front"));
}

TEST_F(NamedFiles, CredentialsThatAreThereAndThoseThatMayCome) {
  const test::TemporaryFolder folder;
  folder.file("token.guest", "x");
  folder.file("other", "x");
  setenv("CREDENTIALS_DIRECTORY", folder.path().c_str(), 1);
  config.cameras[*CameraId::parse("front")];
  const auto& at = folder.path();
  EXPECT_THAT(
      named_files(config),
      ElementsAre(at / "http.password_hash", at / "http.tls_certificate", at / "http.tls_key", at / "ingest.client_ca",
                  at / "ingest.tls_certificate", at / "ingest.tls_key", at / "token.front", at / "token.guest"));
}

}  // namespace
}  // namespace framewake
