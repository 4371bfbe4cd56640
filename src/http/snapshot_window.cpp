#include "http/snapshot_window.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <memory>

#include "http/among_open.hpp"

namespace framewake {

namespace asio = boost::asio;

struct SnapshotWindow::Ask {
  explicit Ask(asio::io_context& io) : patience(io) {}
  asio::steady_timer patience;  ///< cancelled when the answer is there
  Snapshot answer{.outcome = Snapshot::Outcome::unavailable, .problem = "no picture could be had in time"};
};

asio::awaitable<Snapshot> SnapshotWindow::ask(SnapshotRequest request, Duration limit) {
  if (closed_ || port_ == nullptr)
    co_return Snapshot{.outcome = Snapshot::Outcome::unavailable, .problem = "there are no pictures here"};
  const auto ask = std::make_shared<Ask>(io_);
  ask->patience.expires_after(limit);
  const AmongOpen listed(open_, *ask);
  // Held weakly: the answer may come, or be thrown away, when nothing of this is left.
  SnapshotPort::Done done = [&io = io_, weak = std::weak_ptr<Ask>(ask)](Snapshot snapshot) {
    if (weak.expired()) return;
    asio::post(io, [weak, snapshot = std::move(snapshot)]() mutable {
      const auto waiting = weak.lock();
      if (!waiting) return;
      waiting->answer = std::move(snapshot);
      waiting->patience.cancel();
    });
  };
  port_->take(std::move(request), std::move(done));
  // The answer is posted to this thread, so it cannot come before the wait has begun.
  boost::system::error_code cancelled;
  co_await ask->patience.async_wait(asio::redirect_error(asio::use_awaitable, cancelled));
  co_return std::move(ask->answer);
}

void SnapshotWindow::close() {
  closed_ = true;
  for (Ask* ask : open_) ask->patience.cancel();
}

}  // namespace framewake
