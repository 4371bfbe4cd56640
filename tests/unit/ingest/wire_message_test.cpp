#include "ingest/wire_message.hpp"

#include <gtest/gtest.h>

#include <optional>

namespace framewake {
namespace {

constexpr auto binary = websocketpp::frame::opcode::binary;

struct WireMessageTest : testing::Test {
  WireMessageTest() {
    traffic->max_message = 1000;
    traffic->drain = 16'000;
    traffic->flood = [this](std::uint64_t bytes) {
      EXPECT_FALSE(flood) << "told twice";
      flood = bytes;
    };
  }
  std::shared_ptr<WireTraffic> traffic = std::make_shared<WireTraffic>();
  std::optional<std::uint64_t> flood;
};

TEST_F(WireMessageTest, KeepsWhatFitsAndReservesOnce) {
  WireMessage message(traffic, binary, 1000);
  const char* const room = message.get_raw_payload().data();
  for (int i = 0; i < 10; ++i) message.get_raw_payload().append(100, 'a');
  EXPECT_EQ(message.finish(), 1000U);
  EXPECT_FALSE(message.oversize());
  EXPECT_EQ(message.get_payload(), std::string(1000, 'a'));
  EXPECT_EQ(message.get_payload().data(), room);
}

TEST_F(WireMessageTest, ClaimBeyondTheLimitReservesNothing) {
  WireMessage message(traffic, binary, 10'000);
  EXPECT_TRUE(message.oversize());
  EXPECT_LT(message.get_payload().capacity(), 100U);
  EXPECT_FALSE(flood);
}

TEST_F(WireMessageTest, GrowsNotBeyondTheLimitAndOnePart) {
  WireMessage message(traffic, binary, 10);  // the first of many fragments
  for (int i = 0; i < 100; ++i) {
    message.get_raw_payload().append(100, 'a');
    EXPECT_LE(message.get_payload().size(), 1100U);
  }
  EXPECT_EQ(message.finish(), 10'000U);
  EXPECT_TRUE(message.oversize());
  EXPECT_TRUE(message.get_payload().empty());
  EXPECT_FALSE(flood);
}

TEST_F(WireMessageTest, FloodIsToldOnceByClaimOrByBytes) {
  {
    WireMessage message(traffic, binary, 10);
    for (int i = 0; i < 200; ++i) message.get_raw_payload().append(100, 'a');
    EXPECT_GT(flood, 16'000U);
  }
  traffic->flooded = false;
  flood.reset();
  const WireMessage claims(traffic, binary, 16'001);
  EXPECT_EQ(flood, 16'001U);
  const WireMessage again(traffic, binary, 16'001);  // must not tell again
}

TEST_F(WireMessageTest, OutgoingBytesAreCountedUntilGone) {
  int written = 0;
  traffic->written = [&] { ++written; };
  auto message = std::make_shared<WireMessage>(traffic);
  message->get_raw_payload() = std::string(5000, 'r');  // limits are for what comes in
  message->set_prepared(true);
  EXPECT_EQ(traffic->unsent_bytes, 5000U);
  EXPECT_EQ(traffic->unsent_messages, 1U);
  EXPECT_EQ(written, 0);
  message.reset();
  EXPECT_EQ(traffic->unsent_bytes, 0U);
  EXPECT_EQ(traffic->unsent_messages, 0U);
  EXPECT_EQ(written, 1);
}

}  // namespace
}  // namespace framewake
