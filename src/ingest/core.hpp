#pragma once
// What all connections of a listener share. Net thread only.

#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <memory>
#include <unordered_map>
#include <variant>

#include "auth/trusted_proxies.hpp"
#include "base/loss_logs.hpp"
#include "base/refusals.hpp"
#include "base/thread.hpp"
#include "ingest/camera_registry.hpp"
#include "ingest/frame_intake.hpp"
#include "ingest/gate.hpp"
#include "ingest/hangup_watch.hpp"
#include "ingest/listener.hpp"
#include "ingest/request_target.hpp"
#include "ingest/wire.hpp"

namespace framewake {

class Session;

/// What the connections' wires are told of the options.
WireLimits wire_limits(const IngestOptions& options);

struct IngestCore {
  IngestCore(boost::asio::io_context& io_context, FrameExchange& the_exchange, IngestSettings the_settings,
             const TimeSource& time_source);

  /// The camera that a request of `address` is for, or why it may not send.
  std::variant<Camera*, HttpAnswer> admit(const WireRequest& request, const CameraId& id, const std::string& address);
  /// The same, for a request that is not wanted to be taken yet.
  std::optional<HttpAnswer> refusal(const WireRequest& request, const CameraId& id, const std::string& address);
  /// The connection with this id, or null when it has gone.
  std::shared_ptr<Session> find(std::uint64_t connection) const;
  /// After a change of `settings`: to all that keep something of them.
  void apply_settings();
  /// Tells whoever waits for a frame that was superseded.
  void tell_superseded(const EncodedFrame& frame);

  /// Logs that a frame was refused, and tells whoever wants to know.
  void note_rejected(const CameraId& camera, std::uint64_t frame, const Rejection& rejection);

  ThreadBinding thread;  ///< the net thread, from the first connection on
  boost::asio::io_context& io;
  IngestSettings settings;
  const TimeSource& time;
  CameraRegistry cameras;
  FrameIntake intake;
  RefusalCounts refusals;  // own synchronization
  TrustedProxies proxies;
  IngestGate gate;
  LossLogs rejections;                          // by camera
  LossLogs dropped_replies;                     // by camera
  LossLogs without_encryption;                  // TLS handshakes that failed, by address
  const std::shared_ptr<HangUpWatch> hang_ups;  // shared with what waits in the io_context

  std::unordered_map<std::uint64_t, std::shared_ptr<Session>> sessions;  // the owner of every connection
  std::uint64_t next_connection = 1;
  bool closing = false;
  std::chrono::milliseconds farewell{};  ///< while closing: how long a peer may take to answer a close
  /// Counts a connection of this address, which only now is known; or the refusal.
  std::function<std::optional<HttpAnswer>(const std::string& address)> take_place;
  std::function<void(const Session&)> on_gone;  ///< a session has left `sessions`

 private:
  std::variant<CameraTerms, HttpAnswer> terms_for(const WireRequest& request, const CameraId& id,
                                                  const std::string& address);
};

}  // namespace framewake
