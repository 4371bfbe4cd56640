#include "client/wire.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace framewake {
namespace {

TEST(Envelope, IsMagicVersionSequenceAndTime) {
  const auto bytes = write_envelope(0x0102030405060708ULL, microseconds(0x1112131415161718LL));
  EXPECT_THAT(bytes, testing::ElementsAre('F', 'W', 'K', '1', 1, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 0x11, 0x12, 0x13,
                                          0x14, 0x15, 0x16, 0x17, 0x18));
}

TEST(Clock, IsAskedAndToldInJson) {
  EXPECT_EQ(write_clock_question(microseconds(12)), R"({"type":"clock","t0":12})");
  EXPECT_EQ(write_offset(microseconds(-34)), R"({"type":"offset","us":-34})");
}

TEST(ServerMessage, ReadsTheWordsOfTheProtocol) {
  const auto result = read_server_message(R"({"type":"result","camera":"a","frame":3,"seq":41,"superseded":2})");
  ASSERT_TRUE(result);
  EXPECT_EQ(result->kind, ServerMessage::Kind::result);
  EXPECT_EQ(result->seq, 41U);

  const auto rejected =
      read_server_message(R"({"type":"rejected","frame":3,"reason":"bad_image","detail":"no \u001b[2J JPEG"})");
  ASSERT_TRUE(rejected);
  EXPECT_EQ(rejected->kind, ServerMessage::Kind::rejected);
  EXPECT_EQ(rejected->reason, "bad_image");
  EXPECT_EQ(rejected->detail, "no ?[2J JPEG");  // nothing that a terminal would obey
  EXPECT_FALSE(rejected->seq);

  const auto clock = read_server_message(R"({"type":"clock","t0":1,"t1":-2,"t2":3})");
  ASSERT_TRUE(clock);
  EXPECT_EQ(clock->kind, ServerMessage::Kind::clock);
  EXPECT_EQ(clock->t1, microseconds(-2));
}

TEST(ServerMessage, ReadsWhatTheServerCanMakeUseOf) {
  const auto advice = [](const std::string& next) {
    return read_server_message(R"({"type":"result","frame":3,"next":)" + next + "}")->advice;
  };
  EXPECT_EQ(advice(R"({"fps":2.5,"size":[640,360]})"), (Advice{2.5, {{640, 360}}}));
  EXPECT_EQ(advice(R"({"fps":4})"), (Advice{4.0, {}}));
  EXPECT_EQ(advice(R"({"fps":1e-300})"), (Advice{0.001, {}}));
  EXPECT_EQ(advice(R"({"fps":1e300})"), (Advice{1000.0, {}}));
  for (const char* nonsense : {"{}", "7", R"({"fps":0})", R"({"fps":-1})", R"({"fps":"5"})", R"({"size":[640]})",
                               R"({"size":[640,0]})", R"({"size":[640,1e9]})", R"({"size":[640,99999999999]})"})
    EXPECT_EQ(advice(nonsense), Advice{}) << nonsense;
  EXPECT_EQ(read_server_message(R"({"type":"follow_up","frame":3})")->kind, ServerMessage::Kind::follow_up);
}

TEST(ServerMessage, IsNothingWhenItIsNoObjectOrLacksWhatItNeeds) {
  for (const char* text :
       {"", "x", "[]", "null", "\"result\"", R"({"type":"clock"})", R"({"type":"clock","t0":1,"t1":2})",
        R"({"type":"clock","t0":1,"t1":2,"t2":1.5})", R"({"type":"clock","t0":1,"t1":2,"t2":18446744073709551615})"})
    EXPECT_FALSE(read_server_message(text)) << text;
  EXPECT_EQ(read_server_message(R"({"type":"news"})")->kind, ServerMessage::Kind::other);
  EXPECT_EQ(read_server_message(R"({"type":7})")->kind, ServerMessage::Kind::other);
}

}  // namespace
}  // namespace framewake
