#pragma once
// A TlsStream whose operations have a time limit: when it is over, the connection is closed.

#include <boost/asio/steady_timer.hpp>
#include <memory>

#include "base/time.hpp"
#include "tls/stream.hpp"

namespace framewake {

/// Bound to the thread of its io_context.
class TimedStream : public TlsStream {
 public:
  explicit TimedStream(Socket socket) : TlsStream(std::move(socket)), limit_(get_executor()) {}
  TimedStream(TimedStream&&) = delete;
  TimedStream& operator=(TimedStream&&) = delete;

  /// Closed then, unless another limit has been set by then.
  void expires_after(Duration limit) {
    expired_ = false;
    limit_.expires_after(limit);
    limit_.async_wait([this, alive = std::weak_ptr<char>(alive_)](const boost::system::error_code& cancelled) {
      if (cancelled || !alive.lock() || limit_.expiry() > boost::asio::steady_timer::clock_type::now()) return;
      expired_ = true;
      close();
    });
  }
  void expires_never() { limit_.expires_at(boost::asio::steady_timer::time_point::max()); }
  /// The limit has closed it.
  bool expired() const noexcept { return expired_; }
  void close() {
    expires_never();
    boost::system::error_code ignored;
    socket().close(ignored);
  }

 private:
  boost::asio::steady_timer limit_;
  bool expired_ = false;
  const std::shared_ptr<char> alive_ = std::make_shared<char>();  // tells a late timer that this has gone
};

}  // namespace framewake
