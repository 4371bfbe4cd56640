// Who may be connected, for how long, and how it ends.
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <nlohmann/json.hpp>

#include "ingest_server.hpp"

namespace framewake {
namespace {

using test::IngestServer;
using test::jpeg_like;
using test::Opcode;

const CameraId front = *CameraId::parse("front");

TEST(ListenerConnections, NewestTakesThePlace) {
  IngestServer server;
  auto older = server.camera("/camera/front");
  older.send(Opcode::binary, jpeg_like());
  EXPECT_EQ(server.take().session, 1U);
  auto newer = server.camera("/camera/front");
  newer.send(Opcode::binary, jpeg_like());
  const EncodedFrame frame = server.take();
  EXPECT_EQ(frame.session, 2U);
  EXPECT_EQ(frame.number, 2U);
  older.try_send_raw(test::make_frame(Opcode::binary, jpeg_like()));  // too late: not its place any more
  EXPECT_EQ(older.receive_close_code(), 4000);
  older.expect_end();  // cut although the close was not answered
  test::round_trip(newer);
  const CameraLink link = server.listener().link(front);
  EXPECT_TRUE(link.connected);
  EXPECT_EQ(link.takeovers, 1U);
  EXPECT_EQ(server.counts("front"), (FateCounts{.received = 2, .processed = 2}));
}

TEST(ListenerConnections, RejectKeepsTheOlder) {
  IngestOptions options = test::small_options();
  options.takeover = Takeover::reject;
  IngestServer server(options);
  auto older = server.camera("/camera/front");
  const auto reply = test::RawWebSocket(server.port()).try_upgrade("/camera/front");
  EXPECT_EQ(reply.status, 409);
  EXPECT_NE(reply.body.find("ingest.takeover"), std::string::npos);
  older.send(Opcode::binary, jpeg_like());
  EXPECT_EQ(server.take().session, 1U);
  older.send(Opcode::close, "\x03\xe8");
  older.expect_end();
  auto next = server.camera("/camera/front");
  next.send(Opcode::binary, jpeg_like());
  EXPECT_EQ(server.take().session, 2U);
}

TEST(ListenerConnections, RejectDoesNotGuardTheDead) {
  IngestOptions options = test::small_options();
  options.takeover = Takeover::reject;
  options.ping_interval = milliseconds(30);
  IngestServer server(options);
  auto silent = server.camera("/camera/front");  // answers no ping
  for (int pings = 0; pings < 4;) {              // heard of last before the first of these
    const auto frame = silent.receive();
    ASSERT_TRUE(frame);
    if (frame->opcode == Opcode::ping) ++pings;
  }
  auto newer = server.camera("/camera/front");
  EXPECT_EQ(silent.receive_close_code(), 4000);
  test::round_trip(newer);
}

TEST(ListenerConnections, SilentConnectIsCut) {
  IngestOptions options = test::small_options();
  options.handshake_timeout = milliseconds(50);
  IngestServer server(options);
  test::RawWebSocket silent(server.port());
  silent.expect_end();
  test::RawWebSocket half(server.port());
  half.send_raw("GET /camera/front HTTP/1.1\r\nHos");
  half.expect_end();
  test::RawWebSocket post(server.port());
  post.send_raw("POST /camera/front HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nhalf");
  post.expect_end();
  EXPECT_EQ(server.counts("front"), FateCounts{});
}

TEST(ListenerConnections, StoppedInMidMessageIsCut) {
  IngestOptions options = test::small_options();
  options.idle_timeout = milliseconds(60);
  IngestServer server(options);
  auto camera = server.camera("/camera/front");
  const std::string wire = test::make_frame(Opcode::binary, jpeg_like(640, 480, 10'000));
  camera.send_raw(std::string_view(wire).substr(0, 5000));
  camera.expect_end();
  EXPECT_EQ(server.counts("front"), FateCounts{});
}

TEST(ListenerConnections, DripsDoNotCountAsLife) {
  IngestOptions options = test::small_options();
  options.ping_interval = milliseconds(10);
  options.idle_timeout = milliseconds(100);
  IngestServer server(options);
  auto camera = server.camera("/camera/front");
  camera.send_raw(test::make_frame_head(Opcode::binary, 60'000));
  while (camera.receive()) camera.try_send_raw("x");  // a byte at every ping, until cut
  EXPECT_EQ(server.counts("front"), FateCounts{});
}

TEST(ListenerConnections, PongsKeepAQuietCamera) {
  IngestOptions options = test::small_options();
  options.idle_timeout = milliseconds(400);  // a ping_interval that is longer does not matter
  IngestServer server(options);
  auto camera = server.camera("/camera/front");
  for (int pings = 0; pings < 4; ++pings) {  // in all longer than the idle timeout
    const auto frame = camera.receive();
    ASSERT_TRUE(frame) << "cut although it answers";
    ASSERT_EQ(frame->opcode, Opcode::ping);
    camera.send(Opcode::pong, frame->payload);
  }
  test::round_trip(camera);
}

TEST(ListenerConnections, OneAddressHasItsLimit) {
  IngestOptions options = test::small_options();
  options.max_connections_per_address = 2;
  IngestServer server(options);
  auto a = server.camera("/camera/a");
  auto b = server.camera("/camera/b");
  {
    test::RawWebSocket third(server.port());
    const auto reply = third.try_upgrade("/camera/c");
    EXPECT_EQ(reply.status, 503);
    EXPECT_EQ(nlohmann::json::parse(reply.body)["type"], "error");
    third.expect_end();
  }
  a.send(Opcode::close, "\x03\xe8");
  a.expect_end();
  auto c = server.camera("/camera/c");
  test::round_trip(c);
  test::round_trip(b);
}

TEST(ListenerConnections, AtTheLimitInAllOthersWait) {
  IngestOptions options = test::small_options();
  options.max_connections = 1;
  IngestServer server(options);
  auto first = server.camera("/camera/a");
  test::RawWebSocket second(server.port());  // the kernel takes it, nobody serves it
  second.send_raw(
      "GET /camera/b HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
      "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
  test::round_trip(first);
  EXPECT_EQ(server.exchange().find("b"), nullptr);
  first.send(Opcode::close, "\x03\xe8");
  first.expect_end();
  EXPECT_EQ(second.receive_http().status, 101);
}

TEST(ListenerConnections, LackOfDescriptorsIsWaitedOutWithoutSpinning) {
  IngestServer server;
  auto camera = server.camera("/camera/front");
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &before), 0);
  test::RawWebSocket late = [&] {
    const int next = ::dup(0);
    ::close(next);
    rlimit none_left = before;
    none_left.rlim_cur = static_cast<rlim_t>(next) + 1;  // one more: the client's own
    ::setrlimit(RLIMIT_NOFILE, &none_left);
    return test::RawWebSocket(server.port());
  }();
  const auto cpu_before = server.cpu_time();
  late.send_raw(
      "GET /camera/late HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
      "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
  for (int i = 0; i < 100; ++i) test::round_trip(camera);  // who is there is served
  EXPECT_EQ(server.exchange().find("late"), nullptr);
  ::setrlimit(RLIMIT_NOFILE, &before);
  EXPECT_EQ(late.receive_http().status, 101);  // after a pause of 200 ms
  EXPECT_LT(server.cpu_time() - cpu_before, milliseconds(100));
}

TEST(ListenerConnections, CloseAllSaysGoingAway) {
  IngestServer server;
  auto polite = server.camera("/camera/polite");
  auto rude = server.camera("/camera/rude");
  test::RawWebSocket silent(server.port());
  test::RawWebSocket posting(server.port());
  posting.send_raw("POST /camera/post?reply=results HTTP/1.1\r\nHost: x\r\nContent-Length: 400\r\n\r\n" + jpeg_like());
  server.take();
  server.listener().close_all(milliseconds(100));
  EXPECT_EQ(polite.receive_close_code(), 1001);
  polite.send(Opcode::close, "\x03\xe9");
  polite.expect_end();
  EXPECT_EQ(rude.receive_close_code(), 1001);
  rude.expect_end();
  silent.expect_end();
  EXPECT_EQ(posting.receive_http().status, 503);
  server.stop();  // returns only when the io_context has run dry
  EXPECT_FALSE(server.listener().link(*CameraId::parse("polite")).connected);
  EXPECT_THROW(test::RawWebSocket(server.port()).upgrade("/camera/late"), std::runtime_error);
}

TEST(ListenerConnections, AHandshakeUnderWayAtTheStopIsCompletedAndToldToGo) {
  IngestServer server;
  test::RawWebSocket late(server.port());
  late.send_raw("GET /camera/late HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\n");
  auto camera = server.camera("/camera/front");  // so the other has been accepted before it
  server.listener().close_all(std::chrono::seconds(10));
  EXPECT_EQ(camera.receive_close_code(), 1001);
  late.send_raw(
      "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
  EXPECT_EQ(late.receive_http().status, 101);
  EXPECT_EQ(late.receive_close_code(), 1001);
  for (auto* peer : {&camera, &late}) peer->send(Opcode::close, "\x03\xe9");
  server.stop();
}

TEST(ListenerConnections, StopAcceptingKeepsWhoIsThere) {
  IngestServer server;
  auto camera = server.camera("/camera/front");
  server.listener().stop_accepting();
  test::round_trip(camera);
  EXPECT_THROW(test::RawWebSocket(server.port()).upgrade("/camera/late"), std::runtime_error);
  camera.send(Opcode::binary, jpeg_like());
  EXPECT_EQ(server.take().number, 1U);
  EXPECT_TRUE(server.listener().on_loopback())
      << "a handshake under way now needs no token that it did not need before";
}

TEST(ListenerConnections, DisconnectShowsInTheLink) {
  IngestServer server;
  {
    auto camera = server.camera("/camera/front");
    test::round_trip(camera);
    EXPECT_TRUE(server.listener().link(front).connected);
    camera.send(Opcode::close, "\x03\xe8");
    camera.expect_end();
  }
  server.stop();
  EXPECT_FALSE(server.listener().link(front).connected);
}

}  // namespace
}  // namespace framewake
