// How a connection is closed: codes, reasons, and what comes after a close frame.
#include "conformance.hpp"

namespace framewake::test {
namespace {

class ConformanceClose : public ConformanceTest {
 protected:
  /// What comes back for a close frame with this payload.
  std::string answer_to(const std::string& target, const std::string& payload, Chop chop = Chop::whole) {
    auto socket = open(target);
    send(socket, wire_of({.opcode = 8, .payload = payload}), chop);
    const auto answer = socket.receive();
    if (!answer || answer->opcode != Opcode::close) return "no close frame";
    socket.expect_end();
    return answer->payload;
  }
  int code_for(const std::string& target, const std::string& payload) {
    const std::string answer = answer_to(target, payload);
    return answer.size() < 2 ? -1 : static_cast<std::uint8_t>(answer[0]) << 8 | static_cast<std::uint8_t>(answer[1]);
  }
};

TEST_F(ConformanceClose, ACloseIsAnsweredByItsCodeAndReason) {
  for (const char* target : {"/echo", "/camera/front"}) {
    for (const int code : {1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999})
      EXPECT_EQ(answer_to(target, close_payload(code, "why")), close_payload(code, "why")) << code << " at " << target;
    EXPECT_EQ(answer_to(target, close_payload(1000, std::string(123, '*'))),
              close_payload(1000, std::string(123, '*')));
    EXPECT_EQ(answer_to(target, close_payload(1000, "Grüße"), Chop::octets), close_payload(1000, "Grüße"));
    EXPECT_EQ(answer_to(target, ""), close_payload(1000)) << "no code is a normal close";
  }
}

TEST_F(ConformanceClose, CodesThatMustNotBeSentAreAnError) {
  for (const char* target : {"/echo", "/camera/front"})
    for (const int code : {0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65535})
      EXPECT_EQ(code_for(target, close_payload(code)), 1002) << code << " at " << target;
}

TEST_F(ConformanceClose, HalfACodeIsAnError) {
  for (const char* target : {"/echo", "/camera/front"}) EXPECT_EQ(code_for(target, "\x03"), 1002);
}

TEST_F(ConformanceClose, AReasonIsUtf8) {
  for (const char* target : {"/echo", "/camera/front"})
    for (const std::string reason : {"\xff", "\xc3", "ok\xed\xa0\x80", "\xf4\x90\x80\x80"}) {
      EXPECT_EQ(code_for(target, close_payload(1000, reason)), 1007);
    }
}

TEST_F(ConformanceClose, NothingAfterACloseIsAnswered) {
  for (const FrameSpec& late : {FrameSpec{.opcode = 9, .payload = "late"}, FrameSpec{.opcode = 1, .payload = "late"},
                                FrameSpec{.opcode = 8, .payload = close_payload(1001)}}) {
    auto socket = open("/echo");
    socket.send_raw(wires_of({{.payload = "before"}, {.opcode = 8, .payload = close_payload(1000)}, late}));
    EXPECT_EQ(socket.receive_text(), "before");
    const auto close = socket.receive();
    ASSERT_TRUE(close);
    EXPECT_EQ(close->payload, close_payload(1000));
    EXPECT_FALSE(socket.receive()) << "only the end comes now";
  }
}

TEST_F(ConformanceClose, WhateverComesAfterACloseTakesNoAnswerAway) {
  const std::string close = wire_of({.opcode = 8, .payload = close_payload(1000, "done")});
  const std::vector<std::string> after{wire_of({.payload = "late", .masked = false}), std::string(5000, '\xff'),
                                       wire_of({.opcode = 3}), std::string("\0\x01\x02GET / HTTP/1.1\r\n\r\n", 21)};
  for (const std::string& late : after) {
    auto echo = open("/echo");
    echo.send_raw(wire_of({.payload = "Hello"}) + close + late);
    EXPECT_EQ(echo.receive_text(), "Hello");
    auto front = open("/camera/front");
    front.send_raw(wire_of({.opcode = 2, .payload = "no image"}) + close + late);
    EXPECT_EQ(json::parse(front.receive_text()).at("reason"), "bad_image");
    for (RawWebSocket* const socket : {&echo, &front}) {
      const auto answer = socket->receive();
      ASSERT_TRUE(answer);
      EXPECT_EQ(answer->payload, close_payload(1000, "done"));
      EXPECT_FALSE(socket->receive()) << "only the end comes now";
    }
  }
}

// Answers that wait for the client to read, and then the end of its sending, with rubbish before it or not.
TEST_F(ConformanceClose, WhoEndsHisSendingAfterACloseStillGetsHisAnswers) {
  const std::string large(8 << 20, '*');
  for (const bool rubbish : {false, true}) {
    daemon_.reset();
    start({"ingest.echo=true", "ingest.max_message=8MiB", "ingest.max_reply_backlog=16MiB"});
    RawWebSocket socket(daemon_->ingest_port(), "127.0.0.1", 4096);
    socket.upgrade("/echo");
    socket.send_raw(wire_of({.payload = large}) + wire_of({.opcode = 8, .payload = close_payload(1000)}));
    if (rubbish) socket.send_raw(std::string(1000, '\xff'));
    socket.finish_sending();
    status();  // by now the net thread may have seen that end
    EXPECT_EQ(socket.receive_text().size(), large.size());
    EXPECT_EQ(socket.receive_close_code(), 1000);
  }
}

TEST_F(ConformanceClose, ACloseEndsAMessageThatIsNotComplete) {
  auto socket = open("/echo");
  socket.send_raw(wires_of({{.payload = "begun", .fin = false}, {.opcode = 8, .payload = close_payload(1000)}}));
  const auto close = socket.receive();
  ASSERT_TRUE(close);
  EXPECT_EQ(close->opcode, Opcode::close);
  EXPECT_EQ(close->payload, close_payload(1000));
}

TEST_F(ConformanceClose, TheAnswerComesAfterWhatWasAskedBefore) {
  const std::string large(256 * 1024, '*');
  auto socket = open("/echo");
  socket.send_raw(wires_of({{.payload = large}, {.payload = large}, {.opcode = 8, .payload = close_payload(1000)}}));
  EXPECT_EQ(socket.receive_text().size(), large.size());
  EXPECT_EQ(socket.receive_text().size(), large.size());
  EXPECT_EQ(socket.receive_close_code(), 1000);
}

TEST_F(ConformanceClose, ACameraThatClosesHasGoneAtOnce) {
  auto socket = open("/camera/front");
  EXPECT_TRUE(daemon_->cameras().at(0).connected);
  socket.send(Opcode::binary, make_jpeg(64, 48));
  socket.send(Opcode::close, close_payload(1000));
  socket.expect_end();
  status();  // by now the net thread is through with that end
  EXPECT_FALSE(daemon_->cameras().at(0).connected);
}

}  // namespace
}  // namespace framewake::test
