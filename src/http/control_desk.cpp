#include "http/control_desk.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <memory>
#include <utility>

#include "http/among_open.hpp"

namespace framewake {

namespace asio = boost::asio;

struct ControlDesk::Ask {
  explicit Ask(asio::io_context& io) : patience(io) {}
  asio::steady_timer patience;  ///< cancelled when the answer is there
  ControlAnswer answer{503, "{\"error\":\"no answer in time; the log tells what came of it\"}\n"};
};

asio::awaitable<ControlAnswer> ControlDesk::reload(Duration limit) {
  if (closed_ || control_ == nullptr) co_return ControlAnswer{503, "{\"error\":\"nobody here can reload\"}\n"};
  const auto ask = std::make_shared<Ask>(io_);
  ask->patience.expires_after(limit);
  const AmongOpen listed(open_, *ask);
  // Held weakly: the answer may come, or be thrown away, when nothing of this is left.
  control_->reload([&io = io_, weak = std::weak_ptr<Ask>(ask)](ControlAnswer answer) {
    if (weak.expired()) return;
    asio::post(io, [weak, answer = std::move(answer)]() mutable {
      const auto waiting = weak.lock();
      if (!waiting) return;
      waiting->answer = std::move(answer);
      waiting->patience.cancel();
    });
  });
  // The answer is posted to this thread, so it cannot come before the wait has begun.
  boost::system::error_code cancelled;
  co_await ask->patience.async_wait(asio::redirect_error(asio::use_awaitable, cancelled));
  co_return std::move(ask->answer);
}

void ControlDesk::close() {
  closed_ = true;
  for (Ask* ask : open_) ask->patience.cancel();
}

}  // namespace framewake
