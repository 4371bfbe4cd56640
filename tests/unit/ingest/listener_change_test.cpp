// Options that change while cameras are connected.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "ingest_server.hpp"

namespace framewake {
namespace {

using nlohmann::json;
using test::IngestServer;
using test::jpeg_like;
using test::Opcode;
using test::round_trip;

constexpr std::uint64_t pixels = 16'000'000;

TEST(ListenerChange, LimitsHoldForTheNextFrameOfAnOpenConnection) {
  IngestServer server;
  auto camera = server.camera("/camera/front");
  camera.send(Opcode::binary, jpeg_like(640, 480, 60'000));
  EXPECT_EQ(server.take().number, 1U);

  IngestOptions options = test::small_options();
  options.max_message = kibibytes(10);
  server.listener().change(options, pixels);
  round_trip(camera);  // the change was posted before
  camera.send(Opcode::binary, jpeg_like(640, 480, 60'000));
  EXPECT_EQ(json::parse(camera.receive_text())["reason"], "too_large");

  options.max_message = kibibytes(100);
  server.listener().change(options, 1000);
  round_trip(camera);
  camera.send(Opcode::binary, jpeg_like(640, 480, 90'000));
  EXPECT_EQ(json::parse(camera.receive_text())["reason"], "too_many_pixels");
  camera.send(Opcode::binary, jpeg_like(10, 10, 90'000));
  EXPECT_EQ(server.take().number, 4U);
  EXPECT_EQ(server.counts("front"), (FateCounts{.received = 4, .processed = 2, .rejected = 2}));
}

TEST(ListenerChange, AShorterIdleTimeoutHoldsForThoseThatAreThere) {
  IngestOptions options = test::small_options();
  options.idle_timeout = std::chrono::hours(1);
  options.ping_interval = std::chrono::hours(1);
  IngestServer server(options);
  auto silent = server.camera("/camera/front");
  options.idle_timeout = milliseconds(20);
  server.listener().change(options, pixels);
  silent.expect_end();
}

TEST(ListenerChange, PingsComeAtTheNewInterval) {
  IngestOptions options = test::small_options();
  options.ping_interval = std::chrono::hours(1);
  IngestServer server(options);
  auto camera = server.camera("/camera/front");
  options.ping_interval = milliseconds(10);
  server.listener().change(options, pixels);
  const auto frame = camera.receive();
  ASSERT_TRUE(frame);
  EXPECT_EQ(frame->opcode, Opcode::ping);
}

TEST(ListenerChange, RoomForMoreConnectionsIsTakenAtOnce) {
  IngestOptions options = test::small_options();
  options.max_connections = 1;
  IngestServer server(options);
  auto first = server.camera("/camera/front");
  test::RawWebSocket waits(server.port());  // in the kernel's queue
  options.max_connections = 2;
  server.listener().change(options, pixels);
  waits.upgrade("/camera/yard");
  round_trip(first);
  round_trip(waits);
}

TEST(ListenerChange, CamerasThatBecomeConfiguredMakeRoomForOthers) {
  auto settings = IngestServer::settings(test::small_options());
  settings.options.max_cameras = 1;
  std::atomic<bool> all_configured = false;
  settings.terms = [&](const CameraId&) {
    return CameraTerms{.lane = {std::chrono::seconds(60)}, .configured = all_configured};
  };
  IngestServer server(settings);
  auto front = server.camera("/camera/front");
  EXPECT_EQ(test::RawWebSocket(server.port()).try_upgrade("/camera/yard").status, 503);
  all_configured = true;
  server.listener().change(settings.options, pixels);
  round_trip(front);
  all_configured = false;
  auto yard = server.camera("/camera/yard");
  EXPECT_EQ(test::RawWebSocket(server.port()).try_upgrade("/camera/door").status, 503);
}

TEST(ListenerChange, TheSamePictureAgainAndAgainIsNoted) {
  IngestServer server;
  auto camera = server.camera("/camera/front");
  const CameraId front = *CameraId::parse("front");
  const auto send = [&](const std::string& message) {
    camera.send(Opcode::binary, message);
    server.take();
    return server.listener().link(front);
  };
  const CameraLink first = send(jpeg_like());
  EXPECT_EQ(first.unchanged_since, first.last_frame);
  send(jpeg_like());
  const CameraLink third = send(jpeg_like());
  EXPECT_LT(third.unchanged_since, third.last_frame);
  const CameraLink other = send(jpeg_like(320, 240));
  EXPECT_EQ(other.unchanged_since, other.last_frame);

  const CameraLink still = send(test::make_envelope(1, 77) + jpeg_like(100, 100));
  EXPECT_EQ(send(test::make_envelope(2, 77) + jpeg_like(101, 100)).unchanged_since, still.last_frame);
  const CameraLink ticks = send(test::make_envelope(3, 78) + jpeg_like(102, 100));
  EXPECT_EQ(ticks.unchanged_since, ticks.last_frame);
  send(test::make_envelope(4, 0) + jpeg_like(103, 100));
  const CameraLink clockless = send(test::make_envelope(5, 0) + jpeg_like(104, 100));
  EXPECT_EQ(clockless.unchanged_since, clockless.last_frame) << "0 is no time";
}

}  // namespace
}  // namespace framewake
