#include "base/token_bucket.hpp"

#include <gtest/gtest.h>

#include "base/recent_map.hpp"
#include "support/manual_time.hpp"

namespace framewake {
namespace {

TEST(TokenBucket, GivesTheBurstAndThenTheRate) {
  test::ManualTime time;
  TokenBucket bucket(10, 3);
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(bucket.try_take(time.now()));
  EXPECT_FALSE(bucket.try_take(time.now()));
  time.advance(milliseconds(99));
  EXPECT_FALSE(bucket.try_take(time.now()));
  time.advance(milliseconds(1));
  EXPECT_TRUE(bucket.try_take(time.now()));
  EXPECT_FALSE(bucket.try_take(time.now()));
  time.advance(std::chrono::hours(1));
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(bucket.try_take(time.now()));
  EXPECT_FALSE(bucket.try_take(time.now())) << "a rest saves no more than the burst";
}

TEST(TokenBucket, TimePaysDebts) {
  test::ManualTime time;
  TokenBucket bucket(100, 50);
  bucket.take(time.now(), 150);
  EXPECT_EQ(bucket.in_debt_for(time.now()), std::chrono::seconds(1));
  time.advance(milliseconds(400));
  EXPECT_EQ(bucket.in_debt_for(time.now()), milliseconds(600));
  time.advance(milliseconds(600));
  EXPECT_EQ(bucket.in_debt_for(time.now()), Duration::zero());
  EXPECT_FALSE(bucket.try_take(time.now()));
}

TEST(TokenBucket, OfRateZeroKnowsNoLimit) {
  test::ManualTime time;
  TokenBucket bucket(0, 0);
  bucket.take(time.now(), 1e12);
  EXPECT_EQ(bucket.in_debt_for(time.now()), Duration::zero());
  EXPECT_TRUE(bucket.try_take(time.now(), 1e12));
}

TEST(RecentMap, ForgetsWhatWasNotAskedForLongest) {
  RecentMap<int> map(2);
  map.at("a") = 1;
  map.at("b") = 2;
  map.at("a");
  map.at("c") = 3;
  EXPECT_EQ(map.find("b"), nullptr);
  ASSERT_NE(map.find("a"), nullptr);
  EXPECT_EQ(*map.find("a"), 1);
  map.erase("a");
  map.erase("a");
  EXPECT_EQ(map.size(), 1U);
}

}  // namespace
}  // namespace framewake
