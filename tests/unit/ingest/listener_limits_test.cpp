// Bad input over a real socket: every case has one clear answer and loses nothing else.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "ingest_server.hpp"
#include "support/failing_memory.hpp"

namespace framewake {
namespace {

using nlohmann::json;
using test::IngestServer;
using test::jpeg_like;
using test::Opcode;

constexpr std::size_t limit = 64 * 1024;

void expect_rejected(test::RawWebSocket& camera, std::uint64_t frame, const std::string& reason,
                     const std::string& in_detail = {}) {
  const json answer = json::parse(camera.receive_text());
  EXPECT_EQ(answer["type"], "rejected");
  EXPECT_EQ(answer["frame"], frame);
  EXPECT_EQ(answer["reason"], reason);
  EXPECT_NE(answer["detail"].get<std::string>().find(in_detail), std::string::npos) << answer;
  EXPECT_EQ(answer.size(), 4U);
}

void expect_goes_on(IngestServer& server, test::RawWebSocket& camera, std::uint64_t number) {
  camera.send(Opcode::binary, jpeg_like());
  EXPECT_EQ(server.take().number, number);
  EXPECT_EQ(server.counts("front"), (FateCounts{.received = number, .processed = 1, .rejected = number - 1}));
}

TEST(ListenerLimits, OversizeMessageCostsOneFrame) {
  IngestServer server;
  auto camera = server.camera("/camera/front");
  camera.send(Opcode::binary, jpeg_like(640, 480, limit));  // exactly the limit is fine
  server.take();
  camera.send(Opcode::binary, jpeg_like(640, 480, limit + 1));
  expect_rejected(camera, 2, "too_large", "65537 bytes, the limit is 65536 (ingest.max_message)");
  camera.send(Opcode::binary, jpeg_like(640, 480, 10 * limit));
  expect_rejected(camera, 3, "too_large", "655360 bytes");
  camera.send(Opcode::binary, jpeg_like());
  EXPECT_EQ(server.take().number, 4U);
  EXPECT_EQ(server.counts("front"), (FateCounts{.received = 4, .processed = 2, .rejected = 2}));
}

TEST(ListenerLimits, FragmentedOversizeMessageCostsOneFrame) {
  IngestServer server;
  auto camera = server.camera("/camera/front");
  camera.send_raw(test::make_frame(Opcode::binary, jpeg_like(), false));
  for (int i = 0; i < 20; ++i) camera.send_raw(test::make_frame(Opcode::continuation, std::string(30'000, 'x'), false));
  camera.send_raw(test::make_frame(Opcode::continuation, "", true));
  expect_rejected(camera, 1, "too_large", "600400 bytes");
  expect_goes_on(server, camera, 2);
}

TEST(ListenerLimits, OversizeTextCostsOneFrame) {
  IngestServer server;
  auto camera = server.camera("/camera/front");
  camera.send(Opcode::text, "data:image/jpeg;base64," + std::string(2 * limit, 'A'));
  expect_rejected(camera, 1, "too_large");
  expect_goes_on(server, camera, 2);
}

TEST(ListenerLimits, ClaimBeyondTheDrainIsAnsweredAndClosed) {
  for (const std::uint64_t claim : {std::uint64_t{16 * limit + 1}, std::uint64_t{1} << 40, ~std::uint64_t{0} >> 1}) {
    IngestServer server;
    auto camera = server.camera("/camera/front");
    camera.send_raw(test::make_frame_head(Opcode::binary, claim));
    expect_rejected(camera, 1, "too_large", std::to_string(claim));
    EXPECT_EQ(camera.receive_close_code(), 1009);
    EXPECT_EQ(server.counts("front"), (FateCounts{.received = 1, .rejected = 1}));
  }
}

TEST(ListenerLimits, FragmentsBeyondTheDrainAreAnsweredAndClosed) {
  IngestServer server;
  auto camera = server.camera("/camera/front");
  camera.send_raw(test::make_frame(Opcode::binary, "x", false));
  for (int i = 0; i < 20; ++i)
    camera.try_send_raw(test::make_frame(Opcode::continuation, std::string(limit, 'x'), false));
  expect_rejected(camera, 1, "too_large");
  EXPECT_EQ(camera.receive_close_code(), 1009);
  camera.expect_end();
  EXPECT_EQ(server.counts("front"), (FateCounts{.received = 1, .rejected = 1}));
}

TEST(ListenerLimits, AContinuationsClaimTakesNoMemory) {
  for (const std::uint64_t claim : {std::uint64_t{64 * limit}, std::uint64_t{1} << 30, ~std::uint64_t{0} >> 1}) {
    IngestServer server;
    auto camera = server.camera("/camera/front");
    camera.send_raw(test::make_frame(Opcode::binary, "x", false));
    const test::LargestAllocation largest;
    camera.send_raw(test::make_frame_head(Opcode::continuation, claim));
    for (int i = 0; i < 17; ++i) camera.try_send_raw(std::string(limit, 'x'));  // what comes is thrown away
    expect_rejected(camera, 1, "too_large");
    EXPECT_EQ(camera.receive_close_code(), 1009) << claim;
    EXPECT_LT(largest.bytes(), 8 * limit) << claim;
  }
}

TEST(ListenerLimits, WhatIsNoImage) {
  IngestServer server;
  auto camera = server.camera("/camera/front");
  camera.send(Opcode::binary, "GIF89a is not taken");
  expect_rejected(camera, 1, "bad_image");
  camera.send(Opcode::binary, jpeg_like(65'500, 65'500));
  expect_rejected(camera, 2, "too_many_pixels", "65500 x 65500");
  camera.send(Opcode::binary, "");
  expect_rejected(camera, 3, "bad_message", "no bytes");
  camera.send(Opcode::text, "");
  expect_rejected(camera, 4, "bad_message");
  camera.send(Opcode::text, "hello \"camera\" \\ {");
  expect_rejected(camera, 5, "bad_message");
  camera.send(Opcode::text, R"({"type":"clock"})");
  expect_rejected(camera, 6, "bad_message");
  camera.send(Opcode::text, "data:image/jpeg;base64,not base64");
  expect_rejected(camera, 7, "bad_message", "base64");
  camera.send(Opcode::binary, "FWK1\x02");
  expect_rejected(camera, 8, "bad_message", "envelope");
  camera.send(Opcode::binary, "\xff\xd8\xff");
  expect_rejected(camera, 9, "bad_image");
  expect_goes_on(server, camera, 10);
}

struct ProtocolError {
  const char* what;
  std::string bytes;
  std::uint16_t code;  // as websocketpp chooses it
};

TEST(ListenerLimits, ProtocolErrorsCloseWithTheirCode) {
  const std::vector<ProtocolError> errors = {
      {"unmasked", std::string("\x82\x01x", 3), 1002},
      {"reserved bit", std::string("\xc2\x80\0\0\0\0", 6), 1002},
      {"reserved opcode", std::string("\x83\x80\0\0\0\0", 6), 1002},
      {"continuation of nothing", test::make_frame(Opcode::continuation, "x"), 1002},
      {"new message within a message",
       test::make_frame(Opcode::binary, "x", false) + test::make_frame(Opcode::binary, "y"), 1002},
      {"fragmented ping", test::make_frame(Opcode::ping, "x", false), 1002},
      {"long ping", test::make_frame(Opcode::ping, std::string(126, 'x')), 1002},
      {"length not in its shortest form", std::string("\x82\xfe\0\x01\0\0\0\0x", 9), 1002},
      {"text that is not UTF-8", test::make_frame(Opcode::text, "\xff\xfe"), 1007},
  };
  IngestServer server;
  for (const auto& error : errors) {
    auto camera = server.camera("/camera/front");
    camera.send_raw(error.bytes);
    EXPECT_EQ(camera.receive_close_code(), error.code) << error.what;
  }
  EXPECT_EQ(server.counts("front"), FateCounts{});
}

TEST(ListenerLimits, CloseIsAnswered) {
  IngestServer server;
  auto camera = server.camera("/camera/front");
  camera.send(Opcode::close, "\x03\xe8");  // 1000
  EXPECT_EQ(camera.receive_close_code(), 1000);
  camera.expect_end();
}

TEST(ListenerLimits, PingsThatNobodyReadsDoNotPileUp) {
  IngestServer server;
  test::RawWebSocket camera(server.port(), "127.0.0.1", 4096);
  camera.upgrade("/camera/front");
  std::string pings;
  for (int i = 0; i < 1000; ++i) pings += test::make_frame(Opcode::ping, std::string(125, 'p'));
  for (int i = 0; i < 20; ++i) camera.send_raw(pings);
  camera.send(Opcode::binary, jpeg_like());
  EXPECT_EQ(server.take().number, 1U);
  camera.send(Opcode::close, "\x03\xe8");
  int pongs = 0;
  while (const auto frame = camera.receive()) pongs += frame->opcode == Opcode::pong ? 1 : 0;
  EXPECT_GT(pongs, 0);
  EXPECT_LT(pongs, 20'000) << "every ping was answered: the answers were queued without limit";
}

}  // namespace
}  // namespace framewake
