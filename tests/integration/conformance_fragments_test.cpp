// Messages in fragments, with control frames in between, and what must not be in between.
#include "conformance.hpp"

namespace framewake::test {
namespace {

class ConformanceFragments : public ConformanceTest {};

TEST_F(ConformanceFragments, AMessageInPiecesOfEverySizeIsOneMessage) {
  std::string payload;
  for (int i = 0; i < 3000; ++i) payload += static_cast<char>('a' + i % 26);
  for (const int opcode : {1, 2})
    for (const std::size_t piece : {1U, 2U, 7U, 64U, 125U, 126U, 127U, 1000U, 2999U, 3000U}) {
      std::string wire;
      for (std::size_t at = 0; at < payload.size(); at += piece)
        wire += wire_of({.opcode = at == 0 ? opcode : 0,
                         .payload = payload.substr(at, piece),
                         .fin = at + piece >= payload.size()});
      expect_answers(wire, {{.opcode = opcode, .payload = payload}}, "pieces of " + std::to_string(piece));
    }
}

// What suites send is larger than any frame that a camera may send (ingest.max_message, 4 MiB).
TEST_F(ConformanceFragments, TheEchoIsOfMessagesUpTo16MiB) {
  const std::string payload(16 << 20, '*');
  for (const std::size_t piece : {std::size_t{64}, std::size_t{64} << 10, std::size_t{1} << 20, payload.size()}) {
    std::string wire;
    for (std::size_t at = 0; at < payload.size(); at += piece)
      wire += make_frame(at == 0 ? Opcode::text : Opcode::continuation, std::string_view(payload).substr(at, piece),
                         at + piece >= payload.size());
    expect_answers(wire, {{.opcode = 1, .payload = payload}}, "pieces of " + std::to_string(piece));
  }
}

TEST_F(ConformanceFragments, TheEchoOfAMessageInManyWritesIsWhole) {
  const std::string wire = make_frame(Opcode::binary, std::string(8 << 20, '*'));
  auto socket = open("/echo");
  for (std::size_t at = 0; at < wire.size(); at += 256) socket.send_raw(std::string_view(wire).substr(at, 256));
  const auto echo = socket.receive();
  ASSERT_TRUE(echo);
  EXPECT_EQ(echo->payload.size(), std::size_t{8} << 20);
}

TEST_F(ConformanceFragments, EmptyPiecesAreFine) {
  expect_answers(wires_of({{.opcode = 1, .fin = false}, {.opcode = 0, .fin = false}, {.opcode = 0}}), {{.opcode = 1}},
                 "nothing in three pieces");
  expect_answers(
      wires_of({{.opcode = 1, .fin = false}, {.opcode = 0, .payload = "middle", .fin = false}, {.opcode = 0}}),
      {{.opcode = 1, .payload = "middle"}}, "something in the middle");
}

TEST_F(ConformanceFragments, ControlFramesInBetweenAreAnsweredAtOnce) {
  const std::vector<FrameSpec> frames{{.opcode = 1, .payload = "frag", .fin = false}, {.opcode = 9, .payload = "one"},
                                      {.opcode = 0, .payload = "ment", .fin = false}, {.opcode = 9, .payload = "two"},
                                      {.opcode = 10, .payload = "unasked"},           {.opcode = 0, .payload = "ed"}};
  for (const Chop chop : {Chop::whole, Chop::octets})
    expect_answers(wires_of(frames),
                   {{.opcode = 10, .payload = "one"}, {.opcode = 10, .payload = "two"}, {.payload = "fragmented"}},
                   "pings in between", chop);
}

TEST_F(ConformanceFragments, AFrameInFragmentsIsOneFrame) {
  auto camera = open("/camera/front?reply=results");
  const std::string jpeg = make_jpeg(64, 48);
  camera.send_raw(wires_of({{.opcode = 2, .payload = jpeg.substr(0, 1), .fin = false},
                            {.opcode = 9, .payload = "in between"},
                            {.opcode = 0, .payload = jpeg.substr(1, 200), .fin = false},
                            {.opcode = 0, .fin = false},
                            {.opcode = 0, .payload = jpeg.substr(201)}}));
  EXPECT_EQ(json::parse(camera.receive_text()).at("size"), json({64, 48}));
}

TEST_F(ConformanceFragments, FragmentedControlFramesAreAnError) {
  for (const char* target : {"/echo", "/camera/front"})
    for (const int opcode : {8, 9, 10})
      expect_closed(target, wires_of({{.opcode = opcode, .payload = "x", .fin = false}, {.opcode = 0, .payload = "y"}}),
                    1002, "fragmented " + std::to_string(opcode));
}

TEST_F(ConformanceFragments, AContinuationOfNothingIsAnError) {
  for (const char* target : {"/echo", "/camera/front"}) {
    for (const bool fin : {true, false})
      expect_closed(target, wire_of({.opcode = 0, .payload = "of nothing", .fin = fin}), 1002, "at the start");
    expect_closed(target, wires_of({{.opcode = 9, .payload = "p"}, {.opcode = 0, .payload = "x"}}), 1002,
                  "after a ping");
  }
  auto socket = open("/echo");
  socket.send_raw(
      wires_of({{.payload = "a", .fin = false}, {.opcode = 0, .payload = "b"}, {.opcode = 0, .payload = "c"}}));
  EXPECT_EQ(socket.receive_text(), "ab") << "what was complete before is answered";
  EXPECT_EQ(socket.receive_close_code(), 1002);
}

TEST_F(ConformanceFragments, ANewMessageWithinAMessageIsAnError) {
  for (const char* target : {"/echo", "/camera/front"})
    for (const int opcode : {1, 2})
      expect_closed(target, wires_of({{.opcode = 1, .payload = "a", .fin = false}, {.opcode = opcode, .payload = "b"}}),
                    1002, "opcode " + std::to_string(opcode) + " in mid-message");
}

TEST_F(ConformanceFragments, ManyFragmentsOfAMessageBeyondTheLimitHoldNoMemory) {
  auto camera = open("/camera/front");
  const std::string piece(100'000, 'x');
  std::string wire = wire_of({.opcode = 2, .payload = piece, .fin = false});
  const std::string more = wire_of({.opcode = 0, .payload = piece, .fin = false});
  camera.send_raw(wire);
  for (int i = 0; i < 60; ++i) camera.send_raw(more);  // 6 MB, the limit is 4 MiB
  camera.send_raw(wire_of({.opcode = 0}));
  const json rejected = json::parse(camera.receive_text());
  EXPECT_EQ(rejected.at("reason"), "too_large");
  camera.send(Opcode::ping, "still here");
  EXPECT_EQ(camera.receive()->payload, "still here");
}

}  // namespace
}  // namespace framewake::test
