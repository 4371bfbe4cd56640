// Replies to WebSocket cameras: who gets which, and what happens to those that are not read.
#include <gtest/gtest.h>

#include <map>
#include <nlohmann/json.hpp>

#include "ingest_server.hpp"

namespace framewake {
namespace {

using nlohmann::json;
using test::IngestServer;
using test::jpeg_like;
using test::Opcode;

const CameraId reader = *CameraId::parse("reader");

TEST(ListenerReplies, ResultsGoToWhoAskedForThem) {
  IngestServer server;
  auto asked = server.camera("/camera/reader?reply=results");
  auto silent = server.camera("/camera/quiet");
  asked.send(Opcode::binary, jpeg_like());
  const ReplyTo to_asked = server.take().reply_to;
  silent.send(Opcode::binary, jpeg_like());
  const ReplyTo to_silent = server.take().reply_to;

  server.listener().answer(to_asked, 1, AnswerKind::expired, "expired 1");
  EXPECT_EQ(asked.receive_text(), "expired 1") << "who awaits an answer before he sends on must get one";
  server.listener().answer(to_asked, 1, AnswerKind::result, "result 1");
  EXPECT_EQ(asked.receive_text(), "result 1");
  server.listener().answer(to_asked, 2, AnswerKind::rejected, "rejected 2");
  EXPECT_EQ(asked.receive_text(), "rejected 2");

  server.listener().answer(to_silent, 1, AnswerKind::expired, "expired 1");
  server.listener().answer(to_silent, 1, AnswerKind::result, "result 1");
  server.listener().answer(to_silent, 2, AnswerKind::rejected, "rejected 2");
  EXPECT_EQ(silent.receive_text(), "rejected 2") << "rejections are always told, results only who asked";
}

TEST(ListenerReplies, AnswersToTheGoneAreDropped) {
  IngestServer server;
  ReplyTo gone;
  {
    auto camera = server.camera("/camera/reader?reply=results");
    camera.send(Opcode::binary, jpeg_like());
    gone = server.take().reply_to;
    camera.send(Opcode::close, "\x03\xe8");
    camera.expect_end();
  }
  server.listener().answer(gone, 1, AnswerKind::result, "late");
  server.listener().answer({}, 1, AnswerKind::result, "to nobody");
  auto next = server.camera("/camera/reader?reply=results");
  EXPECT_NE(test::round_trip(next).find("clock"), std::string::npos);
}

// A camera that sends and does not read: results are dropped, the newest arrives when it reads again. What is old by then is
// only what the kernels hold.
TEST(ListenerReplies, SlowReaderLosesTheOldOnes) {
  IngestServer server;
  test::RawWebSocket camera(server.port(), "127.0.0.1", 4096);
  camera.upgrade("/camera/reader?reply=results");
  camera.send(Opcode::binary, jpeg_like());
  const ReplyTo reply_to = server.take().reply_to;

  auto probe = server.camera("/camera/probe");
  constexpr int count = 2000;
  const std::string ballast(1000, 'b');
  for (int i = 1; i <= count; ++i) {
    server.listener().answer(reply_to, static_cast<std::uint64_t>(i), AnswerKind::result,
                             json({{"n", i}, {"ballast", ballast}}).dump());
    if (i % 10 == 0) test::round_trip(probe);  // the net thread keeps up and serves others meanwhile
  }
  test::round_trip(probe);
  const std::uint64_t dropped = server.listener().link(reader).replies_dropped;
  EXPECT_GT(dropped, 1800U);

  int received = 0;
  int last = 0;
  while (last < count) {
    const int n = json::parse(camera.receive_text())["n"];
    EXPECT_GT(n, last) << "in order";
    last = n;
    ++received;
  }
  EXPECT_EQ(static_cast<std::uint64_t>(received) + server.listener().link(reader).replies_dropped,
            static_cast<std::uint64_t>(count));
  EXPECT_LT(received, 200) << "what is not read may not pile up";
}

// Results that nobody reads are no reason to lose anything else.
TEST(ListenerReplies, AllElseIsToldThoughResultsAreNotRead) {
  IngestServer server;
  test::RawWebSocket camera(server.port(), "127.0.0.1", 4096);
  camera.upgrade("/camera/reader?reply=results");
  camera.send(Opcode::binary, jpeg_like());
  const ReplyTo reply_to = server.take().reply_to;
  auto probe = server.camera("/camera/probe");
  const std::string ballast(1000, 'b');
  constexpr int count = 500;
  for (int i = 1; i <= count; ++i) {
    const auto tell = [&](AnswerKind kind, const std::string& type) {
      server.listener().answer(reply_to, static_cast<std::uint64_t>(i), kind,
                               json({{"type", type}, {"n", i}, {"ballast", ballast}}).dump());
    };
    tell(AnswerKind::result, "result");
    if (i % 10 == 0) tell(AnswerKind::follow_up, "follow_up");
    if (i % 10 == 0) tell(AnswerKind::rejected, "rejected");
    test::round_trip(probe);
  }
  camera.send(Opcode::text, R"({"type":"clock","t0":7})");

  std::map<std::string, int> seen;
  std::map<std::string, int> last;
  while (last["result"] < count || last["follow_up"] < count || seen["clock"] == 0) {
    const json message = json::parse(camera.receive_text());
    ++seen[message["type"]];
    last[message["type"]] = message.value("n", 0);
  }
  EXPECT_EQ(seen["rejected"], count / 10);
  EXPECT_LT(seen["result"], count);
}

TEST(ListenerReplies, ReplyLargerThanTheBacklogIsSentWhenNothingWaits) {
  IngestOptions options = test::small_options();
  options.max_reply_backlog = kibibytes(1);
  IngestServer server(options);
  auto camera = server.camera("/camera/reader?reply=results");
  camera.send(Opcode::binary, jpeg_like());
  const std::string large(10'000, 'r');
  server.listener().answer(server.take().reply_to, 1, AnswerKind::result, large);
  EXPECT_EQ(camera.receive_text(), large);
}

// ingest.max_message is for what comes in.
TEST(ListenerReplies, ARepliesLengthHasNothingToDoWithTheLimitOfMessages) {
  IngestOptions options = test::small_options();
  options.max_message = kibibytes(1);
  IngestServer server(options);
  auto camera = server.camera("/camera/reader?reply=results");
  camera.send(Opcode::binary, jpeg_like());
  const ReplyTo reply_to = server.take().reply_to;
  for (const std::size_t length : {2'000U, 20'000U}) {
    server.listener().answer(reply_to, 1, AnswerKind::result, std::string(length, 'r'));
    EXPECT_EQ(camera.receive_text(), std::string(length, 'r'));
  }
  test::round_trip(camera);
  EXPECT_EQ(server.counts("reader").received, 1U);
}

constexpr std::size_t more_than_kernels_hold = 16 << 20;

/// The length of the text message whose first bytes these are; what follows is its payload.
std::size_t begin_of_long_text(test::RawWebSocket& camera) {
  const std::string head = camera.receive_bytes(10);
  EXPECT_EQ(head.substr(0, 2), "\x81\x7f");
  std::size_t length = 0;
  for (const char byte : head.substr(2)) length = length << 8 | static_cast<unsigned char>(byte);
  return length;
}

TEST(ListenerReplies, AFollowUpGetsThroughBetweenResults) {
  IngestServer server;
  test::RawWebSocket camera(server.port(), "127.0.0.1", 4096);
  camera.upgrade("/camera/reader?reply=results");
  camera.send(Opcode::binary, jpeg_like());
  const ReplyTo reply_to = server.take().reply_to;
  auto probe = server.camera("/camera/probe");
  const std::string ballast(more_than_kernels_hold, 'b');
  server.listener().answer(reply_to, 1, AnswerKind::result, ballast + "1");
  test::round_trip(probe);
  server.listener().answer(reply_to, 2, AnswerKind::result, ballast + "2");
  server.listener().answer(reply_to, 1, AnswerKind::follow_up, "follow-up");
  test::round_trip(probe);
  camera.receive_bytes(begin_of_long_text(camera));
  const std::size_t second = begin_of_long_text(camera);  // which has been given to the network now
  server.listener().answer(reply_to, 3, AnswerKind::result, ballast + "3");
  test::round_trip(probe);
  EXPECT_EQ(camera.receive_bytes(second).back(), '2');
  EXPECT_EQ(camera.receive_text(), "follow-up");
}

TEST(ListenerReplies, WhoDoesNotReadIsNotPingedAgainAndAgain) {
  IngestOptions options = test::small_options();
  options.ping_interval = milliseconds(20);
  IngestServer server(options);
  test::RawWebSocket camera(server.port(), "127.0.0.1", 4096);
  camera.upgrade("/camera/reader?reply=results");
  camera.send(Opcode::binary, jpeg_like());
  server.listener().answer(server.take().reply_to, 1, AnswerKind::result, std::string(more_than_kernels_hold, 'r'));
  auto probe = server.camera("/camera/probe");
  for (int pings = 0; pings < 40;) pings += probe.receive()->opcode == Opcode::ping ? 1 : 0;
  camera.send(Opcode::text, R"({"type":"clock","t0":7})");
  int pings = 0;
  for (bool answered = false; !answered;) {
    const auto frame = camera.receive();
    ASSERT_TRUE(frame);
    if (frame->opcode == Opcode::ping) ++pings;
    if (frame->payload.size() == more_than_kernels_hold) pings = 0;  // those before it waited for nothing
    answered = frame->payload.find("clock") != std::string::npos;
  }
  EXPECT_LT(pings, 20) << "of 40 intervals";
}

TEST(ListenerReplies, ManyThreadsMayAnswer) {
  IngestServer server;
  auto camera = server.camera("/camera/reader?reply=results");
  camera.send(Opcode::binary, jpeg_like());
  const ReplyTo reply_to = server.take().reply_to;
  constexpr int each = 200;
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < 4; ++t)
      threads.push_back(start_thread("answers", [&](const std::stop_token&) {
        for (int i = 0; i < each; ++i) server.listener().answer(reply_to, 1, AnswerKind::result, "{}");
      }));
  }
  server.listener().answer(reply_to, 1, AnswerKind::result, "last");
  int received = 0;
  while (camera.receive_text() != "last") ++received;
  EXPECT_EQ(static_cast<std::uint64_t>(received) + server.listener().link(reader).replies_dropped, 4U * each);
}

}  // namespace
}  // namespace framewake
