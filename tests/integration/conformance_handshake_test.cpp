// The handshake, as it should be and not.
#include <gmock/gmock.h>

#include "conformance.hpp"

namespace framewake::test {
namespace {

using testing::HasSubstr;
using testing::Not;

class ConformanceHandshake : public ConformanceTest {
 protected:
  HttpReply ask(const std::string& request, Chop chop = Chop::whole) {
    RawWebSocket socket(daemon_->ingest_port());
    send(socket, request, chop);
    return socket.receive_http();
  }
  static std::string request(const std::string& target, const std::string& without = {}, const std::string& more = {}) {
    std::string text = "GET " + target + " HTTP/1.1\r\n";
    for (const std::string line : {"Host: 127.0.0.1", "Upgrade: websocket", "Connection: Upgrade",
                                   "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="})
      if (without.empty() || !line.starts_with(without)) text += line + "\r\n";
    return text + more + "\r\n";
  }
};

const std::vector<std::string> targets{"/echo", "/camera/front"};

TEST_F(ConformanceHandshake, TheAnswerProvesThatTheKeyWasRead) {
  for (const auto& target : targets)
    for (const Chop chop : {Chop::whole, Chop::octets}) {
      const auto reply = ask(request(target), chop);
      EXPECT_EQ(reply.status, 101);
      EXPECT_THAT(reply.head, HasSubstr("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"));
      EXPECT_THAT(reply.head, testing::ContainsRegex("[Uu]pgrade: websocket\r\n"));
      EXPECT_THAT(reply.head, Not(HasSubstr("Sec-WebSocket-Extensions"))) << "none is offered";
    }
}

TEST_F(ConformanceHandshake, HeadersComeInAnyCaseOrderAndCompany) {
  for (const auto& target : targets)
    EXPECT_EQ(ask("GET " + target +
                  " HTTP/1.1\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\nCONNECTION: keep-alive, upgrade\r\n"
                  "upgrade: WebSocket\r\nX-Other: yes\r\nSec-Websocket-Version:13\r\nhost: somewhere.example:8999\r\n"
                  "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n\r\n")
                  .status,
              101);
}

TEST_F(ConformanceHandshake, WhatIsMissingIsRefusedInWords) {
  for (const auto& target : targets) {
    EXPECT_EQ(ask(request(target, "Sec-WebSocket-Key")).status, 400);
    EXPECT_EQ(ask(request(target, "Host")).status, 400);
    const auto no_version = ask(request(target, "Sec-WebSocket-Version"));
    EXPECT_EQ(no_version.status, 426);
    EXPECT_THAT(no_version.head, HasSubstr("Sec-WebSocket-Version: 13\r\n"));
  }
  EXPECT_EQ(ask(request("/camera/front", "Upgrade")).status, 426);
  EXPECT_EQ(ask(request("/camera/front", "Connection")).status, 426);
}

TEST_F(ConformanceHandshake, AKeyIsSixteenBytesInBase64) {
  for (const auto& target : targets) {
    for (const std::string key : {"x", "AAAA", "dGhlIHNhbXBsZSBub25jZQ",
                                  "dGhlIHNhbXBsZSBub25jZQ=", "dGhlIHNhbXBsZSBub25jZSE=", "dGhlIHNhbXBsZSBub25jZQ==AAAA",
                                  "dGhlIHNhbXBsZSBub25j*Q==", "dGhlIHNhbXBsZSBub25jZQ==, x"})
      EXPECT_EQ(ask(request(target, "Sec-WebSocket-Key", "Sec-WebSocket-Key: " + key + "\r\n")).status, 400) << key;
    EXPECT_EQ(ask(request(target, {}, "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n")).status, 400) << "two";
    EXPECT_EQ(ask(request(target, {}, "sec-websocket-key:\r\n")).status, 400) << "two, one of them empty";
  }
}

TEST_F(ConformanceHandshake, HeadsThatOthersReadOtherwiseAreRefused) {
  const std::string with_nul("X-Odd: a\0b\r\n", 12);
  for (const auto& target : targets)
    for (const std::string& odd :
         {std::string("Host: 127.0.0.1\r\n"), std::string("host:\r\n"), std::string("X-Odd : b\r\n"),
          std::string("X-Odd\t: b\r\n"), std::string(" X-Odd: folded\r\n"), with_nul, std::string("X-Odd: a\rX: b\r\n"),
          std::string("X-Odd: a\nX: b\r\n")}) {
      const auto reply = ask(request(target, {}, odd));
      EXPECT_EQ(reply.status, 400) << odd;
      EXPECT_EQ(json::parse(reply.body).at("type"), "error");
    }
  EXPECT_EQ(http_request(daemon_->ingest_port(), "POST", "/camera/front", "x", "Host: b\r\n").status, 400);
  EXPECT_EQ(ask(request("/echo", {}, "X-Fine: Gr\xc3\xbc\xdf\te\r\n")).status, 101);
}

TEST_F(ConformanceHandshake, WholeAddressesAreTargetsToo) {
  EXPECT_EQ(ask(request("http://127.0.0.1/echo")).status, 101);
  EXPECT_EQ(ask(request("http://127.0.0.1:8999/camera/front?reply=results")).status, 101);
  EXPECT_EQ(ask(request("http://127.0.0.1:8999/nowhere")).status, 404);
}

TEST_F(ConformanceHandshake, AHeadIsAnsweredWithoutABody) {
  RawWebSocket socket(daemon_->ingest_port());
  socket.send_raw("HEAD /camera/front HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  std::string answer;
  try {
    for (;;) answer += socket.receive_bytes(1);
  } catch (const std::exception&) {  // the end
  }
  EXPECT_THAT(answer, testing::StartsWith("HTTP/1.1 426 "));
  EXPECT_THAT(answer, testing::EndsWith("\r\n\r\n"));
}

TEST_F(ConformanceHandshake, OtherVersionsAreRefusedWithOurs) {
  for (const auto& target : targets)
    for (const std::string version : {"0", "7", "8", "12", "14", "25", "x", "13, 8"}) {
      const auto reply = ask(request(target, "Sec-WebSocket-Version", "Sec-WebSocket-Version: " + version + "\r\n"));
      EXPECT_EQ(reply.status, 426) << version;
      EXPECT_THAT(reply.head, HasSubstr("Sec-WebSocket-Version: 13\r\n"));
      EXPECT_EQ(json::parse(reply.body).at("type"), "error");
    }
}

TEST_F(ConformanceHandshake, OtherMethodsAndVersionsOfHttpAreRefused) {
  for (const auto& target : targets) {
    for (const std::string method : {"POST", "PUT", "OPTIONS", "BREW"}) {
      std::string text = request(target);
      text.replace(0, 3, method);
      EXPECT_THAT(ask(text).status, testing::AnyOf(400, 405, 411)) << method;
    }
    std::string old = request(target);
    old.replace(old.find("HTTP/1.1"), 8, "HTTP/1.0");
    EXPECT_EQ(ask(old).status, 400);
  }
}

TEST_F(ConformanceHandshake, HeadsBeyondTheLimitAre431) {
  for (const auto& target : targets) {
    EXPECT_EQ(ask(request(target, {}, "X-Long: " + std::string(20'000, 'x') + "\r\n")).status, 431);
    EXPECT_EQ(ask(request(target, {}, "X-Long: " + std::string(10'000, 'x') + "\r\n")).status, 101);
    std::string many;
    for (int i = 0; i < 2000; ++i) many += "X-" + std::to_string(i) + ": many\r\n";
    EXPECT_EQ(ask(request(target, {}, many)).status, 431);
  }
}

TEST_F(ConformanceHandshake, RubbishIsRefusedOrCut) {
  for (const std::string& rubbish :
       {std::string("\r\n\r\n"), std::string("GET\r\n\r\n"), std::string("\x16\x03\x01\r\n\r\n"),
        std::string("GET /echo\r\n\r\n"), std::string("\0\0\0\0\r\n\r\n", 8)})
    EXPECT_EQ(ask(rubbish).status, 400);
}

TEST_F(ConformanceHandshake, AHandshakeWithABodyIsRefused) {
  for (const auto& target : targets) {
    EXPECT_EQ(ask(request(target, {}, "Content-Length: 3\r\n") + "abc").status, 400);
    EXPECT_EQ(ask(request(target, {}, "Transfer-Encoding: chunked\r\n")).status, 400);
  }
}

TEST_F(ConformanceHandshake, FramesMayFollowTheHandshakeAtOnce) {
  RawWebSocket socket(daemon_->ingest_port());
  socket.send_raw(request("/echo") + wires_of({{.payload = "in one go"}, {.opcode = 9, .payload = "and a ping"}}));
  EXPECT_EQ(socket.receive_http().status, 101);
  EXPECT_EQ(socket.receive_text(), "in one go");
  EXPECT_EQ(socket.receive()->payload, "and a ping");
}

TEST_F(ConformanceHandshake, TheEchoIsThereOnlyWhenAskedFor) {
  daemon_.reset();
  start();
  EXPECT_EQ(RawWebSocket(daemon_->ingest_port()).try_upgrade("/echo").status, 404);
}

TEST_F(ConformanceHandshake, TheEchoIsNoCamera) {
  auto socket = open("/echo?with=query");
  socket.send(Opcode::binary, make_jpeg(64, 48));
  EXPECT_EQ(socket.receive()->payload, make_jpeg(64, 48));
  EXPECT_TRUE(daemon_->cameras().empty());
  EXPECT_EQ(http_request(daemon_->ingest_port(), "GET", "/echo").status, 404);
}

}  // namespace
}  // namespace framewake::test
