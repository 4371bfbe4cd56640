// What throws while a message is taken: it ends that connection at once, is counted and said once, and costs no other.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>

#include <future>
#include <sstream>

#include "ingest_server.hpp"
#include "support/failing_memory.hpp"

namespace framewake {
namespace {

using test::IngestServer;
using test::jpeg_like;
using test::Opcode;

constexpr std::uint16_t internal_error = 1011;
const CameraId failing_camera = *CameraId::parse("front");

/// What is logged meanwhile.
class Logged {
 public:
  Logged() { spdlog::set_default_logger(std::make_shared<spdlog::logger>("", sink_)); }
  ~Logged() { spdlog::set_default_logger(before_); }
  Logged(const Logged&) = delete;
  Logged& operator=(const Logged&) = delete;
  /// How many lines have this; once nobody writes any more.
  int lines_with(const std::string& part) const {
    int count = 0;
    std::istringstream lines(text_.str());
    for (std::string line; std::getline(lines, line);) count += line.find(part) != std::string::npos ? 1 : 0;
    return count;
  }

 private:
  const std::shared_ptr<spdlog::logger> before_ = spdlog::default_logger();
  std::ostringstream text_;
  const std::shared_ptr<spdlog::sinks::ostream_sink_mt> sink_ = std::make_shared<spdlog::sinks::ostream_sink_mt>(text_);
};

TEST(IngestFailure, AMistakeWhileAMessageIsTakenClosesThatConnectionAtOnce) {
  const Logged log;
  IngestSettings settings = IngestServer::settings(test::small_options());
  settings.on_rejected = [](const CameraId& camera, std::uint64_t, const Rejection&) {
    if (camera == failing_camera) throw std::runtime_error("a mistake of ours");
  };
  IngestServer server(settings);
  auto front = server.camera("/camera/front");
  auto side = server.camera("/camera/side");
  const std::string bad = test::make_frame(Opcode::binary, "no image");
  front.send_raw(bad + bad + bad);
  EXPECT_EQ(front.receive_close_code(), internal_error);
  front.send(Opcode::close, "\x03\xf3");
  front.expect_end();
  side.send(Opcode::binary, jpeg_like());
  EXPECT_EQ(server.take().camera.str(), "side");
  EXPECT_EQ(server.counts("front"), (FateCounts{.received = 1, .rejected = 1}))
      << "what came after it is not looked at";
  auto again = server.camera("/camera/front");
  again.send(Opcode::binary, jpeg_like());
  EXPECT_EQ(server.take().number, 2U);
  server.stop(Duration::zero());
  EXPECT_EQ(log.lines_with("a mistake of ours"), 1);
}

/// A listener whose net thread is the test's own, so that this is the thread that has no memory.
class IngestMemory : public testing::Test {
 protected:
  ~IngestMemory() override {
    listener_.close_all(Duration::zero());
    io_.restart();
    io_.run();
  }

  /// Runs what is ready; as the net thread does, it goes on after a handler that fails.
  void pump() {
    for (;;) try {
        io_.restart();
        io_.poll();
        return;
      } catch (const std::exception&) {
      }
  }
  template <class Condition>
  bool pump_until(Condition condition) {
    const TimePoint deadline = Clock::now() + std::chrono::seconds(10);  // long before anybody's patience ends
    while (!condition() && Clock::now() < deadline) pump();
    return condition();
  }
  static bool readable(const test::RawWebSocket& socket) {
    pollfd wanted{socket.descriptor(), POLLIN, 0};
    return ::poll(&wanted, 1, 0) == 1;
  }
  bool connected() const { return listener_.link(failing_camera).connected; }

  std::unique_ptr<test::RawWebSocket> connect() {
    auto socket = std::make_unique<test::RawWebSocket>(listener_.port());
    socket->send_raw(
        "GET /camera/front HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
    EXPECT_TRUE(pump_until([&] { return readable(*socket); }));
    EXPECT_EQ(socket->receive_http().status, 101);
    pump();
    return socket;
  }
  /// Sends a message, and has no more than so much memory until it has been read. Whether that was too little.
  bool send_with(int allocations, bool only_once, test::RawWebSocket& socket, const std::string& message) {
    socket.send(Opcode::binary, message);
    const test::MemoryEndsAfter few(allocations, only_once);
    try {
      io_.restart();
      io_.run_one_for(std::chrono::seconds(10));
    } catch (const std::exception&) {
    }
    return test::MemoryEndsAfter::was_missed();
  }
  enum class Outcome : std::uint8_t { lives, closed, cut, hangs };
  Outcome outcome(test::RawWebSocket& socket) {
    auto found = std::async(std::launch::async, [&] { return outcome_for_client(socket); });
    pump_until([&] { return found.wait_for(std::chrono::seconds(0)) == std::future_status::ready; });
    return found.get();
  }
  static Outcome outcome_for_client(test::RawWebSocket& socket) try {
    socket.try_send_raw(test::make_frame(Opcode::text, R"({"type":"clock","t0":1})"));
    Outcome found = Outcome::cut;
    while (const auto frame = socket.receive()) {
      if (frame->opcode == Opcode::text && frame->payload.find("clock") != std::string::npos) return Outcome::lives;
      if (frame->opcode != Opcode::close) continue;
      EXPECT_EQ(frame->payload.substr(0, 2), "\x03\xf3") << "1011";
      found = Outcome::closed;
      socket.try_send_raw(test::make_frame(Opcode::close, "\x03\xf3"));
    }
    return found;
  } catch (const std::runtime_error&) {
    return Outcome::hangs;
  }
  /// Wherever memory ends while `message` is taken, for good or once. How often the connection was closed, not cut.
  int sweep(bool only_once, const std::string& message) {
    int closed = 0;
    bool missed = true;
    for (int allocations = 0; missed; ++allocations) {
      const auto socket = connect();
      missed = allocations < 200 && send_with(allocations, only_once, *socket, message);
      const Outcome came = outcome(*socket);
      EXPECT_NE(came, Outcome::hangs) << "after " << allocations << " allocations";
      EXPECT_TRUE(missed || came == Outcome::lives);
      if (came == Outcome::closed) ++closed;
      const bool ended = came == Outcome::lives || pump_until([&] { return !connected(); });
      EXPECT_TRUE(ended) << "after " << allocations << " allocations";
      exchange_.expire_waiting();
      EXPECT_EQ(exchange_.find("front")->ledger().counts().in_flight, 0U);
      if (testing::Test::HasFailure()) break;
    }
    return closed;
  }

  const Logged log_;
  boost::asio::io_context io_;
  FrameExchange exchange_;
  Listener listener_{io_, exchange_, IngestServer::settings(options()), steady_time()};

 private:
  static IngestOptions options() {
    IngestOptions options = test::small_options();
    options.max_handshakes_per_address = 1000;
    return options;
  }
};

TEST_F(IngestMemory, ItsLackLeavesNoConnectionOpenThatNobodyReads) {
  sweep(false, jpeg_like(640, 480, 6'000));
  sweep(false, "no image");
}

TEST_F(IngestMemory, WhereThereIsSomeForAWordItIsClosedWith1011) {
  EXPECT_GT(sweep(true, jpeg_like(640, 480, 6'000)), 0);
  EXPECT_GT(sweep(true, "no image"), 0);
}

}  // namespace
}  // namespace framewake
