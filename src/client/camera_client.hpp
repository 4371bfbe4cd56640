#pragma once
// The camera's end of the wire: connects, sends one frame at a time, asks the time, comes back after a break.

#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.hpp"
#include "client/backoff.hpp"
#include "client/camera_clock.hpp"
#include "client/url.hpp"
#include "client/wire.hpp"
#include "tls/client_context.hpp"

namespace framewake {

struct OutgoingFrame {
  std::uint64_t seq = 0;
  microseconds captured{};  ///< by the camera's clock
  std::string image;        ///< JPEG, PNG or WebP
};

/// What the client needs of its owner and tells it. All calls come on the thread that runs the io_context.
class CameraClientOwner {
 public:
  virtual ~CameraClientOwner() = default;
  /// The newest frame, if one is waiting. Called at the last moment: when the link can take it.
  virtual std::optional<OutgoingFrame> take_newest() = 0;
  /// The frame is about to be handed to the kernel.
  virtual void sending(const OutgoingFrame& frame) = 0;
  /// All of the frame has been handed to the kernel (true), or the connection broke in the middle of it.
  virtual void sent(const OutgoingFrame& frame, bool complete) = 0;
  virtual void connected() = 0;
  /// The connection (or the attempt) failed; the next attempt comes after `retry`.
  virtual void disconnected(const std::string& why, Duration retry) = 0;
  /// A result, as the server wrote it, and what it says of the frames to come.
  virtual void result(std::optional<std::uint64_t> seq, std::string_view json, const Advice& advice) = 0;
  /// What was found in a frame after its result was told, as the server wrote it.
  virtual void follow_up(std::string_view json) = 0;
  virtual void rejected(std::optional<std::uint64_t> seq, const std::string& reason, const std::string& detail) = 0;
  /// One exchange of clocks is complete.
  virtual void clock_exchanged(const ClockSample& sample) = 0;
  /// The last call. `why` is empty after stop(); otherwise it says what cannot heal by trying again.
  virtual void ended(const std::string& why) = 0;
};

struct CameraClientOptions {
  Url url;
  std::string token;                            ///< sent as "Authorization: Bearer …" when not empty
  std::shared_ptr<const TlsClientContext> tls;  ///< for a wss:// URL; shared by the connections, one after the other
  bool results = false;                         ///< ask for results
  milliseconds connect_timeout{10'000};         ///< for each of: name, connection, handshake
  milliseconds idle_timeout{20'000};            ///< a server that answers no ping for so long is gone
  milliseconds clock_interval{10'000};
  milliseconds close_grace{1'000};   ///< for the goodbye at the end
  milliseconds steady_after{5'000};  ///< a connection that held so long starts the backoff anew
};

/// Bound to the thread that runs `io`. `owner` and `time` must outlive the io_context's handlers.
class CameraClient {
 public:
  CameraClient(boost::asio::io_context& io, CameraClientOptions options, CameraClientOwner& owner, CameraClock clock,
               Backoff backoff, const TimeSource& time = steady_time());
  ~CameraClient();

  /// Connects, and tries again after every break, until stop() or an answer that cannot heal. Once.
  void start();
  /// A frame is waiting at the owner.
  void frame_waiting();
  /// Says goodbye (after the frame in hand) and ends; cuts the connection after close_grace. ended("") follows.
  void stop();

 private:
  class Impl;
  std::shared_ptr<Impl> impl_;  // shared with the handlers of its operations, which may outlive this
};

/// Whether an HTTP answer to the handshake may heal by itself: busy, restarting, taken by another camera.
bool worth_retrying(unsigned http_status) noexcept;

}  // namespace framewake
