// Every form of a frame over a real socket.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "ingest/clock_exchange.hpp"
#include "ingest_server.hpp"

namespace framewake {
namespace {

using nlohmann::json;
using test::IngestServer;
using test::jpeg_like;
using test::Opcode;

TEST(ListenerFrames, BinaryMessageIsAFrame) {
  IngestServer server;
  auto camera = server.camera("/camera/front");
  const auto before = steady_time().now();
  camera.send(Opcode::binary, jpeg_like(640, 480, 30'000));
  const EncodedFrame frame = server.take();
  EXPECT_EQ(frame.camera.str(), "front");
  EXPECT_EQ(frame.number, 1U);
  EXPECT_EQ(frame.session, 1U);
  EXPECT_EQ(frame.message, jpeg_like(640, 480, 30'000));
  EXPECT_EQ(frame.header.width, 640U);
  EXPECT_FALSE(frame.reply_to.results);
  EXPECT_NE(frame.reply_to.connection, 0U);
  EXPECT_GE(frame.arrival, before);
  EXPECT_LE(frame.arrival, steady_time().now());
  EXPECT_EQ(server.counts("front"), (FateCounts{.received = 1, .processed = 1}));

  const CameraLink link = server.listener().link(*CameraId::parse("front"));
  EXPECT_TRUE(link.connected);
  EXPECT_EQ(link.last_frame, frame.arrival);
  EXPECT_EQ(link.width, 640U);
  EXPECT_EQ(link.height, 480U);
  EXPECT_GT(link.fps, 0);
  EXPECT_FALSE(server.listener().link(*CameraId::parse("other")).connected);
}

TEST(ListenerFrames, OneThatIsRejectedHasComeToo) {
  IngestServer server;
  auto camera = server.camera("/camera/front");
  const TimePoint before = steady_time().now();
  camera.send(Opcode::binary, "no picture");
  EXPECT_EQ(json::parse(camera.receive_text()).at("type"), "rejected");
  const CameraLink rubbish = server.listener().link(*CameraId::parse("front"));
  ASSERT_TRUE(rubbish.last_frame.has_value());
  EXPECT_GE(*rubbish.last_frame, before);
  EXPECT_GT(rubbish.fps, 0);
  EXPECT_FALSE(rubbish.last_picture.has_value());

  camera.send(Opcode::binary, jpeg_like());
  const EncodedFrame frame = server.take();
  camera.send(Opcode::binary, "no picture either");
  camera.receive_text();
  const CameraLink after = server.listener().link(*CameraId::parse("front"));
  EXPECT_EQ(after.last_picture, frame.arrival);
  EXPECT_GT(after.last_frame, frame.arrival);
}

TEST(ListenerFrames, RootIsTheCameraDefault) {
  IngestServer server;
  auto camera = server.camera("/?reply=results");
  camera.send(Opcode::binary, jpeg_like());
  const EncodedFrame frame = server.take();
  EXPECT_EQ(frame.camera.str(), "default");
  EXPECT_TRUE(frame.reply_to.results);
}

TEST(ListenerFrames, FragmentsWithAPingInBetween) {
  IngestServer server;
  auto camera = server.camera("/camera/front");
  const std::string image = jpeg_like(320, 240, 3000);
  camera.send_raw(test::make_frame(Opcode::binary, image.substr(0, 1), false));
  camera.send_raw(test::make_frame(Opcode::ping, "are you there"));
  camera.send_raw(test::make_frame(Opcode::continuation, image.substr(1, 1500), false, 0xdeadbeef));
  camera.send_raw(test::make_frame(Opcode::continuation, "", false));
  camera.send_raw(test::make_frame(Opcode::continuation, image.substr(1501), true, 0x01020304));
  EXPECT_EQ(server.take().message, image);
  const auto pong = camera.receive();
  ASSERT_TRUE(pong);
  EXPECT_EQ(pong->opcode, Opcode::pong);
  EXPECT_EQ(pong->payload, "are you there");
  EXPECT_EQ(server.counts("front"), (FateCounts{.received = 1, .processed = 1}));
}

TEST(ListenerFrames, ByteByByte) {
  IngestServer server;
  auto camera = server.camera("/camera/front");
  const std::string wire = test::make_frame(Opcode::binary, jpeg_like(16, 16, 300));
  for (const char c : wire) camera.send_raw({&c, 1});
  EXPECT_EQ(server.take().message, jpeg_like(16, 16, 300));
}

TEST(ListenerFrames, DataUrlText) {
  IngestServer server;
  auto camera = server.camera("/camera/front");
  // FF D8 FF C0 00 11 08 00 F0 01 40 03 01 22 00 02 11 01 03 11 01: 320 x 240
  camera.send(Opcode::text, "data:image/jpeg;base64,/9j/wAARCADwAUADASIAAhEBAxEB");
  const EncodedFrame frame = server.take();
  EXPECT_EQ(frame.header.width, 320U);
  EXPECT_EQ(frame.header.height, 240U);
  EXPECT_EQ(frame.message.size(), 21U);
}

TEST(ListenerFrames, EnvelopeAndClockExchange) {
  IngestServer server;
  auto camera = server.camera("/camera/front");
  const std::int64_t before = wall_clock_us();
  const json answer = json::parse(test::round_trip(camera, "123456789"));
  EXPECT_EQ(answer["t0"], 123456789);
  EXPECT_GE(answer["t1"].get<std::int64_t>(), before);
  EXPECT_GE(answer["t2"].get<std::int64_t>(), answer["t1"].get<std::int64_t>());
  EXPECT_LE(answer["t2"].get<std::int64_t>(), wall_clock_us());

  // The camera's clock is 5 s behind the server's.
  const auto camera_clock = [] { return static_cast<std::uint64_t>(wall_clock_us() - 5'000'000); };
  camera.send(Opcode::binary, test::make_envelope(7, camera_clock()) + jpeg_like());
  EncodedFrame frame = server.take();
  EXPECT_EQ(frame.seq, 7U);
  EXPECT_FALSE(frame.capture_to_arrival) << "no offset is known yet";

  camera.send(Opcode::text, R"({"type":"offset","us":5000000})");
  const std::uint64_t captured = camera_clock() - 40'000;
  camera.send(Opcode::binary, test::make_envelope(8, captured) + jpeg_like());
  frame = server.take();
  EXPECT_EQ(frame.seq, 8U);
  ASSERT_TRUE(frame.capture_to_arrival);
  EXPECT_GE(*frame.capture_to_arrival, microseconds(40'000));
  EXPECT_LE(*frame.capture_to_arrival, microseconds(static_cast<std::int64_t>(camera_clock() - captured)));
  EXPECT_EQ(server.counts("front"), (FateCounts{.received = 2, .processed = 2})) << "clock messages are no frames";
}

TEST(ListenerFrames, NewerFrameSupersedesTheWaitingOne) {
  IngestServer server;
  auto camera = server.camera("/camera/front");
  for (int i = 0; i < 5; ++i) camera.send(Opcode::binary, jpeg_like(100 + i, 100));
  test::round_trip(camera);
  EXPECT_EQ(server.counts("front"), (FateCounts{.received = 5, .superseded = 4, .in_flight = 1}));
  const EncodedFrame frame = server.take();
  EXPECT_EQ(frame.number, 5U);
  EXPECT_EQ(frame.header.width, 104U);
}

TEST(ListenerFrames, MessagesRightBehindTheHandshakeAreTaken) {
  IngestServer server;
  test::RawWebSocket camera(server.port());
  camera.send_raw(
      "GET /camera/front HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: keep-alive, Upgrade\r\n"
      "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n" +
      test::make_frame(Opcode::binary, jpeg_like()));
  EXPECT_EQ(camera.receive_http().status, 101);
  EXPECT_EQ(server.take().message, jpeg_like());
}

TEST(ListenerFrames, Ipv6) {
  IngestOptions options = test::small_options();
  options.listen = "[::1]:0";
  IngestServer server(options);
  test::RawWebSocket camera(server.port(), "::1");
  camera.upgrade("/camera/front");
  camera.send(Opcode::binary, jpeg_like());
  EXPECT_EQ(server.take().number, 1U);
}

TEST(ListenerFrames, TakenPortIsAnError) {
  IngestServer server;
  IngestOptions options = test::small_options();
  options.listen = "127.0.0.1:" + std::to_string(server.port());
  EXPECT_THROW(IngestServer second(options), std::system_error);
}

}  // namespace
}  // namespace framewake
