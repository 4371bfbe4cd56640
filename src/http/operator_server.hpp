#pragma once
// The operators' listener: status, metrics, health, and the page. Lives on the net thread, as coroutines; what takes
// time to put together is put together elsewhere.

#include <boost/asio/io_context.hpp>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "base/refusals.hpp"
#include "base/time.hpp"
#include "frame/camera_id.hpp"
#include "frame/snapshot.hpp"
#include "http/operator_control.hpp"
#include "http/options.hpp"
#include "tls/server_context.hpp"

namespace framewake {

/// What the pages show. Called on the report thread `fw-report` only (never on the net thread); app implements it. An
/// exception is logged and answered 503.
class OperatorSource {
 public:
  virtual ~OperatorSource() = default;
  virtual std::string status_json() = 0;   ///< /api/v1/status
  virtual std::string metrics_text() = 0;  ///< /metrics
  /// /api/v1/cameras/ID/why: the camera's newest `limit` decisions; "" when there is no such camera.
  virtual std::string why_json(const CameraId& camera, std::size_t limit) = 0;
  /// /healthz: "" when well, otherwise one line that says what is wrong (answered 503).
  virtual std::string health_problem() = 0;
};

class OperatorServer {
 public:
  /// Listens at once, nowhere when options.listen is empty; throws std::system_error when it cannot. `io` runs on the
  /// net thread and must outlive this; so must `source`, `time`, and `control` unless it is null: then nothing can be asked
  /// for. `given`: a listening TCP socket to use instead of opening options.listen, which then belongs to this; -1: none.
  /// `tls`: null: without encryption. `pictures`: who makes them; null: there are none.
  OperatorServer(boost::asio::io_context& io, const HttpOptions& options, OperatorSource& source,
                 const TimeSource& time = steady_time(), int given = -1, OperatorControl* control = nullptr,
                 std::shared_ptr<const TlsServerContext> tls = nullptr, SnapshotPort* pictures = nullptr);
  /// Stops, and waits for a call of `source` that is under way.
  ~OperatorServer();

  /// 0 when it listens nowhere.
  std::uint16_t port() const noexcept;
  /// Thread-safe. Other limits, hosts and patience, password and tokens, for connections that are there too: a session of
  /// another password has ended, and what is being answered to whom it is not for any more, is refused. `listen` and what else
  /// takes a restart stays what it was.
  void change(HttpOptions options);
  /// Thread-safe. Another certificate (null: no encryption) for connections to come; those there are go on as they began.
  void use(std::shared_ptr<const TlsServerContext> tls);
  /// Thread-safe.
  const RefusalCounts& refusals() const noexcept;
  /// Thread-safe: stops accepting and closes every connection; the io_context then runs dry of this server's work.
  void stop();

 private:
  struct State;
  // Shared with the coroutines of the connections, which may outlive this until they have ended.
  std::shared_ptr<State> state_;
};

}  // namespace framewake
