#include <atomic>
#include <deque>
#include <mutex>
#include <string>

#include "base/thread.hpp"
#include "bench/freshness/designs.hpp"
#include "bench/support/bare_server.hpp"
#include "handoff/event.hpp"

namespace framewake::bench {
namespace {

struct Numbered {
  std::uint64_t number = 0;
  std::string bytes;
};

/// What both have in common: the server's thread, the processor's thread, the event between them.
class TwoThreads : public Design {
 public:
  std::uint16_t port() const override { return server_.port(); }
  std::uint64_t received() override { return received_; }

 protected:
  explicit TwoThreads(SlowWork work)
      : work_(std::move(work)), server_([this](std::string_view bytes) {
          put({++received_, std::string(bytes)});
        }) {}
  ~TwoThreads() override { end(); }

  void start() {
    net_ = start_thread("bench-net", [this](const std::stop_token&) { server_.run(); });
    processor_ = start_thread("bench-proc", [this](const std::stop_token& stop) {
      while (event_.wait(stop)) {
        event_.clear();
        process(stop);
      }
    });
  }
  /// Must be called by the destructor of whatever put() and process() belong to.
  void end() {
    server_.stop();
    if (net_.joinable()) net_.join();
    processor_.request_stop();
    if (processor_.joinable()) processor_.join();
  }
  virtual void put(Numbered frame) = 0;                   // on the server's thread
  virtual void process(const std::stop_token& stop) = 0;  // on the processor's thread

  const SlowWork work_;
  Event event_;

 private:
  std::atomic<std::uint64_t> received_ = 0;
  BareServer server_;
  std::jthread net_;
  std::jthread processor_;
};

class LockHeld final : public TwoThreads {
 public:
  explicit LockHeld(SlowWork work) : TwoThreads(std::move(work)) { start(); }
  ~LockHeld() override { end(); }

 private:
  void put(Numbered frame) override {
    {
      const std::lock_guard lock(mutex_);
      latest_ = std::move(frame);
    }
    event_.set();
  }
  void process(const std::stop_token&) override {
    const std::lock_guard lock(mutex_);
    if (latest_.number != 0) work_(latest_.number);
    latest_.number = 0;
  }

  std::mutex mutex_;
  Numbered latest_;  // guarded by mutex_
};

class Queue final : public TwoThreads {
 public:
  explicit Queue(SlowWork work) : TwoThreads(std::move(work)) { start(); }
  ~Queue() override { end(); }

 private:
  void put(Numbered frame) override {
    {
      const std::lock_guard lock(mutex_);
      frames_.push_back(std::move(frame));
    }
    event_.set();
  }
  void process(const std::stop_token& stop) override {
    while (!stop.stop_requested()) {
      Numbered frame;
      {
        const std::lock_guard lock(mutex_);
        if (frames_.empty()) return;
        frame = std::move(frames_.front());
        frames_.pop_front();
      }
      work_(frame.number);
    }
  }

  std::mutex mutex_;
  std::deque<Numbered> frames_;  // guarded by mutex_
};

}  // namespace

std::unique_ptr<Design> make_lock_held_design(SlowWork work) {
  return std::make_unique<LockHeld>(std::move(work));
}

std::unique_ptr<Design> make_queue_design(SlowWork work) {
  return std::make_unique<Queue>(std::move(work));
}

}  // namespace framewake::bench
