// LIBS: fw_ingest
// A whole connection: handshake or POST, frames, the end, through the sockets' code that cameras meet. The first bytes of an
// input say how it comes: what precedes it, in pieces of which size, and how the peer leaves.
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>

#include "base/log.hpp"
#include "ingest/core.hpp"
#include "ingest/session.hpp"

namespace framewake {
namespace {

constexpr std::string_view token = "a-token-for-fuzzing-of-32-bytes!";

class StandingTime final : public TimeSource {
 public:
  TimePoint now() const noexcept override { return TimePoint(std::chrono::hours(1)); }
};

IngestSettings settings() {
  IngestSettings all;
  all.options.echo = true;
  all.options.max_message = kibibytes(16);
  all.options.max_cameras = 4;
  all.terms = [](const CameraId& id) -> std::optional<CameraTerms> {
    if (id.str() == "nobody") return std::nullopt;
    CameraTerms terms{.lane = {std::chrono::seconds(1)}};
    if (id.str() == "locked") terms.access = {.required = true, .digests = {digest_of(token)}};
    if (id.str() == "slow") terms.limits = {.fps = 1, .bytes_per_second = 1000};
    return terms;
  };
  return all;
}

std::string upgrade(std::string_view target) {
  return "GET " + std::string(target) +
         " HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
         "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
}

/// What comes before the input, so that most inputs are about what comes after.
std::string beginning(std::uint8_t kind) {
  switch (kind % 8) {
    case 1: return upgrade("/camera/front?reply=results");
    case 2: return upgrade("/echo");
    case 3: return upgrade("/camera/slow");
    case 4: return upgrade("/camera/locked?token=" + std::string(token));
    case 5: return "POST /camera/front?reply=results HTTP/1.1\r\nHost: h\r\n";
    case 6: return "POST /camera/front HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";
    case 7:  // its connection goes on
      return "POST /camera/front HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n";
    default: return {};
  }
}

/// One camera's end, on a pair of sockets; everything else is what runs in the daemon.
class Peer {
 public:
  Peer(IngestCore& core, WireServer& wires, std::uint64_t id) : core_(core) {
    std::array<int, 2> ends{};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends.data()) != 0) std::abort();
    mine_ = ends[0];
    boost::asio::ip::tcp::socket theirs(core.io);
    theirs.assign(boost::asio::ip::tcp::v4(), ends[1]);
    std::make_shared<Session>(core, id, "192.0.2.1", true)->start(wires, std::move(theirs));
  }
  ~Peer() { ::close(mine_); }
  Peer(const Peer&) = delete;
  Peer& operator=(const Peer&) = delete;

  void send(std::string_view bytes, std::size_t piece) {
    while (!bytes.empty()) {
      const std::string_view part = bytes.substr(0, piece);
      if (::send(mine_, part.data(), part.size(), MSG_NOSIGNAL) <= 0) return;
      bytes.remove_prefix(part.size());
      turn();
    }
  }
  void end_sending() {
    ::shutdown(mine_, SHUT_WR);
    turn();
  }
  void turn() {
    for (std::size_t handlers = 1; handlers > 0;) {
      handlers = core_.io.poll();
      core_.io.restart();
      std::array<char, 65536> answer;
      while (::recv(mine_, answer.data(), answer.size(), MSG_DONTWAIT) > 0) {
      }
    }
  }

 private:
  IngestCore& core_;
  int mine_ = -1;
};

/// What the processors would do with the frames that wait: each gets an answer.
void process_waiting(IngestCore& core, FrameExchange& exchange) {
  exchange.expire_waiting([&](EncodedFrame& frame) {
    const auto session = core.find(frame.reply_to.connection);
    if (!session) return;
    session->answer(frame.number, frame.number % 2 == 0 ? AnswerKind::expired : AnswerKind::result,
                    R"({"type":"result","frame":1})");
  });
}

void check_ledgers(FrameExchange& exchange) {
  exchange.for_each([](FrameExchange::LaneOf& lane) {
    const FateCounts counts = lane.ledger().counts();
    const auto settled = counts.processed + counts.superseded + counts.expired + counts.rejected;
    if (counts.received != settled || counts.in_flight != 0) std::abort();
  });
}

void run(std::uint8_t kind, std::size_t piece, bool abrupt, std::string_view input) {
  const StandingTime time;
  boost::asio::io_context io;
  FrameExchange exchange;
  IngestCore core(io, exchange, settings(), time);
  WireServer wires(io, {core.settings.options.max_message.count, core.settings.options.max_message.count * 16,
                        core.settings.options.handshake_timeout});
  {
    Peer peer(core, wires, core.next_connection++);
    peer.turn();
    peer.send(beginning(kind), 65536);
    peer.send(input, piece);
    if (!abrupt) peer.end_sending();
    process_waiting(core, exchange);
    peer.turn();
  }
  io.poll();
  io.restart();
  for (const auto& session : std::unordered_map(core.sessions)) session.second->cut();  // who is held back, or waits
  io.poll();
  if (!core.sessions.empty()) std::abort();
  process_waiting(core, exchange);
  check_ledgers(exchange);
}

}  // namespace
}  // namespace framewake

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const bool quiet = [] {
    spdlog::set_level(spdlog::level::off);
    return true;
  }();
  static_cast<void>(quiet);
  if (size < 3) return 0;
  constexpr std::array<std::size_t, 6> pieces{65536, 1, 2, 7, 125, 4096};
  const std::string_view input(reinterpret_cast<const char*>(data) + 3, size - 3);
  if (pieces[data[1] % pieces.size()] < 7 && input.size() > 2048) return 0;  // nothing new, and slow
  framewake::run(data[0], pieces[data[1] % pieces.size()], data[2] % 2 != 0, input);
  return 0;
}
