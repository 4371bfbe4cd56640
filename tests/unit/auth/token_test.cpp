#include "auth/token.hpp"

#include <gtest/gtest.h>

#include "auth/random_text.hpp"

namespace framewake {
namespace {

TEST(Token, HasTheHashThatEverybodyComputes) {
  EXPECT_EQ(token_hash(digest_of("abc")), "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Token, IsLongRandomAndFitForAHeader) {
  const std::string token = new_token();
  EXPECT_EQ(token.size(), 43U);
  EXPECT_EQ(token.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"),
            std::string::npos);
  EXPECT_NE(new_token(), token);
}

TEST(Token, HashesAreReadInBothCasesAndNothingElse) {
  const std::string hash = token_hash(digest_of("abc"));
  EXPECT_EQ(parse_token_hash(hash), digest_of("abc"));
  std::string upper = hash;
  for (std::size_t i = 7; i < upper.size(); ++i) upper[i] = static_cast<char>(std::toupper(upper[i]));
  EXPECT_EQ(parse_token_hash(upper), digest_of("abc"));
  for (const std::string& bad : {std::string(), std::string("abc"), hash.substr(7), hash + "0", hash.substr(0, 70),
                                 "sha512:" + hash.substr(7), "sha256:" + std::string(64, 'g')})
    EXPECT_FALSE(parse_token_hash(bad)) << bad;
}

TEST(Token, OnlyTheRightOneOpens) {
  const TokenRule rule{true, {digest_of("old"), digest_of("new")}};
  EXPECT_TRUE(rule.allows("old"));
  EXPECT_TRUE(rule.allows("new"));
  EXPECT_FALSE(rule.allows(""));
  EXPECT_FALSE(rule.allows("ne"));
  EXPECT_FALSE(rule.allows("newer"));
  EXPECT_FALSE((TokenRule{true, {}}.allows("")));
  EXPECT_TRUE((TokenRule{false, {}}.allows("")));
}

TEST(RandomText, ComesBackAsItWas) {
  for (const std::size_t size : {0U, 1U, 2U, 3U, 16U, 32U, 100U}) {
    const auto bytes = random_bytes(size);
    EXPECT_EQ(read_base64url(base64url(bytes)), bytes);
  }
  EXPECT_EQ(base64url({0xfb, 0xff}), "-_8");
  for (const char* bad : {"A", "-_9", "-_8=", "+/8", "AA\n", "AAAAA"}) EXPECT_FALSE(read_base64url(bad)) << bad;
}

}  // namespace
}  // namespace framewake
