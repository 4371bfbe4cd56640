#pragma once
// An OperatorServer on a free port with a net thread of its own and a source that tests can hold.

#include <gtest/gtest.h>

#include <atomic>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <condition_variable>
#include <future>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>

#include "base/thread.hpp"
#include "http/operator_server.hpp"

namespace framewake::test {

/// A source whose answers can be held back.
class HeldSource final : public OperatorSource {
 public:
  std::string status_json() override {
    pass();
    if (fails) throw std::runtime_error("no status today");
    return status;
  }
  std::string why_json(const CameraId& camera, std::size_t limit) override {
    pass();
    return camera.str() == "front" ? R"({"camera":"front","limit":)" + std::to_string(limit) + "}" : "";
  }
  std::string metrics_text() override {
    pass();
    return metrics;
  }
  std::string health_problem() override {
    pass();
    return problem;
  }

  void hold() {
    const std::lock_guard lock(mutex_);
    held_ = true;
  }
  void let_go() {
    {
      const std::lock_guard lock(mutex_);
      held_ = false;
    }
    changed_.notify_all();
  }
  /// Until `n` calls in all have begun.
  void wait_for_calls(int n) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return calls_ >= n; });
  }
  int calls() {
    const std::lock_guard lock(mutex_);
    return calls_;
  }
  std::string thread() {
    const std::lock_guard lock(mutex_);
    return thread_;
  }

  // set before anybody asks
  std::string status = R"({"version":"test"})";
  std::string metrics = "up 1\n";
  std::string problem;
  bool fails = false;

 private:
  void pass();

  std::mutex mutex_;
  std::condition_variable changed_;
  // guarded by mutex_:
  bool held_ = false;
  int calls_ = 0;
  std::string thread_;
};

class Served : public testing::Test {
 protected:
  Served() = default;
  ~Served() override { stop(); }
  Served(const Served&) = delete;
  Served& operator=(const Served&) = delete;

  /// Starts the server and its net thread; returns the port.
  std::uint16_t serve(HttpOptions options = {}, const TimeSource& time = steady_time(),
                      OperatorControl* control = nullptr, SnapshotPort* pictures = nullptr) {
    return serve_at("127.0.0.1:0", std::move(options), time, control, pictures);
  }
  std::uint16_t serve_at(const std::string& listen, HttpOptions options, const TimeSource& time = steady_time(),
                         OperatorControl* control = nullptr, SnapshotPort* pictures = nullptr) {
    options.listen = listen;
    server = std::make_unique<OperatorServer>(io, options, source, time, -1, control, nullptr, pictures);
    net = start_thread("test-net", [this](const std::stop_token&) { io.run(); });
    return server->port();
  }

  /// The orderly end: the net thread runs dry by itself.
  void stop() {
    source.let_go();
    if (server) server->stop();
    work.reset();
    if (net.joinable()) net.join();
    server.reset();
  }

  /// Runs an empty task on the net thread and waits for it.
  void net_thread_answers() {
    std::promise<void> done;
    boost::asio::post(io, [&] { done.set_value(); });
    ASSERT_EQ(done.get_future().wait_for(std::chrono::seconds(20)), std::future_status::ready);
  }

  HeldSource source;
  boost::asio::io_context io;
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work{io.get_executor()};
  std::unique_ptr<OperatorServer> server;
  std::jthread net;
};

}  // namespace framewake::test
