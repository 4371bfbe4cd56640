#include "cli/secrets.hpp"

#include <gmock/gmock.h>

#include <sstream>

#include "auth/token.hpp"

namespace framewake {
namespace {

using testing::HasSubstr;

std::string second_line(const std::string& text) {
  const auto begin = text.find('\n') + 1;
  return text.substr(begin, text.find('\n', begin) - begin);
}

TEST(TokenNew, PrintsTheTokenAndWhatTheDaemonMustKnowOfIt) {
  std::ostringstream out, err;
  EXPECT_EQ(run_token_new({.name = "front", .scopes = {}}, out, err), 0);
  const std::string token = second_line(out.str());
  EXPECT_EQ(token.size(), 43U);
  EXPECT_THAT(out.str(), HasSubstr("[cameras.front]\ntoken_hash = \"" + token_hash(digest_of(token)) + "\"\n"));
  EXPECT_EQ(err.str(), "");
}

TEST(TokenNew, WithScopesItIsForOperators) {
  std::ostringstream out, err;
  EXPECT_EQ(run_token_new({.name = "prom", .scopes = {"metrics", "read"}}, out, err), 0);
  EXPECT_THAT(out.str(), HasSubstr("[[http.tokens]]\nname = \"prom\"\ntoken_hash = \"sha256:"));
  EXPECT_THAT(out.str(), HasSubstr("scopes = [\"metrics\", \"read\"]\n"));
}

TEST(TokenNew, RefusesWhatIsNoName) {
  std::ostringstream out, err;
  EXPECT_EQ(run_token_new({.name = "Front\n", .scopes = {}}, out, err), 1);
  EXPECT_EQ(out.str(), "");
  EXPECT_THAT(err.str(), HasSubstr("'Front?' is no name, allowed: "));
}

}  // namespace
}  // namespace framewake
