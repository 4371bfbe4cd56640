#include "ingest/identification.hpp"

#include <gtest/gtest.h>

namespace framewake {
namespace {

using Offered = std::vector<std::string>;

TEST(Identification, ATokenIsShownInThreePlaces) {
  const Offered none;
  EXPECT_EQ(shown_token({"Bearer abc", "/camera/x?token=def", none}), "abc");
  EXPECT_EQ(shown_token({"bearer   abc  ", "/", none}), "abc");
  EXPECT_EQ(shown_token({"Basic abc", "/camera/x?reply=results&token=def&x", none}), "def");
  EXPECT_EQ(shown_token({"", "/camera/x", Offered{"chat", "bearer.ghi"}}), "ghi");
  EXPECT_EQ(shown_token({"", "/camera/x?tokens=1&xtoken=2", Offered{"chat"}}), "");
  EXPECT_EQ(shown_token({"Bearerabc", "/camera/token=abc", none}), "");
  EXPECT_EQ(shown_token({"Bearer ", "/?token", none}), "");
  EXPECT_EQ(shown_token({"Bearer", "/?token=", none}), "");
}

TEST(Identification, OneOfTheOfferedSubprotocolsIsAccepted) {
  EXPECT_EQ(accepted_subprotocol({}), "");
  EXPECT_EQ(accepted_subprotocol({"chat"}), "");
  EXPECT_EQ(accepted_subprotocol({"chat", "bearer.x"}), "bearer.x");
  EXPECT_EQ(accepted_subprotocol({"bearer.x", "framewake"}), "framewake") << "the token need not travel back";
}

TEST(OriginRule, PagesOfThisHostAndThoseNamedMaySend) {
  const OriginRule rule{{"https://cams.example.org", "http://other.example:8080"}, false};
  EXPECT_TRUE(rule.allows("", "192.0.2.1:8999"));
  EXPECT_TRUE(rule.allows("file://", "192.0.2.1:8999")) << "small boards";
  EXPECT_TRUE(rule.allows("http://192.0.2.1", "192.0.2.1:8999"));
  EXPECT_TRUE(rule.allows("http://192.0.2.1:5173", "192.0.2.1:8999"));
  EXPECT_TRUE(rule.allows("https://Box.Local", "box.local:8999"));
  EXPECT_TRUE(rule.allows("http://[fd00::1]:80", "[fd00::1]:8999"));
  EXPECT_TRUE(rule.allows("https://cams.example.org", "192.0.2.1:8999"));
  EXPECT_TRUE(rule.allows("http://other.example:8080", "192.0.2.1:8999"));
  for (const char* origin : {"http://cams.example.org", "https://cams.example.org:444", "http://other.example",
                             "https://evil.example", "null", "192.0.2.1", "https://", "https://192.0.2.1.evil.example"})
    EXPECT_FALSE(rule.allows(origin, "192.0.2.1:8999")) << origin;
  EXPECT_FALSE(rule.allows("https://evil.example", ""));
  EXPECT_TRUE((OriginRule{{"null"}, false}.allows("null", "x")));
  EXPECT_TRUE((OriginRule{{"*"}, false}.allows("https://evil.example", "x")));
}

TEST(OriginRule, WhereNoSecretIsNeededANameOfSomebodyElsesIsNotThisHost) {
  const OriginRule rule{{}, true};
  EXPECT_TRUE(rule.allows("http://localhost:5173", "127.0.0.1:8999"));
  EXPECT_TRUE(rule.allows("http://127.0.0.1:8990", "localhost:8999"));
  EXPECT_TRUE(rule.allows("http://[::1]", "[::1]:8999"));
  EXPECT_FALSE(rule.allows("http://evil.example", "127.0.0.1:8999"));
  EXPECT_FALSE(rule.allows("http://evil.example", "evil.example:8999")) << "a name that was made to lead here";
}

}  // namespace
}  // namespace framewake
