// A camera that sends more than it may is read from more slowly; nothing that it has sent is lost.
#include <gmock/gmock.h>

#include <netinet/in.h>
#include <sys/socket.h>

#include <nlohmann/json.hpp>

#include "base/descriptor.hpp"
#include "ingest_server.hpp"
#include "support/manual_time.hpp"

namespace framewake {
namespace {

using nlohmann::json;
using std::chrono::milliseconds;
using test::IngestServer;
using test::jpeg_like;
using test::Opcode;

IngestSettings limited(CameraLimits limits, IngestOptions options = test::small_options()) {
  auto settings = IngestServer::settings(std::move(options));
  settings.terms = [limits](const CameraId&) {
    CameraTerms terms{.lane = {std::chrono::seconds(60)}};
    terms.limits = limits;
    return terms;
  };
  return settings;
}

TEST(Rate, FramesBeyondItArriveLater) {
  IngestServer server(limited({.fps = 40}));
  auto camera = server.camera("/camera/front");
  const auto begun = Clock::now();
  for (int i = 0; i < 60; ++i) camera.send(Opcode::binary, jpeg_like());
  test::round_trip(camera);
  EXPECT_EQ(server.counts("front").received, 60U);
  // 40 are in hand. What is read in one go comes at once, but then nothing is read until that is made up for.
  test::round_trip(camera);
  EXPECT_GE(Clock::now() - begun, milliseconds(450));
}

/// Of both ends of a connection within this process, the server's.
int server_end_of(const test::RawWebSocket& camera) {
  sockaddr_in mine{};
  socklen_t size = sizeof mine;
  ::getsockname(camera.descriptor(), reinterpret_cast<sockaddr*>(&mine), &size);
  for (int descriptor = 0; descriptor < 1024; ++descriptor) {
    sockaddr_in peer{};
    size = sizeof peer;
    if (::getpeername(descriptor, reinterpret_cast<sockaddr*>(&peer), &size) == 0 && peer.sin_family == AF_INET &&
        peer.sin_port == mine.sin_port)
      return descriptor;
  }
  throw std::runtime_error("the server's end was not found");
}

int receive_buffer_of(int socket) {
  int bytes = 0;
  socklen_t size = sizeof bytes;
  ::getsockopt(socket, SOL_SOCKET, SO_RCVBUF, &bytes, &size);
  return bytes;
}

// What was read together with the frame that is one too many waits too: otherwise the next of them would take its place.
TEST(Rate, FramesThatCameTogetherAreTakenOneByOne) {
  auto settings = IngestServer::settings(test::small_options());
  settings.terms = [](const CameraId& camera) {
    CameraTerms terms{.lane = {std::chrono::seconds(60)}};
    if (camera.str() == "front") terms.limits = {.fps = 0.05};
    return terms;
  };
  IngestServer server(std::move(settings));
  auto camera = server.camera("/camera/front");
  auto probe = server.camera("/camera/probe");
  const int before = receive_buffer_of(server_end_of(camera));
  std::string frames;
  for (int i = 0; i < 20; ++i) frames += test::make_frame(Opcode::binary, jpeg_like());
  {
    auto busy = server.busy();
    camera.send_raw(frames);
  }
  test::round_trip(probe);
  test::round_trip(probe);
  EXPECT_EQ(server.counts("front").received, 2U) << "one is in hand, the next is a debt of 20 s";
  const int after = receive_buffer_of(server_end_of(camera));
  EXPECT_LT(after, before) << "what the kernel holds unread goes stale";
  EXPECT_GE(after, 32 * 1024);
}

TEST(Rate, BytesBeyondItHoldTheSenderBack) {
  constexpr std::size_t size = 60'000;
  constexpr int frames = 400;
  IngestServer server(limited({.bytes_per_second = 12e6}));
  auto camera = server.camera("/camera/front");
  const std::string frame = test::make_frame(Opcode::binary, jpeg_like(640, 480, size));
  const auto begun = Clock::now();
  for (int i = 0; i < frames; ++i) {
    camera.send_raw(frame);
    const auto taken = static_cast<double>(server.counts("front").received * size);
    const double seconds = std::chrono::duration<double>(Clock::now() - begun).count();
    ASSERT_LE(taken, 12e6 * (1 + seconds) + 3 * 65'536) << i;
  }
  EXPECT_GT(Clock::now() - begun, milliseconds(200)) << "the kernel's buffers do not hold 12 MB: the sender has waited";
  test::round_trip(camera);
  EXPECT_EQ(server.counts("front").received, static_cast<std::uint64_t>(frames));
}

/// How long it takes until so many of these have been read.
Duration time_taken(Opcode opcode, const std::string& payload, int count) {
  IngestServer server(limited({.bytes_per_second = 100e3}));
  auto camera = server.camera("/camera/front");
  const auto begun = Clock::now();
  for (int i = 0; i < count; ++i) camera.send(opcode, payload);
  for (const std::string& t0 : std::vector<std::string>{"77", "78"}) {
    camera.send(Opcode::text, R"({"type":"clock","t0":)" + t0 + "}");
    while (camera.receive_text().find("\"t0\":" + t0) == std::string::npos) continue;
  }
  return Clock::now() - begun;
}

TEST(Rate, BytesThatAreNoFramesCountToo) {  // 150 kB, of which 100 are in hand
  EXPECT_GE(time_taken(Opcode::ping, std::string(120, 'x'), 1190), milliseconds(350));
  EXPECT_GE(time_taken(Opcode::pong, std::string(120, 'x'), 1190), milliseconds(350));
  EXPECT_GE(time_taken(Opcode::text, "{\"type\":\"clock\",\"t0\":2" + std::string(200, ' ') + "}", 680),
            milliseconds(350));
  EXPECT_GE(time_taken(Opcode::text, "{\"type\":\"offset\",\"us\":2" + std::string(200, ' ') + "}", 680),
            milliseconds(350));
}

TEST(Rate, HoldsForAllConnectionsOfTheCamera) {
  IngestServer server(limited({.fps = 10}));
  const auto begun = Clock::now();
  for (int i = 0; i < 4; ++i) {
    auto camera = server.camera("/camera/front");
    for (int k = 0; k < 5; ++k) camera.send(Opcode::binary, jpeg_like());
    test::round_trip(camera);
    test::round_trip(camera);
  }
  EXPECT_GE(Clock::now() - begun, milliseconds(450));
}

TEST(Rate, WhoIsHeldBackIsNotTakenForDead) {
  IngestOptions options = test::small_options();
  options.idle_timeout = milliseconds(150);
  options.ping_interval = milliseconds(40);
  IngestServer server(limited({.fps = 4}, options));
  auto camera = server.camera("/camera/front");
  for (int i = 0; i < 8; ++i) camera.send(Opcode::binary, jpeg_like());  // a second's pause
  test::round_trip(camera);
  EXPECT_EQ(server.counts("front").received, 8U);
}

IngestSettings guarded_and_held_back() {
  IngestOptions options = test::small_options();
  options.takeover = Takeover::reject;
  options.max_handshakes_per_address = 100'000;
  return limited({.fps = 0.001}, options);
}

/// Tries until the place is free.
test::RawWebSocket successor(IngestServer& server, const std::string& target) {
  for (const auto deadline = Clock::now() + test::RawWebSocket::patience; Clock::now() < deadline;) {
    test::RawWebSocket socket(server.port());
    if (socket.try_upgrade(target).status == 101) return socket;
  }
  throw std::runtime_error("the place was never free");
}

TEST(Rate, WhoBreaksOffWhileHeldBackIsGoneAtOnce) {
  IngestServer server(guarded_and_held_back());
  {
    auto camera = server.camera("/camera/front");
    for (int i = 0; i < 3; ++i) camera.send(Opcode::binary, jpeg_like());  // a pause of half an hour
    server.wait_for_frame();
    EXPECT_EQ(test::RawWebSocket(server.port()).try_upgrade("/camera/front").status, 409);
    const linger reset{1, 0};
    ::setsockopt(camera.descriptor(), SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
  }
  auto next = successor(server, "/camera/front");
  test::round_trip(next);
  EXPECT_EQ(server.listener().link(*CameraId::parse("front")).takeovers, 0U) << "the place was empty";
}

TEST(Rate, WhoEndsWhileHeldBackLeavesItsPlace) {
  IngestServer server(guarded_and_held_back());
  auto camera = server.camera("/camera/front");
  camera.send(Opcode::binary, jpeg_like());
  camera.send(Opcode::binary, jpeg_like());
  server.wait_for_frame();
  camera.finish_sending();
  auto next = successor(server, "/camera/front");
  EXPECT_TRUE(server.listener().link(*CameraId::parse("front")).connected);
}

TEST(Rate, WhoIsHeldBackHearsOfTheEnd) {
  test::ManualTime time;  // the debt is never paid
  IngestServer server(limited({.fps = 1}), time);
  auto camera = server.camera("/camera/front");
  for (int i = 0; i < 3; ++i) camera.send(Opcode::binary, jpeg_like());
  server.wait_for_frame();
  server.listener().close_all(std::chrono::seconds(5));
  EXPECT_EQ(camera.receive_close_code(), 1001);
  camera.send(Opcode::close, std::string("\x03\xe9", 2));
  camera.expect_end();
}

TEST(Rate, PostsBeyondItAreRefused) {
  test::ManualTime time;
  IngestServer server(limited({.fps = 2}), time);
  const auto post = [&] { return test::http_request(server.port(), "POST", "/camera/front", jpeg_like()); };
  for (int i = 0; i < 3; ++i) EXPECT_EQ(post().status, 202) << i;
  const auto refused = post();
  EXPECT_EQ(refused.status, 429);
  EXPECT_THAT(refused.head, testing::HasSubstr("Retry-After: 1\r\n"));
  const json body = json::parse(refused.body);
  EXPECT_EQ(body["type"], "rejected");
  EXPECT_EQ(body["reason"], "rate");
  EXPECT_EQ(body["frame"], 4);
  EXPECT_EQ(server.counts("front").rejected, 1U);
  time.advance(milliseconds(500));
  EXPECT_EQ(post().status, 202);
}

// What a POST says of its size is no more than that.
TEST(Rate, PostsAreChargedForWhatCame) {
  test::ManualTime time;
  IngestServer server(limited({.bytes_per_second = 100e3}), time);
  const auto claim = [&](const std::string& length, const std::string& body = {}) {
    test::RawWebSocket socket(server.port());
    socket.send_raw("POST /camera/front HTTP/1.1\r\nHost: x\r\n" + length + "\r\n\r\n" + body);
    return socket.receive_http().status;
  };
  EXPECT_EQ(claim("Content-Length: 18446744073709551615"), 413);
  EXPECT_EQ(claim("Content-Length: 18446744073709551615", "some of it"), 413);
  EXPECT_EQ(claim("Transfer-Encoding: chunked", "ffffffffffffffff\r\n"), 413);
  EXPECT_EQ(claim("Expect: 100-continue\r\nContent-Length: 1000000"), 413) << "its body never came";
  EXPECT_EQ(claim("Content-Length: 400", jpeg_like()), 202);
  EXPECT_EQ(claim("Content-Length: 150000", std::string(150'000, 'x')), 413);
  EXPECT_EQ(claim("Content-Length: 400", jpeg_like()), 429) << "this one did come";
  time.advance(std::chrono::seconds(1));
  EXPECT_EQ(claim("Content-Length: 400", jpeg_like()), 202);
}

// A flood ends its connection; to hold that back would only be in the way of reading the end.
TEST(Rate, AFloodCountsAndIsNotHeldBack) {
  test::ManualTime time;
  IngestServer server(limited({.fps = 1}), time);
  auto camera = server.camera("/camera/front");
  const Descriptor server_end(::dup(server_end_of(camera)));
  const int before = receive_buffer_of(server_end.get());
  camera.send(Opcode::binary, jpeg_like());
  server.take();
  camera.send_raw(test::make_frame_head(Opcode::binary, 2'000'000));
  EXPECT_EQ(camera.receive_close_code(), 1009);
  EXPECT_EQ(receive_buffer_of(server_end.get()), before);
  EXPECT_EQ(server.counts("front").rejected, 1U);
  EXPECT_EQ(test::http_request(server.port(), "POST", "/camera/front", jpeg_like()).status, 429) << "it was a frame";
}

}  // namespace
}  // namespace framewake
