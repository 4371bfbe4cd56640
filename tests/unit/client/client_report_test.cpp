#include "client/client_report.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/manual_time.hpp"

namespace framewake {
namespace {

using testing::EndsWith;
using testing::HasSubstr;

TEST(DurationHistogram, IsRightWithinFivePercent) {
  DurationHistogram histogram;
  EXPECT_FALSE(histogram.quantile(0.5));
  for (int ms = 1; ms <= 1000; ++ms) histogram.add(milliseconds(ms));
  EXPECT_NEAR(static_cast<double>(to_us(*histogram.quantile(0.5))), 500'000, 30'000);
  EXPECT_NEAR(static_cast<double>(to_us(*histogram.quantile(0.99))), 990'000, 60'000);
  histogram.add(Duration::max());  // stays within its bounds
  histogram.add(Duration{-5});
  EXPECT_GT(*histogram.quantile(1.0), std::chrono::hours(1));
}

TEST(ClientReport, CountsAndTimesAnswers) {
  test::ManualTime time;
  ClientReport report(time);
  for (std::uint64_t seq = 1; seq <= 4; ++seq) {
    report.sending(seq);
    report.sent(50'000);
    time.advance(milliseconds(100));
  }
  EXPECT_FALSE(report.newest_answered());
  report.result(2);  // sent 300 ms ago
  report.result(1);  // long given up: counted, not timed
  report.superseded(7);
  report.rejected(std::nullopt, "bad_image", "no JPEG");
  EXPECT_FALSE(report.newest_answered());
  report.result(4);  // sent 100 ms ago
  EXPECT_TRUE(report.newest_answered());
  time.advance(milliseconds(600));  // one second since the start
  const auto line = report.status_line();
  EXPECT_THAT(line, HasSubstr("4.0 frames/s, 50.0 kB/frame, sent 4, superseded 7, "));
  EXPECT_THAT(line, EndsWith("rejected 1 (last: bad_image: no JPEG)"));
  EXPECT_THAT(report.status_line(), HasSubstr("0.0 frames/s"));
  EXPECT_THAT(report.summary(), HasSubstr("sent 4, superseded 7, rejected 1, results 3, round trip p50 "));
  EXPECT_THAT(report.summary(), testing::ContainsRegex("p50 (9[5-9]|10[0-5])\\.. ms p99 (28|29|30|31).\\.. ms"));
}

TEST(ClientReport, RejectedNewestIsAnswered) {
  test::ManualTime time;
  ClientReport report(time);
  EXPECT_TRUE(report.newest_answered());
  report.sending(5);
  report.rejected(5, "too_large", "");
  EXPECT_TRUE(report.newest_answered());
}

TEST(ClientReport, WithoutResultsTheClockExchangesTellTheRoundTrip) {
  test::ManualTime time;
  ClientReport report(time);
  EXPECT_THAT(report.summary(), EndsWith("round trip p50 - p99 -"));
  report.clock_round_trip(milliseconds(2));
  EXPECT_THAT(report.summary(), testing::ContainsRegex("p50 (1\\.9|2\\.0) ms"));
}

}  // namespace
}  // namespace framewake
