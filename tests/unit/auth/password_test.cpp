#include "auth/password.hpp"

#include <gtest/gtest.h>

#include "auth/random_text.hpp"

namespace framewake {
namespace {

TEST(Password, MatchesItselfAndNothingElse) {
  const PasswordHash kept = hash_password("correct horse");
  EXPECT_TRUE(password_matches("correct horse", kept));
  EXPECT_FALSE(password_matches("correct horsE", kept));
  EXPECT_FALSE(password_matches("", kept));
  EXPECT_NE(hash_password("correct horse").hash, kept.hash) << "each has a salt of its own";
}

TEST(Password, SurvivesTheWayThroughTheConfiguration) {
  const PasswordHash kept = hash_password("ä b$c");
  const auto read = parse_password_hash(to_text(kept));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->salt, kept.salt);
  EXPECT_TRUE(password_matches("ä b$c", *read));
}

/// The second test vector of RFC 7914, with its N and salt.
TEST(Password, IsTheScryptThatEverybodyMeans) {
  const auto kept = parse_password_hash(
      "$scrypt$ln=10,r=8,p=16$" + base64url({'N', 'a', 'C', 'l', 'N', 'a', 'C', 'l'}) + "$" +
      base64url({0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00}));
  ASSERT_TRUE(kept);
  EXPECT_FALSE(password_matches("password", *kept));
  PasswordHash vector{.log_n = 10, .r = 8, .p = 16, .salt = {'N', 'a', 'C', 'l'}, .hash = {}};
  vector.hash = {0xfd, 0xba, 0xbe, 0x1c, 0x9d, 0x34, 0x72, 0x00, 0x78, 0x56, 0xe7, 0x19, 0x0d, 0x01, 0xe9, 0xfe,
                 0x7c, 0x6a, 0xd7, 0xcb, 0xc8, 0x23, 0x78, 0x30, 0xe7, 0x73, 0x76, 0x63, 0x4b, 0x37, 0x31, 0x62,
                 0x2e, 0xaf, 0x30, 0xd9, 0x2e, 0x22, 0xa3, 0x88, 0x6f, 0xf1, 0x09, 0x27, 0x9d, 0x98, 0x30, 0xda,
                 0xc7, 0x27, 0xaf, 0xb9, 0x4a, 0x83, 0xee, 0x6d, 0x83, 0x60, 0xcb, 0xdf, 0xa2, 0xcc, 0x06, 0x40};
  EXPECT_TRUE(password_matches("password", vector));
}

TEST(Password, WhatIsNoHashIsRefused) {
  const std::string good = to_text(hash_password("x"));
  ASSERT_TRUE(parse_password_hash(good));
  for (const std::string& bad :
       {std::string(), std::string("secret"), std::string("$scrypt$"), good + "=", good + "$", "x" + good,
        std::string("$scrypt$ln=30,r=8,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"),
        std::string("$scrypt$ln=20,r=32,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"),
        std::string("$scrypt$ln=15,r=8$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"),
        std::string("$scrypt$ln=15,r=8,p=1,x=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"),
        std::string("$scrypt$ln=15,r=8,p=1$$"), std::string("$scrypt$ln=15,r=8,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAA")})
    EXPECT_FALSE(parse_password_hash(bad)) << bad;
}

}  // namespace
}  // namespace framewake
