// Who may send: tokens, origins, and those who try too often, over a real socket.
#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "ingest_server.hpp"
#include "support/manual_time.hpp"

namespace framewake {
namespace {

using nlohmann::json;
using test::http_request;
using test::IngestServer;
using test::jpeg_like;
using test::Opcode;
using testing::HasSubstr;
using testing::Not;

const std::string token = "the-token-of-this-camera";

IngestSettings with_token(IngestOptions options = test::small_options()) {
  auto settings = IngestServer::settings(std::move(options));
  settings.terms = [](const CameraId& id) {
    CameraTerms terms{.lane = {std::chrono::seconds(60)}};
    if (id.str() != "free") terms.access = {.required = true, .digests = {digest_of(token)}};
    return terms;
  };
  return settings;
}

test::HttpReply upgrade(IngestServer& server, const std::string& target, const std::string& headers = {}) {
  return test::RawWebSocket(server.port()).try_upgrade(target, headers);
}

void expect_refused(const test::HttpReply& reply, int status, const std::string& in_detail) {
  EXPECT_EQ(reply.status, status) << reply.head;
  const json body = json::parse(reply.body);
  EXPECT_EQ(body["type"], "error");
  EXPECT_THAT(body["detail"].get<std::string>(), HasSubstr(in_detail));
  EXPECT_THAT(reply.head + reply.body, Not(HasSubstr("secret")));
}

TEST(Access, WithoutTheTokenNobodyGetsIn) {
  IngestServer server(with_token());
  expect_refused(upgrade(server, "/camera/front"), 401, "must show its token");
  expect_refused(upgrade(server, "/camera/front?token=my-secret"), 401, "not this camera's token");
  expect_refused(upgrade(server, "/camera/front", "Authorization: Bearer my-secret\r\n"), 401, "not this camera's");
  const auto reply = upgrade(server, "/camera/front", "Sec-WebSocket-Protocol: bearer.my-secret\r\n");
  expect_refused(reply, 401, "not this camera's token");
  EXPECT_THAT(reply.head, HasSubstr("WWW-Authenticate: Bearer"));
  EXPECT_EQ(server.exchange().size(), 0U) << "who has no token makes no camera known";
}

IngestOptions echoing(const std::string& listen, bool anonymous) {
  IngestOptions options = test::small_options();
  options.listen = listen;
  options.anonymous = anonymous;
  options.echo = true;
  return options;
}

TEST(Access, TheEchoIsForThisMachineOrForEverybody) {
  IngestServer here(with_token(echoing("127.0.0.1:0", false)));
  EXPECT_EQ(upgrade(here, "/echo").status, 101);
  expect_refused(upgrade(here, "/echo", "Origin: https://evil.example\r\n"), 403, "ingest.origins");
  IngestServer everybody(with_token(echoing("0.0.0.0:0", true)));
  EXPECT_EQ(upgrade(everybody, "/echo").status, 101);
  IngestServer some(with_token(echoing("0.0.0.0:0", false)));
  expect_refused(upgrade(some, "/echo"), 403, "loopback only");
  expect_refused(upgrade(some, "/echo?token=" + token), 403, "loopback only");
}

TEST(Access, ANameThatWasMadeToLeadHereIsNotThisHostWhereEverybodyMaySend) {
  IngestOptions options = test::small_options();
  options.listen = "0.0.0.0:0";
  options.anonymous = true;
  IngestServer server(options);
  const auto push = [&](const std::string& host, const std::string& origin) {
    test::RawWebSocket socket(server.port());
    socket.send_raw("POST /camera/front HTTP/1.1\r\nHost: " + host + "\r\n" + origin + "Content-Length: 400\r\n\r\n" +
                    jpeg_like());
    return socket.receive_http().status;
  };
  EXPECT_EQ(push("evil.example", "Origin: http://evil.example\r\n"), 403);
  EXPECT_EQ(push("192.0.2.1:8999", "Origin: http://192.0.2.1\r\n"), 202);
  EXPECT_EQ(push("an.odd.name", ""), 202) << "no browser";
}

TEST(Access, TheTokenOpensInAllThreePlaces) {
  IngestServer server(with_token());
  EXPECT_EQ(upgrade(server, "/camera/front", "Authorization: Bearer " + token + "\r\n").status, 101);
  EXPECT_EQ(upgrade(server, "/camera/front?reply=results&token=" + token).status, 101);
  const auto reply = upgrade(server, "/camera/front", "Sec-WebSocket-Protocol: bearer." + token + "\r\n");
  EXPECT_EQ(reply.status, 101);
  EXPECT_THAT(reply.head, HasSubstr("Sec-WebSocket-Protocol: bearer." + token)) << "browsers insist";
  const auto named = upgrade(server, "/camera/front", "Sec-WebSocket-Protocol: bearer." + token + ", framewake\r\n");
  EXPECT_THAT(named.head, HasSubstr("Sec-WebSocket-Protocol: framewake"));
  const auto free = upgrade(server, "/camera/free", "Sec-WebSocket-Protocol: chat\r\n");
  EXPECT_EQ(free.status, 101);
  EXPECT_THAT(free.head, Not(HasSubstr("Sec-WebSocket-Protocol")));
}

TEST(Access, PostsNeedItToo) {
  IngestServer server(with_token());
  expect_refused(http_request(server.port(), "POST", "/camera/front", jpeg_like()), 401, "must show its token");
  expect_refused(http_request(server.port(), "POST", "/camera/front?token=secret", jpeg_like()), 401,
                 "not this camera's");
  EXPECT_EQ(http_request(server.port(), "POST", "/camera/front?token=" + token, jpeg_like()).status, 202);
  EXPECT_EQ(http_request(server.port(), "POST", "/camera/front", jpeg_like(), "Authorization: Bearer " + token + "\r\n")
                .status,
            202);
  EXPECT_EQ(server.counts("front").received, 2U);
}

TEST(Access, ABodyThatIsNotWantedIsNotAskedFor) {
  IngestServer server(with_token());
  test::RawWebSocket camera(server.port());
  camera.send_raw("POST /camera/front HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 5000\r\n\r\n");
  EXPECT_EQ(camera.receive_http().status, 401);
  // Who sends it all the same can read the answer.
  expect_refused(http_request(server.port(), "POST", "/camera/front", std::string(1'000'000, 'x')), 401, "token");
}

TEST(Access, RefusalsAreCounted) {
  IngestServer server(with_token());
  upgrade(server, "/camera/front");
  upgrade(server, "/camera/front?token=x");
  http_request(server.port(), "POST", "/camera/front", jpeg_like());
  const RefusalCounts& counts = server.listener().refusals();
  EXPECT_EQ(counts.of(Refusal::no_secret), 2U);
  EXPECT_EQ(counts.of(Refusal::wrong_token), 1U);
  upgrade(server, "/camera/free", "Origin: https://evil.example\r\n");
  EXPECT_EQ(counts.of(Refusal::origin), 1U);
}

TEST(Access, BehindATrustedProxyTheClientIsLockedOut) {
  auto options = test::small_options();
  options.trusted_proxies = {"127.0.0.1"};
  test::ManualTime time;
  IngestServer server(with_token(options), time);
  const auto from = [&](const std::string& client) {
    return upgrade(server, "/camera/front?token=x", "X-Forwarded-For: 10.9.9.9, " + client + "\r\n").status;
  };
  for (int i = 0; i < 5; ++i) EXPECT_EQ(from("192.0.2.1"), 401);
  EXPECT_EQ(from("192.0.2.1"), 429);
  EXPECT_EQ(from("192.0.2.2"), 401);
}

TEST(Access, WhatAnybodyForwardsIsNotBelieved) {
  test::ManualTime time;
  IngestServer server(with_token(), time);
  for (int i = 0; i < 5; ++i)
    upgrade(server, "/camera/front?token=x", "X-Forwarded-For: 192.0.2." + std::to_string(i) + "\r\n");
  EXPECT_EQ(upgrade(server, "/camera/front?token=x", "X-Forwarded-For: 192.0.2.99\r\n").status, 429);
}

TEST(Access, WhoShowsNoTokenIsNotCountedAsOneWhoTries) {
  test::ManualTime time;
  IngestServer server(with_token(), time);
  for (int i = 0; i < 20; ++i) expect_refused(upgrade(server, "/camera/front"), 401, "must show its token");
  for (int i = 0; i < 5; ++i) expect_refused(upgrade(server, "/camera/front?token=x"), 401, "not this camera's token");
  EXPECT_EQ(upgrade(server, "/camera/front?token=x").status, 429);
  expect_refused(upgrade(server, "/camera/front"), 401, "must show its token");
}

TEST(Access, WhoFailsTooOftenHasToWait) {
  test::ManualTime time;
  IngestServer server(with_token(), time);
  for (int i = 0; i < 5; ++i) expect_refused(upgrade(server, "/camera/front?token=x"), 401, "not this camera's token");
  const auto locked = upgrade(server, "/camera/front?token=x");
  expect_refused(locked, 429, "too many wrong tokens");
  EXPECT_THAT(locked.head, HasSubstr("Retry-After: 1\r\n"));
  EXPECT_EQ(upgrade(server, "/camera/front?token=" + token).status, 101)
      << "who has the token is not locked out by others";
  time.advance(std::chrono::seconds(1));
  expect_refused(upgrade(server, "/camera/front?token=x"), 401, "not this camera's token");
  EXPECT_THAT(upgrade(server, "/camera/front?token=x").head, HasSubstr("Retry-After: 2\r\n"));
}

TEST(Access, WebPagesOfOtherHostsAreRefused) {
  IngestOptions options = test::small_options();
  options.origins = {"https://cams.example.org"};
  IngestServer server(with_token(options));
  const auto from = [&](const std::string& origin) {
    return upgrade(server, "/camera/free", "Origin: " + origin + "\r\n");
  };
  expect_refused(from("https://evil.example"), 403, "ingest.origins");
  expect_refused(from("null"), 403, "ingest.origins");
  EXPECT_EQ(from("https://cams.example.org").status, 101);
  EXPECT_EQ(from("http://127.0.0.1:3000").status, 101);
  EXPECT_EQ(from("http://localhost").status, 101);
  expect_refused(http_request(server.port(), "POST", "/camera/free", jpeg_like(), "Origin: https://evil.example\r\n"),
                 403, "origins");
}

TEST(Access, WhoConnectsTooOftenIsRefused) {
  test::ManualTime time;
  IngestOptions options = test::small_options();
  options.max_handshakes_per_address = 1;  // on loopback 100 a second, 500 at once
  IngestServer server(IngestServer::settings(options), time);
  for (int i = 0; i < 500; ++i)
    ASSERT_EQ(http_request(server.port(), "POST", "/camera/front", jpeg_like()).status, 202);
  expect_refused(test::RawWebSocket(server.port()).receive_http(), 429, "max_handshakes_per_address");
  time.advance(std::chrono::milliseconds(10));
  EXPECT_EQ(http_request(server.port(), "POST", "/camera/front", jpeg_like()).status, 202);
  expect_refused(test::RawWebSocket(server.port()).receive_http(), 429, "max_handshakes_per_address");
}

}  // namespace
}  // namespace framewake
