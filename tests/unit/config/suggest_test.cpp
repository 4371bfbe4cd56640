#include "config/suggest.hpp"

#include <gtest/gtest.h>

namespace framewake {
namespace {

const std::vector<std::string> known = {"listen", "max_message", "max_connections", "takeover"};

TEST(Suggest, FindsTheNearestName) {
  EXPECT_EQ(nearest("lisen", known), "listen");
  EXPECT_EQ(nearest("ilsten", known), "listen");
  EXPECT_EQ(nearest("max_mesage", known), "max_message");
  EXPECT_EQ(nearest("max-connections", known), "max_connections");
}

TEST(Suggest, SaysNothingWhereNothingIsNear) {
  EXPECT_EQ(nearest("bitrate", known), "");
  EXPECT_EQ(nearest("", known), "");
  EXPECT_EQ(nearest(std::string(100'000, 'x'), known), "");
  EXPECT_EQ(nearest("x", {}), "");
}

TEST(Suggest, OtherwiseListsWhatThereIs) {
  EXPECT_EQ(suggestion("takover", {"listen", "takeover"}),
            "did you mean \"takeover\"? allowed: \"listen\", \"takeover\"");
  EXPECT_EQ(suggestion("takover", std::vector<std::string>(13, "takeover")),
            "did you mean \"takeover\"? allowed: that or another of 13")
      << "too many";
  EXPECT_EQ(suggestion("q", {"a_long_name", "other"}), "allowed: \"a_long_name\", \"other\"");
}

}  // namespace
}  // namespace framewake
