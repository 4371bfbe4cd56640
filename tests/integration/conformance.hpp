#pragma once
// The protocol's cases (RFC 6455) against the daemon over raw sockets: what is sent, byte for byte, and what must come back.
// Most are asked twice, of /echo, where all of an answer can be seen, and of a camera's address, which is what counts.

#include <string>
#include <utility>
#include <vector>

#include "running_daemon.hpp"

namespace framewake::test {

/// One frame, in any way that the protocol has or forbids.
struct FrameSpec {
  int opcode = 1;
  std::string payload = {};
  bool fin = true;
  int reserved = 0;  ///< the three reserved bits
  bool masked = true;
  int length_bytes = -1;  ///< 0, 2 or 8; -1: the shortest that will do
};

inline std::string wire_of(const FrameSpec& frame) {
  constexpr std::uint32_t mask = 0x37fa213d;
  const std::size_t size = frame.payload.size();
  const int shortest = size < 126 ? 0 : size < 65536 ? 2 : 8;
  const int length_bytes = frame.length_bytes < 0 ? shortest : frame.length_bytes;
  std::string wire(1, static_cast<char>((frame.fin ? 0x80 : 0) | frame.reserved << 4 | frame.opcode));
  const std::size_t code = length_bytes == 0 ? size : length_bytes == 2 ? 126 : 127;
  wire += static_cast<char>((frame.masked ? 0x80 : 0) | static_cast<int>(code));
  for (int shift = (length_bytes - 1) * 8; shift >= 0; shift -= 8) wire += static_cast<char>(size >> shift & 0xff);
  if (!frame.masked) return wire + frame.payload;
  for (int shift = 24; shift >= 0; shift -= 8) wire += static_cast<char>(mask >> shift & 0xff);
  for (std::size_t i = 0; i < size; ++i)
    wire += static_cast<char>(frame.payload[i] ^ static_cast<char>(mask >> (24 - static_cast<int>(i % 4) * 8) & 0xff));
  return wire;
}

inline std::string wires_of(const std::vector<FrameSpec>& frames) {
  std::string wire;
  for (const auto& frame : frames) wire += wire_of(frame);
  return wire;
}

inline std::string close_payload(int code, const std::string& reason = {}) {
  return std::string{static_cast<char>(code >> 8), static_cast<char>(code & 0xff)} + reason;
}

enum class Chop { whole, octets };

class ConformanceTest : public DaemonTest {
 protected:
  void SetUp() override { start({"ingest.echo=true", "ingest.max_handshakes_per_address=100000"}); }

  RawWebSocket open(const std::string& target) { return camera(target); }
  static void send(RawWebSocket& socket, const std::string& wire, Chop chop) {
    if (chop == Chop::octets)
      socket.send_in_octets(wire);
    else
      socket.try_send_raw(wire);
  }

  /// What is sent ends the connection: after `answers` comes a close frame with this code, and then the end.
  void expect_closed(const std::string& target, const std::string& wire, int code, const std::string& what) {
    for (const Chop chop : {Chop::whole, Chop::octets}) {
      SCOPED_TRACE(what + " at " + target + (chop == Chop::octets ? ", octet by octet" : ""));
      auto socket = open(target);
      send(socket, wire, chop);
      EXPECT_EQ(socket.receive_close_code(), code);
      socket.expect_end();
    }
  }

  /// What is sent is answered by these frames, and the connection is still good afterwards.
  void expect_answers(const std::string& wire, const std::vector<FrameSpec>& answers, const std::string& what,
                      Chop chop = Chop::whole) {
    SCOPED_TRACE(what + (chop == Chop::octets ? ", octet by octet" : ""));
    auto socket = open("/echo");
    send(socket, wire, chop);
    for (const auto& wanted : answers) {
      const auto got = socket.receive();
      ASSERT_TRUE(got) << "the connection has ended";
      EXPECT_FALSE(got->odd);
      EXPECT_TRUE(got->fin);
      EXPECT_EQ(static_cast<int>(got->opcode), wanted.opcode);
      EXPECT_TRUE(got->payload == wanted.payload) << got->payload.size() << " bytes";
    }
    expect_still_good(socket);
  }

  /// A close is answered by a close and then the end, with nothing before it.
  static void expect_still_good(RawWebSocket& socket) {
    socket.send_raw(wire_of(FrameSpec{.opcode = 8, .payload = close_payload(1000, "done")}));
    const auto close = socket.receive();
    ASSERT_TRUE(close);
    EXPECT_EQ(close->opcode, Opcode::close);
    EXPECT_EQ(close->payload, close_payload(1000, "done"));
    socket.expect_end();
  }
};

}  // namespace framewake::test
