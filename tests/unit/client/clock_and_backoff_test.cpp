#include <gtest/gtest.h>

#include <vector>

#include "client/backoff.hpp"
#include "client/camera_clock.hpp"
#include "client/send_queue.hpp"

namespace framewake {
namespace {

using std::chrono::seconds;

TEST(Backoff, DoublesItsCeilingUpToTheLongest) {
  Backoff backoff([] { return 0.999999; });
  std::vector<std::int64_t> waits;
  waits.reserve(9);
  for (int i = 0; i < 9; ++i) waits.push_back(std::chrono::duration_cast<milliseconds>(backoff.next()).count());
  EXPECT_EQ(waits, (std::vector<std::int64_t>{199, 399, 799, 1599, 3199, 6399, 9999, 9999, 9999}));
}

TEST(Backoff, NeverWaitsLessThanTheShortest) {
  Backoff backoff([] { return 0.0; });
  for (int i = 0; i < 20; ++i) EXPECT_EQ(backoff.next(), milliseconds(100));
}

TEST(Backoff, SpreadsOverTheWholeRange) {
  double random = 0.25;
  Backoff backoff([&] { return random; });
  for (int i = 0; i < 10; ++i) backoff.next();
  EXPECT_EQ(backoff.next(), milliseconds(100 + 9900 / 4));
  random = 0.75;
  EXPECT_EQ(backoff.next(), milliseconds(100 + 9900 * 3 / 4));
}

TEST(Backoff, StartsAnewAfterASuccess) {
  Backoff backoff([] { return 0.5; });
  const auto first = backoff.next();
  for (int i = 0; i < 10; ++i) backoff.next();
  backoff.reset();
  EXPECT_EQ(backoff.next(), first);
}

ClockSample sample(std::int64_t t0, std::int64_t t1, std::int64_t t2, std::int64_t t3) {
  return {microseconds(t0), microseconds(t1), microseconds(t2), microseconds(t3)};
}

TEST(ClockSample, TellsOffsetAndRoundTrip) {
  // 30 µs there, 5 at the server, 10 back; the server is 1000 ahead.
  const auto s = sample(100, 1130, 1135, 145);
  EXPECT_EQ(s.round_trip(), microseconds(40));
  EXPECT_EQ(s.offset(), microseconds(1010));  // wrong by 10: at most half the round trip
}

TEST(OffsetEstimate, BelievesTheShortestRoundTripOfTheLastEight) {
  OffsetEstimate offset;
  EXPECT_FALSE(offset.best());
  EXPECT_TRUE(offset.add(sample(0, 500, 500, 10)));
  EXPECT_TRUE(offset.add(sample(0, 900, 900, 1000)));
  EXPECT_EQ(offset.best()->offset(), microseconds(495));
  for (int i = 0; i < 7; ++i) EXPECT_TRUE(offset.add(sample(0, 900, 900, 1000)));  // pushes the first one out
  EXPECT_EQ(offset.best()->offset(), microseconds(400));
}

TEST(OffsetEstimate, IgnoresWhatCannotBe) {
  OffsetEstimate offset;
  EXPECT_FALSE(offset.add(sample(0, 10, 9, 20)));   // answered before it was received
  EXPECT_FALSE(offset.add(sample(0, 10, 50, 20)));  // took longer at the server than in all
  EXPECT_FALSE(offset.add(sample(0, INT64_MAX, INT64_MAX, 20)));
  EXPECT_FALSE(offset.add(sample(0, INT64_MIN, INT64_MAX, 20)));
  EXPECT_FALSE(offset.best());
}

TEST(CameraClock, CountsOnFromWhereItStarted) {
  const TimePoint anchor{seconds(50)};
  const CameraClock clock(anchor, microseconds(1'700'000'000'000'000));
  EXPECT_EQ(clock.at(anchor + milliseconds(3)), microseconds(1'700'000'000'003'000));
  EXPECT_EQ(clock.at(anchor - milliseconds(3)), microseconds(1'699'999'999'997'000));
}

TEST(SendQueue, HoldsOneFrameAndWhatThePathHolds) {
  EXPECT_EQ(bytes_on_the_way(140'000, milliseconds(33), Duration{}), 140'000U);
  EXPECT_EQ(bytes_on_the_way(140'000, milliseconds(33), milliseconds(99)), 4 * 140'000U);
  EXPECT_EQ(bytes_on_the_way(140'000, seconds(2), milliseconds(100)),
            147'000U);  // a link too slow for the rate: no queue
  EXPECT_EQ(bytes_on_the_way(1'000, milliseconds(33), Duration{}), 64U * 1024);
  EXPECT_EQ(bytes_on_the_way(100'000, Duration{1}, seconds(100)), 6'400'000U);
}

}  // namespace
}  // namespace framewake
