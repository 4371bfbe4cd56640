#include "base/recent_quantiles.hpp"

#include <gtest/gtest.h>

#include "support/manual_time.hpp"

namespace framewake {
namespace {

using test::ManualTime;

TEST(RecentQuantiles, AreNothingWithoutSamples) {
  const ManualTime time;
  const auto summary = RecentQuantiles().summary(time.now());
  EXPECT_EQ(summary.count, 0U);
  EXPECT_EQ(summary.per_second, 0);
}

TEST(RecentQuantiles, OfOneSampleAreThatSample) {
  const ManualTime time;
  RecentQuantiles quantiles;
  quantiles.add(time.now(), milliseconds(7));
  const auto summary = quantiles.summary(time.now());
  EXPECT_EQ(summary.count, 1U);
  EXPECT_EQ(summary.p50, milliseconds(7));
  EXPECT_EQ(summary.p99, milliseconds(7));
}

TEST(RecentQuantiles, AreExactInAnyOrder) {
  ManualTime time;
  RecentQuantiles quantiles;
  for (int i = 0; i < 101; ++i) quantiles.add(time.now(), milliseconds(i * 37 % 101));  // 0 to 100, shuffled
  const auto summary = quantiles.summary(time.now());
  EXPECT_EQ(summary.count, 101U);
  EXPECT_EQ(summary.p50, milliseconds(50));
  EXPECT_EQ(summary.p99, milliseconds(99));
}

TEST(RecentQuantiles, ForgetWhatIsOlderThanTheWindow) {
  ManualTime time;
  RecentQuantiles quantiles(std::chrono::seconds(10));
  quantiles.add(time.now(), milliseconds(900));
  time.advance(std::chrono::seconds(10));
  quantiles.add(time.now(), milliseconds(5));
  EXPECT_EQ(quantiles.summary(time.now()).count, 2U);  // just within
  time.advance(milliseconds(1));
  const auto summary = quantiles.summary(time.now());
  EXPECT_EQ(summary.count, 1U);
  EXPECT_EQ(summary.p99, milliseconds(5));
  time.advance(std::chrono::seconds(11));
  EXPECT_EQ(quantiles.summary(time.now()).count, 0U);
}

TEST(RecentQuantiles, TellTheRateOverTheWindow) {
  ManualTime time;
  RecentQuantiles quantiles(std::chrono::seconds(10));
  for (int i = 0; i < 300; ++i) {
    time.advance(milliseconds(100));  // 10 a second, for 30 s
    quantiles.add(time.now(), milliseconds(1));
  }
  EXPECT_NEAR(quantiles.summary(time.now()).per_second, 10, 0.2);
}

TEST(RecentQuantiles, TellTheRateAlsoWhenTheWindowHoldsMoreThanIsKept) {
  ManualTime time;
  RecentQuantiles quantiles(std::chrono::seconds(10));
  for (int i = 0; i < 5000; ++i) {
    time.advance(milliseconds(2));  // 500 a second: the newest 512 cover one second only
    quantiles.add(time.now(), milliseconds(i < 4000 ? 50 : 3));
  }
  const auto summary = quantiles.summary(time.now());
  EXPECT_EQ(summary.count, 512U);
  EXPECT_EQ(summary.p99, milliseconds(3));
  EXPECT_NEAR(summary.per_second, 500, 5);
}

}  // namespace
}  // namespace framewake
