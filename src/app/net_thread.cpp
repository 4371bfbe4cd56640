#include "app/net_thread.hpp"

#include <boost/asio/post.hpp>
#include <future>
#include <memory>

#include "base/log.hpp"
#include "base/thread.hpp"

namespace framewake {

NetThread::~NetThread() {
  work_.reset();
  io_.stop();
}

void NetThread::start() {
  const auto turns = std::make_shared<std::promise<void>>();  // shared: it is still being set when we are woken
  boost::asio::post(io_, [turns] { turns->set_value(); });
  thread_ = start_thread("fw-net", [this](const std::stop_token&) { run(); });
  turns->get_future().wait();
}

void NetThread::run() {
  // A handler that throws is a bug of ours; it costs what it was about, not the daemon.
  for (bool running = true; running;) {
    try {
      io_.run();
      running = false;
    } catch (const std::exception& failure) {
      spdlog::error("a handler on the net thread failed: {}", printable(failure.what()));
    }
  }
  const std::lock_guard lock(mutex_);
  ended_ = true;
  ended_cv_.notify_all();
}

void NetThread::post(std::function<void()> task) {
  boost::asio::post(io_, std::move(task));
}

void NetThread::finish() {
  work_.reset();
}

bool NetThread::join_until(TimePoint deadline) {
  std::unique_lock lock(mutex_);
  return ended_cv_.wait_until(lock, deadline, [this] { return ended_; });
}

}  // namespace framewake
