// Safe by default: who listens beyond loopback must say whom he lets in.
#include <stdlib.h>

#include <gmock/gmock.h>

#include "auth/password.hpp"
#include "auth/token.hpp"
#include "load.hpp"
#include "support/temporary_folder.hpp"

namespace framewake::test {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

const std::string hash = token_hash(digest_of("x"));
const std::string open_ingest = "[ingest]\nlisten = \"0.0.0.0:8999\"\n";
const std::string open_http = "[http]\nlisten = \"[::]:8990\"\n";

/// A folder of credentials for the time of a test.
class Credentials {
 public:
  Credentials() { setenv("CREDENTIALS_DIRECTORY", folder_.path().c_str(), 1); }
  ~Credentials() { unsetenv("CREDENTIALS_DIRECTORY"); }
  Credentials(const Credentials&) = delete;
  Credentials& operator=(const Credentials&) = delete;
  void add(const std::string& name, const std::string& text) { folder_.file(name, text); }

 private:
  TemporaryFolder folder_;
};

TEST(Access, TheEchoAsksForNoTokenAndSoStaysOnLoopback) {
  EXPECT_THAT(problems_in("[ingest]\necho = true\n"), IsEmpty());
  const std::string everywhere = open_ingest + "echo = true\n";
  EXPECT_THAT(problems_in(everywhere + "anonymous = true\n"), IsEmpty());
  EXPECT_THAT(problems_in(everywhere + "[defaults]\ntoken_hash = \"" + hash + "\"\n"),
              Contains(AllOf(HasSubstr("ingest.echo"), HasSubstr("ingest.anonymous = true"))));
}

TEST(Access, LoopbackNeedsNothing) {
  EXPECT_THAT(problems_in(""), IsEmpty());
  EXPECT_THAT(problems_in("[ingest]\nlisten = \"[::1]:1\"\n[http]\nlisten = \"127.9.9.9:2\"\n[cameras.a]\n"),
              IsEmpty());
}

TEST(Access, OpenListenersWithoutSecretsAreRefused) {
  EXPECT_THAT(problems_in(open_ingest),
              ElementsAre(AllOf(HasSubstr("f:2:10: ingest.listen: is \"0.0.0.0:8999\""), HasSubstr("token_hash"),
                                HasSubstr("token_file"), HasSubstr("ingest.anonymous = true"))));
  EXPECT_THAT(problems_in(open_http),
              ElementsAre(AllOf(HasSubstr("f:2:10: http.listen: is \"[::]:8990\""), HasSubstr("http.password_hash"),
                                HasSubstr("http.tokens"), HasSubstr("http.anonymous = true"))));
  EXPECT_EQ(problems_in("", {"ingest.listen=0.0.0.0:1"}).size(), 1U);
  EXPECT_EQ(problems_in("", {"ingest.listen=192.0.2.1:1", "http.listen=192.0.2.1:2"}).size(), 2U);
}

TEST(Access, TokensOpenTheCamerasListener) {
  EXPECT_THAT(problems_in(open_ingest + "[defaults]\ntoken_hash = \"" + hash + "\"\n[cameras.a]\n"), IsEmpty());
  EXPECT_THAT(problems_in(open_ingest + "[cameras.a]\ntoken_hash = \"" + hash + "\"\n"), IsEmpty());
  EXPECT_THAT(problems_in(open_ingest + "[cameras.a]\ntoken_file = \"/a.token\"\n"), IsEmpty());
  EXPECT_THAT(problems_in(open_ingest + "anonymous = true\n"), IsEmpty());
  EXPECT_THAT(problems_in(open_ingest + "client_certificates = \"required\"\n[cameras.a]\n"), IsEmpty());
  EXPECT_THAT(problems_in(open_ingest + "client_certificates = \"off\"\n").size(), 1U);
  EXPECT_THAT(problems_in(open_ingest + "[cameras.a]\ntoken_hash = \"" + hash + "\"\n[cameras.b]\n"),
              ElementsAre(AllOf(HasSubstr("f:5:"), HasSubstr("cameras.b: has no token"))));
}

TEST(Access, PasswordsAndTokensOpenTheOperatorsListener) {
  EXPECT_THAT(problems_in(open_http + "anonymous = true\n"), IsEmpty());
  const std::string password = to_text(hash_password("x"));
  EXPECT_THAT(problems_in(open_http + "password_hash = '" + password + "'\n"), IsEmpty());
  const auto config = config_of(open_http + "[[http.tokens]]\nname = \"p\"\ntoken_hash = \"" + hash +
                                "\"\nscopes = [\"metrics\", \"read\"]\n");
  ASSERT_EQ(config.http.tokens.size(), 1U);
  EXPECT_EQ(config.http.tokens[0].name, "p");
  EXPECT_THAT(config.http.tokens[0].scopes, ElementsAre("metrics", "read"));
}

TEST(Access, CredentialsCountAsWell) {
  Credentials credentials;
  EXPECT_EQ(problems_in(open_ingest + open_http).size(), 2U);
  credentials.add("token.front", "secret");
  credentials.add("http.password_hash", "secret");
  EXPECT_THAT(problems_in(open_ingest + open_http), IsEmpty());
  EXPECT_THAT(problems_in(open_ingest + "[cameras.front]\n"), IsEmpty());
  EXPECT_EQ(problems_in(open_ingest + "[cameras.back]\n").size(), 1U);
}

TEST(Access, MistakesDoNotRepeatTheSecret) {
  const auto problems = problems_in(
      "[cameras.a]\ntoken_hash = \"my-own-secret\"\n[http]\npassword_hash = \"my-own-secret\"\n"
      "[[http.tokens]]\nname = \"p\"\ntoken_hash = \"my-own-secret\"\nscopes = [\"write\"]\n");
  EXPECT_EQ(problems.size(), 4U);
  EXPECT_THAT(problems, Not(Contains(HasSubstr("my-own-secret"))));
  EXPECT_THAT(problems, Contains(HasSubstr("http.tokens.0.scopes")));
}

TEST(Access, TokensOfOperatorsAreComplete) {
  EXPECT_THAT(
      problems_in("[[http.tokens]]\nname = \"p\"\n"),
      ElementsAre(HasSubstr("http.tokens.0.token_hash: is missing"), HasSubstr("http.tokens.0.scopes: is missing")));
  EXPECT_EQ(problems_in("[http]\ntokens = 5\n").size(), 1U);
  EXPECT_EQ(problems_in("[http]\ntokens = [5]\n").size(), 1U);
  EXPECT_THAT(problems_in("[[http.tokens]]\nnam = \"p\"\ntoken_hash = \"" + hash + "\"\nscopes = [\"read\"]\n"),
              Contains(HasSubstr("did you mean")));
}

TEST(Access, ACamerasOwnTokenTakesThePlaceOfTheSharedOne) {
  const auto config =
      config_of("[defaults]\ntoken_hash = \"" + hash + "\"\n[cameras.a]\ntoken_file = \"/a\"\n[cameras.b]\n");
  EXPECT_EQ(config.of(*CameraId::parse("a")).token_hash, "");
  EXPECT_EQ(config.of(*CameraId::parse("a")).token_file, "/a");
  EXPECT_EQ(config.of(*CameraId::parse("b")).token_hash, hash);
}

}  // namespace
}  // namespace framewake::test
