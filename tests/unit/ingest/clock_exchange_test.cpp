#include "ingest/clock_exchange.hpp"

#include <gtest/gtest.h>

namespace framewake {
namespace {

TEST(ClockExchange, ReadsQuestionAndOffset) {
  const auto question = read_clock_message(R"({"type":"clock","t0":1700000000000001})");
  ASSERT_TRUE(std::holds_alternative<ClockQuestion>(question));
  EXPECT_EQ(clock_answer(std::get<ClockQuestion>(question), 5, 6),
            R"({"type":"clock","t0":1700000000000001,"t1":5,"t2":6})");

  const auto offset = read_clock_message(R"({"us":-12345,"type":"offset"})");
  ASSERT_TRUE(std::holds_alternative<ClockOffset>(offset));
  EXPECT_EQ(std::get<ClockOffset>(offset).us, -12345);
  EXPECT_EQ(std::get<ClockOffset>(read_clock_message(R"({"type":"offset","us":2.6})")).us, 3);
}

TEST(ClockExchange, EverythingElseIsNeither) {
  for (const std::string text :
       {"", "hello", "{", "[]", "null", "{}", R"({"type":"clock"})", R"({"type":"clock","t0":"1"})",
        R"({"type":"offset"})", R"({"type":"offset","us":"x"})", R"({"type":"offset","us":1e300})",
        R"({"type":"offset","us":18446744073709551615})", R"({"type":7})", R"({"type":"frame","t0":1})",
        R"({"type":"clock","t0":1} x)"})
    EXPECT_TRUE(std::holds_alternative<std::monostate>(read_clock_message(text))) << text;
  EXPECT_TRUE(std::holds_alternative<std::monostate>(
      read_clock_message(R"({"type":"clock","t0":1,"x":")" + std::string(300, 'x') + "\"}")));
}

TEST(ClockExchange, AgeIsArrivalMinusCaptureOnTheServersClock) {
  EXPECT_EQ(capture_to_arrival(1'000'000, 500, 1'020'500), microseconds(20'000));
  EXPECT_EQ(capture_to_arrival(2'000'000, -1'000'000, 1'020'500), microseconds(20'500));
}

TEST(ClockExchange, ClocksThatCannotBeRightAreNotKnown) {
  const std::int64_t now = 1'700'000'000'000'000;
  const auto captured = [](std::int64_t us) { return static_cast<std::uint64_t>(us); };
  EXPECT_EQ(capture_to_arrival(captured(now + 1), 0, now), microseconds(0));
  EXPECT_EQ(capture_to_arrival(captured(now + 1'000'000), 0, now), microseconds(0));
  EXPECT_EQ(capture_to_arrival(captured(now + 1'000'001), 0, now), std::nullopt);
  EXPECT_EQ(capture_to_arrival(captured(now - 3'600'000'000), 0, now), microseconds(3'600'000'000));
  EXPECT_EQ(capture_to_arrival(captured(now - 3'600'000'001), 0, now), std::nullopt);
  EXPECT_EQ(capture_to_arrival(UINT64_MAX, 0, now), std::nullopt);
  EXPECT_EQ(capture_to_arrival(0, INT64_MIN, now), std::nullopt);
  EXPECT_EQ(capture_to_arrival(UINT64_MAX, INT64_MAX, now), std::nullopt);
}

}  // namespace
}  // namespace framewake
