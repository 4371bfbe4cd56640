#include "client/camera_client.hpp"

#include <utility>  // first: Boost 1.74's awaitable.hpp uses std::exchange without it

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "base/thread.hpp"
#include "client/camera_connection.hpp"

namespace framewake {

namespace asio = boost::asio;
using boost::system::error_code;

bool worth_retrying(unsigned status) noexcept {
  return status == 408 || status == 409 || status == 425 || status == 429 || status >= 500;
}

/// The life between connections; one connection's life is CameraConnection's.
class CameraClient::Impl : public std::enable_shared_from_this<Impl> {
 public:
  Impl(asio::io_context& io, CameraClientOptions options, CameraClientOwner& owner, CameraClock clock, Backoff backoff,
       const TimeSource& time)
      : io_(io),
        retry_(io),
        backoff_(std::move(backoff)),
        owner_(owner),
        settings_{std::move(options), owner, clock, time} {}

  void start() {
    asio::co_spawn(
        io_, [self = shared_from_this()] { return self->run(); }, asio::detached);
  }

  void frame_waiting() {
    thread_.check();
    frame_waits_ = true;
    if (connection_) connection_->frame_waiting();
  }

  void stop() {
    thread_.check();
    stopping_ = true;
    retry_.cancel();
    if (connection_) connection_->stop();
  }

 private:
  asio::awaitable<void> run() {
    thread_.check();
    const auto self = shared_from_this();
    while (!stopping_) {
      connection_ = std::make_shared<CameraConnection>(io_, settings_);
      if (frame_waits_) connection_->frame_waiting();
      const ConnectionEnd end = co_await connection_->run();
      connection_.reset();
      if (stopping_) break;
      if (end.final) {
        owner_.ended(end.why);
        co_return;
      }
      if (end.held >= settings_.options.steady_after) backoff_.reset();
      const auto wait = backoff_.next();
      owner_.disconnected(end.why, wait);
      if (stopping_) break;
      retry_.expires_after(wait);
      error_code stopped;
      co_await retry_.async_wait(asio::redirect_error(asio::use_awaitable, stopped));
    }
    owner_.ended("");
  }

  ThreadBinding thread_;  // that of io_, from the first use on
  asio::io_context& io_;
  asio::steady_timer retry_;
  Backoff backoff_;
  CameraClientOwner& owner_;
  const ConnectionSettings settings_;
  std::shared_ptr<CameraConnection> connection_;  // shared with its own coroutines
  bool frame_waits_ = false;
  bool stopping_ = false;
};

CameraClient::CameraClient(asio::io_context& io, CameraClientOptions options, CameraClientOwner& owner,
                           CameraClock clock, Backoff backoff, const TimeSource& time)
    : impl_(std::make_shared<Impl>(io, std::move(options), owner, clock, std::move(backoff), time)) {}
CameraClient::~CameraClient() = default;
void CameraClient::start() {
  impl_->start();
}
void CameraClient::frame_waiting() {
  impl_->frame_waiting();
}
void CameraClient::stop() {
  impl_->stop();
}

}  // namespace framewake
