// Plain HTTP on the cameras' port: refusals, and POST.
#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "ingest_server.hpp"

namespace framewake {
namespace {

using nlohmann::json;
using test::http_request;
using test::IngestServer;
using test::jpeg_like;
using test::Opcode;

void expect_error(const test::HttpReply& reply, int status) {
  EXPECT_EQ(reply.status, status) << reply.head;
  const json body = json::parse(reply.body);
  EXPECT_EQ(body["type"], "error");
  EXPECT_FALSE(body["detail"].get<std::string>().empty());
  EXPECT_EQ(std::count(reply.body.begin(), reply.body.end(), '\n'), 1);
}

TEST(ListenerHttp, BadTargetsAreRefusedInWords) {
  IngestServer server;
  const auto upgrade = [&](const std::string& target) { return test::RawWebSocket(server.port()).try_upgrade(target); };
  expect_error(upgrade("/nowhere"), 404);
  expect_error(upgrade("/camera/../../etc/passwd"), 400);
  expect_error(upgrade("/camera/%2e%2e%2f"), 400);
  expect_error(upgrade("/camera/Front"), 400);
  expect_error(upgrade("/camera/unknown-1"), 403);
  const auto hostile = upgrade("/camera/<script>alert(1)</script>");
  expect_error(hostile, 400);
  EXPECT_EQ((hostile.head + hostile.body).find("script"), std::string::npos);
  EXPECT_NE(hostile.body.find(CameraId::rule), std::string::npos);
  expect_error(http_request(server.port(), "POST", "/camera/a/b", "x"), 400);
  expect_error(http_request(server.port(), "POST", "/x", "x"), 404);
  EXPECT_EQ(server.exchange().size(), 0U);
}

TEST(ListenerHttp, OtherRequestsGetAHint) {
  IngestServer server;
  expect_error(http_request(server.port(), "GET", "/camera/front"), 426);
  expect_error(http_request(server.port(), "GET", "/"), 426);
  expect_error(http_request(server.port(), "DELETE", "/camera/front"), 405);
  expect_error(http_request(server.port(), "GET", "/favicon.ico"), 404);
}

TEST(ListenerHttp, MalformedRequestsAreRefused) {
  IngestServer server;
  const auto raw = [&](const std::string& bytes) {
    test::RawWebSocket connection(server.port());
    connection.try_send_raw(bytes);
    return connection.receive_http();
  };
  expect_error(raw("nonsense\r\n\r\n"), 400);
  expect_error(raw("\r\n\r\n"), 400);
  for (const std::string line :
       {"POST /camera/a b HTTP/1.1", "POST /camera/a HTTP/1.1 x", "POST /camera/a HTTP/2.0", "POST /camera/a xHTTP/1.1",
        "POST  /camera/a HTTP/1.1", "POST /camera/a", " / HTTP/1.1"})
    expect_error(raw(line + "\r\nHost: x\r\nContent-Length: 4\r\n\r\nabcd"), 400);
  expect_error(raw("GET /camera/front HTTP/1.1\r\n\r\n"), 400);
  expect_error(raw("GET / HTTP/1.1\r\nHost: x\r\nbad header\r\n\r\n"), 400);
  expect_error(raw("GET / HTTP/1.1\r\nHost: x\r\nX: " + std::string(20'000, 'x') + "\r\n\r\n"), 431);
  const std::string websocket = "Host: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n";
  expect_error(raw("GET / HTTP/1.1\r\n" + websocket + "\r\n"), 400);
  const auto version =
      raw("GET / HTTP/1.1\r\n" + websocket + "Sec-WebSocket-Key: x\r\nSec-WebSocket-Version: 8\r\n\r\n");
  expect_error(version, 426);
  EXPECT_NE(version.head.find("Sec-WebSocket-Version: 13"), std::string::npos);
  expect_error(raw("GET / HTTP/1.1\r\n" + websocket + "Sec-WebSocket-Key1: x\r\nSec-WebSocket-Key: y\r\n\r\n12345678"),
               426);
  const std::string post = "POST /camera/front HTTP/1.1\r\nHost: x\r\n";
  expect_error(raw(post + "\r\n"), 411);
  expect_error(raw(post + "Content-Length: -1\r\n\r\n"), 400);
  expect_error(raw(post + "Content-Length: 99999999999999999999999\r\n\r\n"), 400);
  expect_error(raw(post + "Content-Length: 4\r\nContent-Length: 5\r\n\r\nabcde"), 400);
  expect_error(raw(post + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"), 501);
  expect_error(raw(post + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n"), 400);
  expect_error(raw("POST /camera/front HTTP/1.0\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"), 400);
  EXPECT_EQ(server.exchange().size(), 0U);
}

TEST(ListenerHttp, PostIsAFrame) {
  IngestServer server;
  const auto reply = http_request(server.port(), "POST", "/camera/front", jpeg_like(640, 480, 50'000));
  EXPECT_EQ(reply.status, 202);
  EXPECT_EQ(json::parse(reply.body), json({{"frame", 1}}));
  const EncodedFrame frame = server.take();
  EXPECT_EQ(frame.message, jpeg_like(640, 480, 50'000));
  EXPECT_EQ(frame.number, 1U);
  EXPECT_FALSE(frame.reply_to.results);
  const std::uint64_t session = frame.session;
  EXPECT_EQ(http_request(server.port(), "POST", "/camera/front", test::make_envelope(9, 1) + jpeg_like()).status, 202);
  const EncodedFrame second = server.take();
  EXPECT_EQ(second.session, session);
  EXPECT_EQ(second.seq, 9U);
  EXPECT_EQ(http_request(server.port(), "POST", "/", jpeg_like()).status, 202);
  EXPECT_EQ(server.take().camera.str(), "default");
}

TEST(ListenerHttp, ChunkedPosts) {
  IngestServer server;
  const auto chunk = [](const std::string& data) {
    std::array<char, 32> size{};
    std::snprintf(size.data(), size.size(), "%zX;x=y\r\n", data.size());
    return size.data() + data + "\r\n";
  };
  const std::string head = "POST /camera/front HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: Chunked\r\n";
  const std::string end = "0\r\nA-Trailer: x\r\n\r\n";
  const std::string image = jpeg_like(640, 480, 50'000);
  test::RawWebSocket camera(server.port());
  camera.send_raw(head + "\r\n" + chunk(image.substr(0, 1)) + chunk(image.substr(1, 30'000)) +
                  chunk(image.substr(30'001)) + end);
  EXPECT_EQ(camera.receive_http().status, 202);
  EXPECT_EQ(server.take().message, image);
  camera.send_raw(head + "\r\n" + chunk(std::string(64 * 1024, 'x')) + chunk("x") + end);
  const auto large = camera.receive_http();
  EXPECT_EQ(large.status, 413);
  EXPECT_NE(large.body.find("65537 bytes"), std::string::npos) << large.body;
  camera.send_raw(head + "Expect: 100-Continue\r\n\r\n");
  EXPECT_EQ(camera.receive_http().status, 100);
  camera.send_raw(chunk(jpeg_like()) + end);
  EXPECT_EQ(camera.receive_http().status, 202) << "the connection has gone on through all of this";
  server.take();

  const auto ends_with = [&](const std::string& body, int status) {
    test::RawWebSocket one(server.port());
    one.send_raw(head + "\r\n" + body);
    EXPECT_EQ(one.receive_http().status, status) << body.substr(0, 30);
    one.expect_end();
  };
  ends_with("7fffffffffffffff\r\nx", 413);
  ends_with("no\r\n", 400);
}

TEST(ListenerHttp, PostLeavesTheWebSocketInItsPlace) {
  IngestServer server;
  auto camera = server.camera("/camera/front");
  EXPECT_EQ(http_request(server.port(), "POST", "/camera/front", jpeg_like()).status, 202);
  server.take();
  camera.send(Opcode::binary, jpeg_like());
  EXPECT_EQ(server.take().number, 2U);
  EXPECT_TRUE(server.listener().link(*CameraId::parse("front")).connected);
}

TEST(ListenerHttp, OfHttp10NoHostIsAsked) {
  IngestServer server;
  for (const char* host : {"", "Host: x\r\n"}) {
    test::RawWebSocket camera(server.port());
    camera.send_raw("POST /camera/front HTTP/1.0\r\n" + std::string(host) + "Content-Length: 400\r\n\r\n" +
                    jpeg_like());
    EXPECT_EQ(camera.receive_http().status, 202);
    camera.expect_end();
    EXPECT_EQ(server.take().message, jpeg_like());
  }
}

TEST(ListenerHttp, RejectedPosts) {
  IngestServer server;
  const auto rejected = http_request(server.port(), "POST", "/camera/odd", "no image");
  EXPECT_EQ(rejected.head.substr(0, rejected.head.find("\r\n")), "HTTP/1.1 422 Unprocessable Content");
  const auto post = [&](const std::string& body, const std::string& headers = {}) {
    const auto reply = http_request(server.port(), "POST", "/camera/front?reply=results", body, headers);
    return std::pair{reply.status, json::parse(reply.body).value("reason", "")};
  };
  EXPECT_EQ(post(""), std::pair(400, std::string("bad_message")));
  EXPECT_EQ(post("no image"), std::pair(422, std::string("bad_image")));
  EXPECT_EQ(post(jpeg_like(65'500, 65'500)), std::pair(422, std::string("too_many_pixels")));
  EXPECT_EQ(post(std::string(64 * 1024 + 1, 'x')), std::pair(413, std::string("too_large")));
  EXPECT_EQ(post(std::string(1000 * 1024, 'x')), std::pair(413, std::string("too_large")));
  EXPECT_EQ(server.counts("front"), (FateCounts{.received = 5, .rejected = 5}));
  // Beyond the drain nothing is read any more.
  test::RawWebSocket huge(server.port());
  huge.send_raw("POST /camera/front HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n\r\n");
  EXPECT_EQ(huge.receive_http().status, 413);
  EXPECT_EQ(server.counts("front"), (FateCounts{.received = 6, .rejected = 6}));
}

TEST(ListenerHttp, ExpectContinue) {
  IngestServer server;
  test::RawWebSocket camera(server.port());
  const std::string body = jpeg_like(640, 480, 5000);
  camera.send_raw("POST /camera/front HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 5000\r\n\r\n");
  EXPECT_EQ(camera.receive_http().status, 100);
  camera.send_raw(body);
  EXPECT_EQ(camera.receive_http().status, 202);
  EXPECT_EQ(server.take().message, body);

  test::RawWebSocket too_much(server.port());
  too_much.send_raw("POST /camera/front HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 70000\r\n\r\n");
  EXPECT_EQ(too_much.receive_http().status, 413) << "refused before the body is sent";
}

TEST(ListenerHttp, PostWaitsForItsResult) {
  IngestServer server;
  const auto ask = [&](AnswerKind kind, Fate fate, const std::string& json_text) {
    test::RawWebSocket camera(server.port());
    camera.send_raw("POST /camera/front?reply=results HTTP/1.1\r\nHost: x\r\nContent-Length: 400\r\n\r\n" +
                    jpeg_like());
    const EncodedFrame frame = server.take(fate);
    EXPECT_TRUE(frame.reply_to.results);
    server.listener().answer(frame.reply_to, frame.number, kind, json_text);
    return camera.receive_http();
  };
  const auto result = ask(AnswerKind::result, Fate::processed, R"({"type":"result","frame":1})");
  EXPECT_EQ(result.status, 200);
  EXPECT_EQ(result.body, "{\"type\":\"result\",\"frame\":1}\n");
  const auto rejected =
      ask(AnswerKind::rejected, Fate::rejected, R"({"type":"rejected","frame":2,"reason":"bad_image","detail":"x"})");
  EXPECT_EQ(rejected.status, 422);
  const auto fault = ask(AnswerKind::rejected, Fate::rejected,
                         R"({"type":"rejected","frame":3,"reason":"internal","detail":"\"reason\":\"bad_image\""})");
  EXPECT_EQ(fault.status, 500);
  const auto expired = ask(AnswerKind::expired, Fate::expired, "{}");
  EXPECT_EQ(expired.status, 503);
  EXPECT_EQ(json::parse(expired.body), json({{"type", "expired"}, {"frame", 4}}));
}

TEST(ListenerHttp, SupersededPostIsTold) {
  IngestServer server;
  test::RawWebSocket first(server.port());
  first.send_raw("POST /camera/front?reply=results HTTP/1.1\r\nHost: x\r\nContent-Length: 400\r\n\r\n" + jpeg_like());
  server.wait_for_frame();
  EXPECT_EQ(http_request(server.port(), "POST", "/camera/front", jpeg_like()).status, 202);
  const auto reply = first.receive_http();
  EXPECT_EQ(reply.status, 409);
  EXPECT_EQ(json::parse(reply.body), json({{"type", "superseded"}, {"frame", 1}}));
  EXPECT_EQ(server.counts("front"), (FateCounts{.received = 2, .superseded = 1, .in_flight = 1}));
}

TEST(ListenerHttp, PostThatGetsNoResultInTimeIsTold) {
  IngestSettings settings = IngestServer::settings(test::small_options());
  settings.patience = std::chrono::milliseconds(1);
  settings.terms = [](const CameraId&) { return CameraTerms{.lane = {std::chrono::milliseconds(1)}}; };
  IngestServer server(std::move(settings));
  const auto reply = http_request(server.port(), "POST", "/camera/front?reply=results", jpeg_like());
  EXPECT_EQ(reply.status, 504);
  EXPECT_EQ(json::parse(reply.body), json({{"type", "error"}, {"detail", "no result came in time"}}));
  EXPECT_EQ(server.counts("front"), (FateCounts{.received = 1, .in_flight = 1})) << "its fate is still open";
}

TEST(ListenerHttp, TooManyCameras) {
  IngestOptions options = test::small_options();
  options.max_cameras = 2;
  IngestServer server(options);
  EXPECT_EQ(http_request(server.port(), "POST", "/camera/a", jpeg_like()).status, 202);
  EXPECT_EQ(http_request(server.port(), "POST", "/camera/b", jpeg_like()).status, 202);
  expect_error(http_request(server.port(), "POST", "/camera/c", jpeg_like()), 503);
  EXPECT_EQ(http_request(server.port(), "POST", "/camera/a", jpeg_like()).status, 202);
  EXPECT_EQ(http_request(server.port(), "POST", "/camera/known-1", jpeg_like()).status, 202)
      << "a configured camera always has its place";
}

}  // namespace
}  // namespace framewake
