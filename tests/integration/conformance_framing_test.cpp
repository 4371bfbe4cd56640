// Lengths, masks, reserved bits and opcodes, pings.
#include <gmock/gmock.h>

#include "conformance.hpp"

namespace framewake::test {
namespace {

class ConformanceFraming : public ConformanceTest {};

std::string bytes_of(std::size_t size) {
  std::string bytes(size, '\0');
  for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<char>(i * 7 + i / 251);
  return bytes;
}

TEST_F(ConformanceFraming, EveryLengthInItsShortestEncodingComesBack) {
  for (const std::size_t size :
       {0U, 1U, 124U, 125U, 126U, 127U, 128U, 129U, 255U, 256U, 65534U, 65535U, 65536U, 65537U, 131072U}) {
    const FrameSpec text{.opcode = 1, .payload = std::string(size, '*')};
    const FrameSpec binary{.opcode = 2, .payload = bytes_of(size)};
    expect_answers(wire_of(text), {text}, "text of " + std::to_string(size));
    expect_answers(wire_of(binary), {binary}, "binary of " + std::to_string(size));
    if (size < 300) expect_answers(wire_of(binary), {binary}, "binary of " + std::to_string(size), Chop::octets);
  }
}

TEST_F(ConformanceFraming, TheLargestMessageComesBackAndOneMoreDoesNot) {
  daemon_.reset();
  start({"ingest.echo=true", "ingest.max_message=256KiB"});
  const FrameSpec largest{.opcode = 2, .payload = bytes_of(16 << 18)};
  expect_answers(wire_of(largest), {largest}, "16 times the largest frame");
  auto socket = open("/echo");
  socket.try_send_raw(wire_of({.opcode = 2, .payload = bytes_of((16 << 18) + 1)}));
  EXPECT_EQ(socket.receive_close_code(), 1009);
}

TEST_F(ConformanceFraming, ALengthInALongerEncodingThanNeededIsAnError) {
  for (const char* target : {"/echo", "/camera/front"}) {
    for (const std::size_t size : {0U, 1U, 125U})
      for (const int bytes : {2, 8})
        expect_closed(target, wire_of({.opcode = 2, .payload = bytes_of(size), .length_bytes = bytes}), 1002,
                      std::to_string(size) + " in " + std::to_string(bytes) + " bytes");
    for (const std::size_t size : {126U, 65535U})
      expect_closed(target, wire_of({.opcode = 2, .payload = bytes_of(size), .length_bytes = 8}).substr(0, 200), 1002,
                    std::to_string(size) + " in 8 bytes");
  }
}

TEST_F(ConformanceFraming, ALengthBeyondAllReasonCostsNothing) {
  for (const char* target : {"/echo", "/camera/front"})
    for (const std::uint64_t size : {std::uint64_t{1} << 40, ~std::uint64_t{0} >> 1, ~std::uint64_t{0}}) {
      auto socket = open(target);
      socket.try_send_raw(make_frame_head(Opcode::binary, size));
      const auto code = socket.receive_close_code();
      EXPECT_THAT(code, testing::AnyOf(1009, 1002)) << size << " at " << target;
    }
}

TEST_F(ConformanceFraming, UnmaskedFramesAreAnError) {
  for (const char* target : {"/echo", "/camera/front"})
    for (const int opcode : {0, 1, 2, 8, 9, 10})
      expect_closed(target, wire_of({.opcode = opcode, .payload = close_payload(1000), .masked = false}), 1002,
                    "unmasked " + std::to_string(opcode));
}

TEST_F(ConformanceFraming, AnyMaskWillDo) {
  for (const std::uint32_t mask : {0U, 1U, 0xff000000U, 0x00ff00ffU, 0xffffffffU}) {
    auto socket = open("/echo");
    const std::string text = "a mask is no secret";
    socket.send_raw(make_frame(Opcode::text, text, true, mask));
    EXPECT_EQ(socket.receive_text(), text) << mask;
  }
}

TEST_F(ConformanceFraming, ReservedBitsAreAnError) {
  for (const char* target : {"/echo", "/camera/front"})
    for (int bits = 1; bits < 8; ++bits)
      for (const int opcode : {1, 2, 8, 9, 10})
        expect_closed(target, wire_of({.opcode = opcode, .payload = close_payload(1000), .reserved = bits}), 1002,
                      "reserved bits " + std::to_string(bits) + ", opcode " + std::to_string(opcode));
}

TEST_F(ConformanceFraming, ReservedOpcodesAreAnErrorAndWhatCameBeforeIsAnswered) {
  for (const int opcode : {3, 4, 5, 6, 7, 11, 12, 13, 14, 15}) {
    for (const char* target : {"/echo", "/camera/front"})
      expect_closed(target, wire_of({.opcode = opcode, .payload = "x"}), 1002, "opcode " + std::to_string(opcode));
    auto socket = open("/echo");
    socket.send_raw(
        wires_of({{.opcode = 1, .payload = "first"}, {.opcode = opcode}, {.opcode = 9, .payload = "late"}}));
    EXPECT_EQ(socket.receive_text(), "first");
    const auto next = socket.receive();
    ASSERT_TRUE(next);
    EXPECT_EQ(next->opcode, Opcode::close) << "what comes after the error is not answered";
  }
}

TEST_F(ConformanceFraming, PingsAreAnsweredWithTheirPayload) {
  for (const std::string& payload :
       {std::string(), std::string("hello"), std::string("\x00\xff\xfe\xfd\xfc\xfb\x00\xff", 8), bytes_of(125)}) {
    for (const Chop chop : {Chop::whole, Chop::octets})
      expect_answers(wire_of({.opcode = 9, .payload = payload}), {{.opcode = 10, .payload = payload}}, "ping", chop);
    auto camera = open("/camera/front");
    camera.send(Opcode::ping, payload);
    const auto pong = camera.receive();
    ASSERT_TRUE(pong);
    EXPECT_EQ(pong->opcode, Opcode::pong);
    EXPECT_EQ(pong->payload, payload);
  }
}

TEST_F(ConformanceFraming, TenPingsAreTenPongsInTheirOrder) {
  std::vector<FrameSpec> pings;
  std::vector<FrameSpec> pongs;
  for (int i = 0; i < 10; ++i) {
    pings.push_back({.opcode = 9, .payload = "ping " + std::to_string(i)});
    pongs.push_back({.opcode = 10, .payload = "ping " + std::to_string(i)});
  }
  for (const Chop chop : {Chop::whole, Chop::octets}) expect_answers(wires_of(pings), pongs, "ten pings", chop);
}

// Earlier ones may go unanswered where nobody reads (RFC 6455, 5.5.3), the newest may not.
TEST_F(ConformanceFraming, TheNewestPingIsAnsweredHoweverLateItsSenderReads) {
  RawWebSocket socket(daemon_->ingest_port(), "127.0.0.1", 4096);
  socket.upgrade("/camera/front");
  const std::string filling(125, 'f');
  std::string pings;
  constexpr int more_than_buffers_take = 100'000;
  for (int i = 0; i < more_than_buffers_take; ++i) pings += wire_of({.opcode = 9, .payload = filling});
  socket.send_raw(pings + wires_of({{.opcode = 9, .payload = "newest"}, {.opcode = 2, .payload = "no image"}}));
  while (daemon_->cameras().at(0).fates.rejected == 0) status();  // all of it has been seen, none of the answers read
  int pongs = 0;
  for (auto frame = socket.receive(); frame; frame = socket.receive()) {
    if (frame->opcode == Opcode::pong) ++pongs;
    if (frame->opcode != Opcode::pong || frame->payload != "newest") continue;
    EXPECT_LT(pongs, more_than_buffers_take) << "there was not too much at any time";
    return;
  }
  FAIL() << "the connection has ended";
}

TEST_F(ConformanceFraming, PongsThatNobodyAskedForAreIgnored) {
  const std::vector<FrameSpec> frames{
      {.opcode = 10}, {.opcode = 10, .payload = "unasked"}, {.opcode = 9, .payload = "asked"}, {.opcode = 10}};
  expect_answers(wires_of(frames), {{.opcode = 10, .payload = "asked"}}, "pongs");
}

TEST_F(ConformanceFraming, ControlFramesHaveAtMost125Bytes) {
  for (const char* target : {"/echo", "/camera/front"})
    for (const int opcode : {8, 9, 10})
      for (const std::size_t size : {126U, 65536U})
        expect_closed(target, wire_of({.opcode = opcode, .payload = bytes_of(size)}).substr(0, 140), 1002,
                      "control frame of " + std::to_string(size));
}

TEST_F(ConformanceFraming, PingsUnderLoadAreAnsweredBetweenTheMessages) {
  auto socket = open("/echo");
  const std::string payload = bytes_of(20'000);
  constexpr int rounds = 200;
  for (int i = 0; i < rounds; ++i) {
    socket.send_raw(wires_of({{.opcode = 2, .payload = payload}, {.opcode = 9, .payload = std::to_string(i)}}));
    const auto message = socket.receive();
    const auto pong = socket.receive();
    ASSERT_TRUE(message && pong);
    ASSERT_TRUE(message->payload == payload);
    ASSERT_EQ(pong->opcode, Opcode::pong);
    ASSERT_EQ(pong->payload, std::to_string(i));
  }
  auto camera = open("/camera/front");
  const std::string jpeg = make_jpeg(64, 48);
  for (int i = 0; i < rounds; ++i) {
    camera.send(Opcode::binary, jpeg);
    camera.send(Opcode::ping, std::to_string(i));
    const auto pong = camera.receive();
    ASSERT_TRUE(pong);
    ASSERT_EQ(pong->payload, std::to_string(i));
  }
}

TEST_F(ConformanceFraming, WhoReadsNoEchoIsNotReadFromAndGetsAllOfItLater) {
  auto socket = open("/echo");
  const std::string payload(60'000, 'e');
  constexpr int messages = 200;  // more than the kernel's buffers and ours take
  std::jthread sender([&] {
    for (int i = 0; i < messages; ++i)
      if (!socket.try_send_raw(make_frame(Opcode::binary, payload))) return;
  });
  RawWebSocket other = open("/echo");
  other.send(Opcode::text, "meanwhile");
  EXPECT_EQ(other.receive_text(), "meanwhile");
  for (int i = 0; i < messages; ++i) {
    const auto echo = socket.receive();
    ASSERT_TRUE(echo);
    ASSERT_TRUE(echo->payload == payload);
  }
}

}  // namespace
}  // namespace framewake::test
