#include "auth/bearer.hpp"

#include <gtest/gtest.h>

namespace framewake {
namespace {

TEST(Bearer, IsTheTokenInAnyCaseOfTheScheme) {
  EXPECT_EQ(bearer_token("Bearer abc"), "abc");
  EXPECT_EQ(bearer_token("bEARER   abc "), "abc");
  EXPECT_EQ(bearer_token("bearer\tabc"), "abc");
}

TEST(Bearer, IsNothingWhenThereIsNone) {
  for (const char* none : {"", "Bearer", "Bearer ", "Bearer   ", "Basic abc", "Bearerabc"})
    EXPECT_FALSE(bearer_token(none)) << none;
  EXPECT_FALSE(bearer_token(std::string_view("bearer abc", 7))) << "what is behind the end is not looked at";
}

}  // namespace
}  // namespace framewake
