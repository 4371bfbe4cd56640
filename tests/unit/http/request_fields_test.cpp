#include "http/request_fields.hpp"

#include <gtest/gtest.h>

namespace framewake {
namespace {

TEST(RequestFields, CookiesAreFoundByTheirWholeName) {
  EXPECT_EQ(cookie_value("a=1; session=x=y; b=2", "session"), "x=y");
  EXPECT_EQ(cookie_value(" session=abc ;a", "session"), "abc");
  EXPECT_EQ(cookie_value("session=", "session"), "");
  for (const char* none : {"", "session", "xsession=1", "sessions=1", "Session=1", ";;;", "a=session=1"})
    EXPECT_FALSE(cookie_value(none, "session")) << none;
}

TEST(RequestFields, FormsAreDecoded) {
  EXPECT_EQ(form_value("user=operator&password=a%26b%3Dc+d%c3%a4", "password"), "a&b=c d\xc3\xa4");
  EXPECT_EQ(form_value("password=", "password"), "");
  EXPECT_EQ(form_value("pass%77ord=x", "password"), "x");
  for (const char* none : {"", "password", "passwords=x", "password=%", "password=%4", "password=%zz", "password=%+1"})
    EXPECT_FALSE(form_value(none, "password")) << none;
}

TEST(RequestFields, OriginsHaveAnAuthority) {
  EXPECT_EQ(authority_of_origin("https://a.example:444"), "a.example:444");
  for (const char* none : {"", "null", "https://", "a.example"}) EXPECT_FALSE(authority_of_origin(none)) << none;
}

}  // namespace
}  // namespace framewake
