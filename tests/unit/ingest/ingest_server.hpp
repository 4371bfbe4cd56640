#pragma once
// A listener on a free port with a net thread of its own, for tests.

#include <pthread.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <chrono>
#include <ctime>
#include <latch>
#include <memory>
#include <stop_token>
#include <string>
#include <thread>

#include "base/thread.hpp"
#include "ingest/listener.hpp"
#include "support/raw_websocket.hpp"

namespace framewake::test {

inline IngestOptions small_options() {
  IngestOptions options;
  options.listen = "127.0.0.1:0";
  options.max_message = kibibytes(64);
  return options;
}

/// Bytes whose header is that of a JPEG of this size; `total` bytes long.
inline std::string jpeg_like(int width = 640, int height = 480, std::size_t total = 400) {
  const auto byte = [](int value) { return static_cast<char>(value & 0xff); };
  std::string bytes = {byte(0xff),
                       byte(0xd8),
                       byte(0xff),
                       byte(0xc0),
                       0,
                       17,
                       8,
                       byte(height >> 8),
                       byte(height),
                       byte(width >> 8),
                       byte(width),
                       3,
                       1,
                       0x22,
                       0,
                       2,
                       0x11,
                       1,
                       3,
                       0x11,
                       1,
                       byte(0xff),
                       byte(0xda)};
  if (bytes.size() < total) bytes.resize(total, 'x');
  return bytes;
}

/// The 24 bytes before an image.
inline std::string make_envelope(std::uint64_t seq, std::uint64_t capture_us) {
  std::string bytes("FWK1\x01\0\0\0", 8);
  for (const std::uint64_t number : {seq, capture_us})
    for (int shift = 56; shift >= 0; shift -= 8) bytes += static_cast<char>(number >> shift & 0xff);
  return bytes;
}

class IngestServer {
 public:
  explicit IngestServer(IngestOptions options = small_options()) : IngestServer(settings(std::move(options))) {}
  explicit IngestServer(IngestSettings settings, const TimeSource& time = steady_time())
      : listener_(io_, exchange_, std::move(settings), time),
        thread_(start_thread("fw-net", [this](const std::stop_token&) { io_.run(); })) {}
  ~IngestServer() { stop(); }
  IngestServer(const IngestServer&) = delete;
  IngestServer& operator=(const IngestServer&) = delete;

  std::uint16_t port() const { return listener_.port(); }
  Listener& listener() { return listener_; }
  FrameExchange& exchange() { return exchange_; }

  RawWebSocket camera(const std::string& target) {
    RawWebSocket socket(port());
    socket.upgrade(target);
    return socket;
  }

  FateCounts counts(const std::string& camera) {
    auto* lane = exchange_.find(camera);
    return lane == nullptr ? FateCounts{} : lane->ledger().counts();
  }

  /// Keeps the net thread busy, from when this returns, until release().
  class Busy {
   public:
    explicit Busy(boost::asio::io_context& io) {
      boost::asio::post(io, [state = state_] {
        state->begun.count_down();
        state->over.wait();
      });
      state_->begun.wait();
    }
    ~Busy() { release(); }
    Busy(const Busy&) = delete;
    Busy& operator=(const Busy&) = delete;
    void release() {
      if (!std::exchange(released_, true)) state_->over.count_down();
    }

   private:
    struct State {
      std::latch begun{1};
      std::latch over{1};
    };
    const std::shared_ptr<State> state_ = std::make_shared<State>();  // shared with the net thread
    bool released_ = false;
  };
  Busy busy() { return Busy(io_); }

  /// CPU time that the net thread has used.
  std::chrono::nanoseconds cpu_time() {
    clockid_t clock{};
    timespec used{};
    pthread_getcpuclockid(thread_.native_handle(), &clock);
    clock_gettime(clock, &used);
    return std::chrono::seconds(used.tv_sec) + std::chrono::nanoseconds(used.tv_nsec);
  }

  /// Returns when a frame waits, and leaves it there.
  void wait_for_frame() { exchange_.wait(never_.get_token()); }
  /// Takes the frame that waits, as a worker would. Waits for one.
  EncodedFrame take(Fate fate = Fate::processed) {
    auto claim = exchange_.take(never_.get_token());
    claim->settle(fate);
    return std::move(claim->frame());
  }

  /// Closes everything; returns when the net thread has run dry.
  void stop(Duration grace = std::chrono::seconds(2)) {
    if (!thread_.joinable()) return;
    listener_.close_all(grace);
    thread_.join();
  }

  static IngestSettings settings(IngestOptions options) {
    return {.options = std::move(options),
            .max_pixels = 16'000'000,
            .terms = [](const CameraId& id) -> std::optional<CameraTerms> {
              if (id.str().starts_with("unknown")) return std::nullopt;
              return CameraTerms{.lane = {std::chrono::seconds(60)}, .configured = id.str().starts_with("known")};
            }};
  }

 private:
  std::stop_source never_;
  boost::asio::io_context io_;
  FrameExchange exchange_;
  Listener listener_;
  std::jthread thread_;
};

/// Sends a clock question and waits for its answer: everything sent before has been dealt with then.
inline std::string round_trip(RawWebSocket& camera, const std::string& t0 = "1") {
  camera.send(Opcode::text, R"({"type":"clock","t0":)" + t0 + "}");
  for (;;) {
    std::string text = camera.receive_text();
    if (text.find("\"clock\"") != std::string::npos) return text;
  }
}

}  // namespace framewake::test
