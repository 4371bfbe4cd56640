// The hand-off with real threads, for ThreadSanitizer and for the ledger: several producers (two of them on one camera, as
// in a take-over), workers, a watcher of the ledgers, and a stop at a moment of its own.
#include <gtest/gtest.h>

#include <atomic>
#include <latch>
#include <thread>
#include <vector>

#include "handoff/exchange.hpp"

namespace framewake {
namespace {

struct Numbered {
  std::uint64_t number = 0;
};

class Crowd {
 public:
  static constexpr int cameras = 3;
  static constexpr int workers = 3;

  Crowd() {
    for (int i = 0; i < cameras; ++i)
      lanes_.push_back(&exchange_.open("camera-" + std::to_string(i), {std::chrono::hours(1)}));
  }

  void produce(Lane<Numbered>& lane, int frames, int reject_each) {
    for (int i = 0; i < frames; ++i) {
      const std::uint64_t number = lane.ledger().receive();
      if (i % reject_each == 0) {
        lane.ledger().settle(Fate::rejected);
        continue;
      }
      exchange_.publish(lane, Numbered{number}, Clock::now());
    }
  }

  void work(const std::stop_token& stop) {
    while (auto claim = exchange_.take(stop)) {
      auto& state = hands_[claim->lane().index()];
      if (state.exchange(true)) ++taken_twice_;
      processed_or_expired_.fetch_add(1);
      if (claim->frame().number % 3 == 0) claim->rest_until(Clock::now() + std::chrono::microseconds(200));
      claim->settle(claim->frame().number % 5 == 0 ? Fate::expired : Fate::processed);
      state.store(false);
    }
  }

  void watch(const std::stop_token& stop) {
    while (!stop.stop_requested())
      for (const auto* lane : lanes_)
        if (!lane->ledger().counts().balanced()) ++unbalanced_;
  }

  Exchange<Numbered> exchange_;
  std::vector<Lane<Numbered>*> lanes_;
  std::array<std::atomic<bool>, cameras> hands_{};
  std::atomic<int> taken_twice_{0};
  std::atomic<int> unbalanced_{0};
  std::atomic<std::uint64_t> processed_or_expired_{0};
};

TEST(ExchangeStress, EveryFrameHasOneFateAlsoThroughAStop) {
  constexpr int rounds = 20;
  constexpr int frames = 300;
  for (int round = 0; round < rounds; ++round) {
    Crowd crowd;
    {
      std::vector<std::jthread> workers;
      for (int i = 0; i < Crowd::workers; ++i)
        workers.emplace_back([&](const std::stop_token& stop) { crowd.work(stop); });
      std::jthread watcher([&](const std::stop_token& stop) { crowd.watch(stop); });
      std::latch half(1);
      std::vector<std::jthread> producers;
      for (int i = 0; i < Crowd::cameras + 1; ++i) {  // camera 0 has two, as while it is taken over
        producers.emplace_back([&, i] {
          Lane<Numbered>& lane = *crowd.lanes_[static_cast<std::size_t>(i % Crowd::cameras)];
          crowd.produce(lane, frames / 2, 7);
          if (i == 0) half.count_down();
          crowd.produce(lane, frames / 2, 11);
        });
      }
      half.wait();
      if (round % 2 == 0) producers.clear();  // joins: a stop after the last frame; otherwise in the middle
      for (auto& worker : workers) worker.request_stop();
    }
    crowd.exchange_.expire_waiting();
    std::uint64_t received = 0;
    for (const auto* lane : crowd.lanes_) {
      const FateCounts counts = lane->ledger().counts();
      EXPECT_TRUE(counts.balanced());
      EXPECT_EQ(counts.in_flight, 0U);
      received += counts.received;
    }
    EXPECT_EQ(received, std::uint64_t{frames} * (Crowd::cameras + 1));
    EXPECT_EQ(crowd.taken_twice_, 0);
    EXPECT_EQ(crowd.unbalanced_, 0);
  }
}

// Every frame is waited for before the next is sent: a lost wake-up would hang here (and CTest would say so).
TEST(ExchangeStress, NoWakeUpIsLost) {
  constexpr int frames = 20'000;
  Exchange<Numbered> exchange;
  Lane<Numbered>& lane = exchange.open("camera", {std::chrono::hours(1)});
  std::atomic<int> done{0};
  std::vector<std::jthread> workers;
  for (int i = 0; i < 2; ++i) {
    workers.emplace_back([&](const std::stop_token& stop) {
      while (auto claim = exchange.take(stop)) {
        claim->settle(Fate::processed);
        done.fetch_add(1);
        done.notify_all();
      }
    });
  }
  for (int i = 0; i < frames; ++i) {
    lane.ledger().receive();
    exchange.publish(lane, Numbered{}, Clock::now());
    done.wait(i);
  }
  EXPECT_EQ(lane.ledger().counts(), (FateCounts{.received = frames, .processed = frames}));
}

}  // namespace
}  // namespace framewake
