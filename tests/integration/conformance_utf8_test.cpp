// Text is UTF-8: valid or not, in one piece, in fragments, and octet by octet.
#include "conformance.hpp"

namespace framewake::test {
namespace {

class ConformanceUtf8 : public ConformanceTest {};

const std::vector<std::string> valid{
    "",
    "Hello-\xc2\xb5@\xc3\x9f\xc3\xb6\xc3\xa4\xc3\xbc\xc3\xa0\xc3\xa1-UTF-8!!",
    "\xce\xba\xe1\xbd\xb9\xcf\x83\xce\xbc\xce\xb5",  // κόσμε
    std::string("\x00", 1),                          // the first of each length
    "\xc2\x80",
    "\xe0\xa0\x80",
    "\xf0\x90\x80\x80",
    "\x7f",  // the last of each length
    "\xdf\xbf",
    "\xef\xbf\xbf",
    "\xf4\x8f\xbf\xbf",
    "\xed\x9f\xbf",  // either side of the surrogates
    "\xee\x80\x80",
    "\xef\xbf\xbd",  // the replacement character
    "\xef\xb7\x90",  // non-characters are characters here
    "\xf0\x9f\xbf\xbe",
    "\xf3\xaf\xbf\xbf",
    "\xf4\x8f\xbf\xbe",
    "\xef\xbb\xbfwith a mark",
};

const std::vector<std::string> invalid{
    "\x80",  // continuations of nothing
    "\xbf",
    "\x80\xbf\x80",
    "\xc0\xaf",  // overlong
    "\xc1\xbf",
    "\xe0\x80\xaf",
    "\xe0\x9f\xbf",
    "\xf0\x80\x80\xaf",
    "\xf0\x8f\xbf\xbf",
    "\xf8\x88\x80\x80\x80",  // five and six bytes
    "\xfc\x84\x80\x80\x80\x80",
    "\xed\xa0\x80",  // surrogates
    "\xed\xbf\xbf",
    "\xed\xa0\x80\xed\xb0\x80",
    "\xf4\x90\x80\x80",  // beyond the last
    "\xf7\xbf\xbf\xbf",
    "\xfe",
    "\xff",
    "\xc3(",  // broken off by something else
    "\xe2\x82(",
    "\xf0\x9f\x98(",
    "\xce\xba\xe1\xbd\xb9\xcf\x83\xce\xbc\xce\xb5\xed\xa0\x80"
    "edited",
};

const std::vector<std::string> incomplete{"\xc2",         "\xe0\xa0",     "\xef\xbf",
                                          "\xf0\x90\x80", "\xf4\x8f\xbf", "\xce\xba\xe1\xbd"};

/// Each byte a fragment.
std::string in_fragments(const std::string& text) {
  std::string wire;
  for (std::size_t i = 0; i < text.size(); ++i)
    wire += wire_of({.opcode = i == 0 ? 1 : 0, .payload = text.substr(i, 1), .fin = i + 1 == text.size()});
  return text.empty() ? wire_of({.opcode = 1}) : wire;
}

TEST_F(ConformanceUtf8, ValidTextComesBack) {
  for (const auto& text : valid)
    for (const Chop chop : {Chop::whole, Chop::octets}) {
      expect_answers(wire_of({.payload = text}), {{.payload = text}}, json(text).dump(), chop);
      expect_answers(in_fragments(text), {{.payload = text}}, json(text).dump() + " in fragments", chop);
    }
}

TEST_F(ConformanceUtf8, InvalidTextEndsTheConnection) {
  for (const char* target : {"/echo", "/camera/front"})
    for (std::size_t i = 0; i < invalid.size(); ++i) {
      expect_closed(target, wire_of({.payload = invalid[i]}), 1007, "case " + std::to_string(i));
      expect_closed(target, wire_of({.payload = "before " + invalid[i] + " behind"}), 1007,
                    "within, " + std::to_string(i));
      expect_closed(target, in_fragments(invalid[i]), 1007, "fragments, " + std::to_string(i));
    }
}

TEST_F(ConformanceUtf8, TextThatEndsWithinACharacterEndsTheConnection) {
  for (const char* target : {"/echo", "/camera/front"})
    for (std::size_t i = 0; i < incomplete.size(); ++i) {
      expect_closed(target, wire_of({.payload = incomplete[i]}), 1007, "case " + std::to_string(i));
      expect_closed(target, in_fragments(incomplete[i]), 1007, "fragments, " + std::to_string(i));
      expect_closed(target, wires_of({{.payload = incomplete[i], .fin = false}, {.opcode = 0}}), 1007,
                    "an empty last fragment, " + std::to_string(i));
    }
}

TEST_F(ConformanceUtf8, ItIsNoticedBeforeTheMessageIsComplete) {
  for (const char* target : {"/echo", "/camera/front"}) {
    auto in_frame = open(target);  // a frame of which only the invalid part comes
    in_frame.send_raw(make_frame_head(Opcode::text, 1000) + "\xce\xba\xf4\x90");
    EXPECT_EQ(in_frame.receive_close_code(), 1007);
    auto in_message = open(target);
    in_message.send_raw(
        wires_of({{.payload = "\xce\xba", .fin = false}, {.opcode = 0, .payload = "\xff", .fin = false}}));
    EXPECT_EQ(in_message.receive_close_code(), 1007);
  }
}

TEST_F(ConformanceUtf8, ControlFramesInMidCharacterDoNotDisturbIt) {
  expect_answers(wires_of({{.payload = "\xe2\x82", .fin = false},
                           {.opcode = 9, .payload = "\xff\xfe"},
                           {.opcode = 0, .payload = "\xac"}}),
                 {{.opcode = 10, .payload = "\xff\xfe"}, {.payload = "\xe2\x82\xac"}}, "a euro around a ping");
}

TEST_F(ConformanceUtf8, BinaryMayBeAnything) {
  for (const auto& bytes : invalid)
    expect_answers(wire_of({.opcode = 2, .payload = bytes}), {{.opcode = 2, .payload = bytes}}, "binary");
}

}  // namespace
}  // namespace framewake::test
