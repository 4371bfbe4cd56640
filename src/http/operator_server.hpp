#pragma once
// The operators' listener: status, metrics, health, and the page. Lives on the net thread, as coroutines; what takes
// time to put together is put together elsewhere.

#include <boost/asio/io_context.hpp>
#include <memory>
#include <string>

#include "http/options.hpp"

namespace framewake {

/// What the pages show. Called on the report thread only (never on the net thread); app implements it.
class OperatorSource {
 public:
  virtual ~OperatorSource() = default;
  virtual std::string status_json() = 0;   ///< /api/v1/status
  virtual std::string metrics_text() = 0;  ///< /metrics
  /// /healthz: "" when well, otherwise one line that says what is wrong (answered 503).
  virtual std::string health_problem() = 0;
};

class OperatorServer {
 public:
  /// Listens at once; throws std::system_error when it cannot. `io` runs on the net thread and must outlive this;
  /// so must `source`.
  OperatorServer(boost::asio::io_context& io, HttpOptions options, OperatorSource& source);
  ~OperatorServer();

  std::uint16_t port() const noexcept;
  /// Thread-safe: stops accepting and closes every connection; the io_context then runs dry of this server's work.
  void stop();

 private:
  struct State;
  std::shared_ptr<State> state_;  // shared with the connections' coroutines, which may outlive this until they have ended
};

}  // namespace framewake
