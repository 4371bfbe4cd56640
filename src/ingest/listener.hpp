#pragma once
// The cameras' listener: websocketpp on the net thread. Hostile bytes in, checked EncodedFrames out into the hand-off.
// The only folder that names websocketpp.

#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "auth/token.hpp"
#include "base/refusals.hpp"
#include "base/time.hpp"
#include "frame/camera_id.hpp"
#include "frame/encoded_frame.hpp"
#include "frame/rejection.hpp"
#include "frame/reply.hpp"
#include "handoff/exchange.hpp"
#include "ingest/camera_rate.hpp"
#include "ingest/options.hpp"

namespace framewake {

using FrameExchange = Exchange<EncodedFrame>;

/// What ingest must know of a camera before it may send; nothing: the name is not known and unknown ones are rejected.
struct CameraTerms {
  LaneTerms lane;
  bool configured = false;  ///< the configuration names it: it does not count towards ingest.max_cameras
  bool known = true;        ///< false: cameras like this one are refused, whatever they show
  TokenRule access = {};
  /// accepted: one that names the camera opens instead of a token; required: it must be shown beside what `access` asks for.
  ClientCertificates certificates = ClientCertificates::off;
  CameraLimits limits = {};
};

struct IngestSettings {
  IngestOptions options;
  std::uint64_t max_pixels = 16'000'000;
  Duration patience = std::chrono::seconds(5);  ///< how long after its max_age a POST waits for its frame's result
  /// The terms of a configured camera, or of an unknown one while those are accepted. Called on the net thread.
  std::function<std::optional<CameraTerms>(const CameraId&)> terms;
  std::shared_ptr<const TlsServerContext> tls = nullptr;  ///< null: without encryption
  /// Is told of each frame that is rejected here. Called on the net thread; must not block. Absent: nobody is.
  std::function<void(const CameraId&, std::uint64_t frame, const Rejection&)> on_rejected = {};
  int given_socket =
      -1;  ///< a listening TCP socket to use instead of opening options.listen; then the listener's. -1: none
};

/// A moment's account of one camera's connection, for status pages.
struct CameraLink {
  bool connected = false;                 ///< a WebSocket is open
  std::optional<TimePoint> last_frame;    ///< rejected or not
  std::optional<TimePoint> last_picture;  ///< that passed its checks
  std::uint32_t width = 0;                ///< of the last good header
  std::uint32_t height = 0;
  double fps = 0;  ///< received, lately
  std::uint64_t replies_dropped = 0;
  std::uint64_t takeovers = 0;
  /// The first of the pictures, up to the last one, that all showed the same: the same bytes, or the same capture time.
  std::optional<TimePoint> unchanged_since;
};

class Listener final : public ReplyPort {
 public:
  /// Binds (unless a socket is given) and listens at once (frames flow as soon as `io` runs); throws std::system_error when it cannot. All
  /// references must outlive this. `io` is run by the net thread.
  Listener(boost::asio::io_context& io, FrameExchange& exchange, IngestSettings settings, const TimeSource& time);
  ~Listener() override;

  std::uint16_t port() const noexcept;
  /// Thread-safe. Only this machine can reach it, or could until it stopped. By the socket itself, wherever that came from.
  bool on_loopback() const;

  /// Thread-safe.
  void answer(ReplyTo to, std::uint64_t frame, AnswerKind kind, std::string json) override;
  /// Thread-safe. The account of a camera that has ever been seen.
  CameraLink link(const CameraId& camera) const;

  /// Thread-safe. Other options for all connections, those there are too: no connection is closed for it, and a frame is
  /// judged by the options of the moment when it has come whole. `listen` stays what it was; handshake_timeout holds for
  /// connections to come. The terms of all cameras are asked for again.
  void change(IngestOptions options, std::uint64_t max_pixels);

  /// Thread-safe. Other certificates (null: no encryption) for connections to come; those there are go on as they
  /// began, but for cameras whose certificate is signed by nobody who may any more: their terms are asked for again.
  void use(std::shared_ptr<const TlsServerContext> tls);

  /// Thread-safe.
  const RefusalCounts& refusals() const noexcept;

  /// Thread-safe: no new connections from here on.
  void stop_accepting();
  /// Thread-safe: closes every connection with 1001 "going away"; those that do not answer are cut after `grace`. The
  /// io_context then runs dry of this listener's work.
  void close_all(Duration grace);

 private:
  class Impl;
  std::shared_ptr<Impl> impl_;  // shared with handlers that are still in the io_context's queue
};

}  // namespace framewake
