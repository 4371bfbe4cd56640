// Several POSTs on one connection.
#include <gtest/gtest.h>

#include <future>
#include <nlohmann/json.hpp>

#include "ingest_server.hpp"

namespace framewake {
namespace {

using nlohmann::json;
using test::IngestServer;
using test::jpeg_like;
using test::Opcode;

std::string post(const std::string& target, const std::string& body, const std::string& headers = {}) {
  return "POST " + target + " HTTP/1.1\r\nHost: x\r\n" + headers + "Content-Length: " + std::to_string(body.size()) +
         "\r\n\r\n" + body;
}

TEST(KeepAlive, ManyPostsOnOneConnection) {
  IngestServer server;
  test::RawWebSocket camera(server.port());
  for (std::uint64_t i = 1; i <= 20; ++i) {
    camera.send_raw(post("/camera/front", jpeg_like(640, 480, 1000 + i)));
    const auto reply = camera.receive_http();
    EXPECT_EQ(reply.status, 202);
    EXPECT_EQ(reply.head.find("Connection: close"), std::string::npos);
    EXPECT_EQ(server.take().message.size(), 1000 + i);
  }
  camera.send_raw(post("/camera/front", "no image"));
  EXPECT_EQ(camera.receive_http().status, 422) << "a rejected frame costs one frame";
  camera.send_raw(post("/camera/other", std::string(64 * 1024 + 1, 'x')));
  EXPECT_EQ(camera.receive_http().status, 413);
  camera.send_raw(post("/camera/other", jpeg_like()));
  EXPECT_EQ(camera.receive_http().status, 202);
  EXPECT_EQ(server.take().camera.str(), "other");
  camera.upgrade("/camera/front");
  test::round_trip(camera);
}

TEST(KeepAlive, EachGetsItsOwnResult) {
  IngestServer server;
  test::RawWebSocket camera(server.port());
  for (std::uint64_t i = 1; i <= 3; ++i) {
    camera.send_raw(post("/camera/front?reply=results", jpeg_like()));
    const EncodedFrame frame = server.take();
    server.listener().answer(frame.reply_to, frame.number - 1, AnswerKind::result, "of another");
    server.listener().answer(frame.reply_to, frame.number, AnswerKind::result, std::to_string(i));
    server.listener().answer(frame.reply_to, frame.number, AnswerKind::follow_up, "follow-up");
    EXPECT_EQ(camera.receive_http().body, std::to_string(i) + "\n");
  }
}

TEST(KeepAlive, EndsWhenTheClientWantsItOrAnErrorIsTold) {
  IngestServer server;
  const auto ends_after = [&](const std::string& request, int status) {
    test::RawWebSocket camera(server.port());
    camera.send_raw(request);
    const auto reply = camera.receive_http();
    EXPECT_EQ(reply.status, status);
    EXPECT_NE(reply.head.find("Connection: close"), std::string::npos) << reply.head;
    camera.expect_end();
  };
  ends_after(post("/camera/front", jpeg_like(), "Connection: Close\r\n"), 202);
  ends_after("POST /camera/front HTTP/1.0\r\nHost: x\r\nContent-Length: 400\r\n\r\n" + jpeg_like(), 202);
  ends_after(post("/nowhere", jpeg_like()), 404);
  ends_after("GET / HTTP/1.1\r\nHost: x\r\n\r\n", 426);
  ends_after(post("/camera/front", jpeg_like()) + post("/camera/front", jpeg_like()), 202);
}

TEST(KeepAlive, EachRequestHasItsTime) {
  IngestOptions options = test::small_options();
  options.handshake_timeout = options.idle_timeout = std::chrono::milliseconds(300);
  IngestServer server(options);
  test::RawWebSocket silent(server.port());
  silent.send_raw(post("/camera/front", jpeg_like()));
  EXPECT_EQ(silent.receive_http().status, 202);
  test::RawWebSocket slow(server.port());
  slow.send_raw(post("/camera/front", jpeg_like()));
  EXPECT_EQ(slow.receive_http().status, 202);
  slow.send_raw(post("/camera/front", jpeg_like()).substr(0, 200));
  silent.expect_end();
  slow.expect_end();
  EXPECT_EQ(server.counts("front").received, 2U);
}

TEST(KeepAlive, TheTimeOfARequestBeginsWithIt) {
  IngestOptions options = test::small_options();
  options.handshake_timeout = std::chrono::milliseconds(400);
  IngestServer server(options);
  test::RawWebSocket camera(server.port());
  for (int i = 0; i < 2; ++i) {
    camera.send_raw(post("/camera/front", jpeg_like()));
    EXPECT_EQ(camera.receive_http().status, 202);
    test::RawWebSocket(server.port())
        .expect_end();  // cut after 400 ms of silence: who has been answered may be silent longer
  }
}

// A client that sends POSTs and never reads is no reason to keep its connection.
TEST(KeepAlive, AnAnswerThatIsNotReadEndsTheConnection) {
  IngestOptions options = test::small_options();
  options.handshake_timeout = std::chrono::milliseconds(300);
  options.max_connections = 1;
  IngestServer server(options);
  test::RawWebSocket deaf(server.port(), "127.0.0.1", 4096);
  deaf.send_raw(post("/camera/front?reply=results", jpeg_like()));
  const EncodedFrame frame = server.take();
  server.listener().answer(frame.reply_to, frame.number, AnswerKind::result, std::string(16 << 20, 'r'));
  EXPECT_EQ(test::http_request(server.port(), "POST", "/camera/next", jpeg_like()).status, 202) << "in its place";
}

TEST(KeepAlive, AnotherLimitHoldsForTheNextPost) {
  IngestServer server;
  auto probe = server.camera("/camera/probe");
  test::RawWebSocket camera(server.port());
  camera.send_raw(post("/camera/front", jpeg_like()));
  EXPECT_EQ(camera.receive_http().status, 202);
  IngestOptions larger = test::small_options();
  larger.max_message = kibibytes(256);
  server.listener().change(larger, 16'000'000);
  test::round_trip(probe);
  camera.send_raw(post("/camera/front", jpeg_like(640, 480, 200'000)));
  EXPECT_EQ(camera.receive_http().status, 202);
  EXPECT_EQ(server.take().message.size(), 200'000U);
}

// The time is up and the answer is there at once: the answer counts, and the connection goes on.
TEST(KeepAlive, ATimerThatComesTooLateSaysNothing) {
  auto settings = IngestServer::settings(test::small_options());
  settings.patience = std::chrono::milliseconds(500);
  settings.terms = [](const CameraId&) { return CameraTerms{.lane = {std::chrono::milliseconds(1)}}; };
  IngestServer server(std::move(settings));
  test::RawWebSocket camera(server.port());
  camera.send_raw(post("/camera/front?reply=results", jpeg_like()));
  const EncodedFrame frame = server.take();
  {
    auto busy = server.busy();
    std::promise<void>().get_future().wait_until(Clock::now() + std::chrono::milliseconds(600));  // its time passes
    server.listener().answer(frame.reply_to, frame.number, AnswerKind::result, "found");
  }
  EXPECT_EQ(camera.receive_http().body, "found\n");
  camera.send_raw(post("/camera/front", jpeg_like()));
  EXPECT_EQ(camera.receive_http().status, 202);
}

TEST(KeepAlive, TheStopDoesNotWaitForTheIdle) {
  IngestServer server;
  test::RawWebSocket camera(server.port());
  camera.send_raw(post("/camera/front", jpeg_like()));
  EXPECT_EQ(camera.receive_http().status, 202);
  const auto begun = Clock::now();
  server.stop(std::chrono::seconds(15));
  EXPECT_LT(Clock::now() - begun, std::chrono::seconds(9)) << "half a second, not handshake_timeout nor the stop's own";
  camera.expect_end();
}

// Whose request comes next on a proxy's connection nobody knows.
TEST(KeepAlive, NotBehindAProxy) {
  IngestOptions options = test::small_options();
  options.trusted_proxies = {"127.0.0.1"};
  IngestServer server(options);
  test::RawWebSocket proxy(server.port());
  proxy.send_raw(post("/camera/front", jpeg_like(), "X-Forwarded-For: 192.0.2.7\r\n"));
  EXPECT_NE(proxy.receive_http().head.find("Connection: close"), std::string::npos);
  proxy.expect_end();
}

}  // namespace
}  // namespace framewake
