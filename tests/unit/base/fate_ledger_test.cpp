#include "base/fate_ledger.hpp"

#include <gtest/gtest.h>

#include <latch>
#include <vector>

#include "base/thread.hpp"

namespace framewake {
namespace {

TEST(FateLedger, NumbersFramesFromOne) {
  FateLedger ledger;
  EXPECT_EQ(ledger.receive(), 1U);
  EXPECT_EQ(ledger.receive(), 2U);
  EXPECT_EQ(ledger.counts().in_flight, 2U);
}

TEST(FateLedger, CountsEachFateForItself) {
  FateLedger ledger;
  for (int i = 0; i < 10; ++i) ledger.receive();
  ledger.settle(Fate::processed);
  for (int i = 0; i < 2; ++i) ledger.settle(Fate::superseded);
  for (int i = 0; i < 3; ++i) ledger.settle(Fate::expired);
  for (int i = 0; i < 4; ++i) ledger.settle(Fate::rejected);
  EXPECT_EQ(ledger.counts(),
            (FateCounts{.received = 10, .processed = 1, .superseded = 2, .expired = 3, .rejected = 4}));
}

TEST(FateLedger, KnowsWhenAccountsDoNotBalance) {
  EXPECT_TRUE(FateCounts{}.balanced());
  EXPECT_TRUE((FateCounts{.received = 3, .processed = 1, .rejected = 1, .in_flight = 1}).balanced());
  EXPECT_FALSE((FateCounts{.received = 3, .processed = 1, .rejected = 1}).balanced());
}

TEST(FateLedger, BalancesAtEveryInstantOfManyThreads) {
  FateLedger ledger;
  constexpr int threads = 4, rounds = 5000;
  std::latch begin(threads + 1);
  {
    std::vector<std::jthread> workers;
    for (int t = 0; t < threads; ++t)
      workers.push_back(start_thread("ledger", [&, t](const std::stop_token&) {
        begin.arrive_and_wait();
        for (int i = 0; i < rounds; ++i) {
          ledger.receive();
          ledger.settle(static_cast<Fate>((t + i) % 4));
        }
      }));
    begin.arrive_and_wait();
    for (int i = 0; i < rounds; ++i) ASSERT_TRUE(ledger.counts().balanced());
  }
  const FateCounts counts = ledger.counts();
  EXPECT_EQ(counts.received, std::uint64_t{threads * rounds});
  EXPECT_EQ(counts.processed, std::uint64_t{threads * rounds / 4});
  EXPECT_EQ(counts.in_flight, 0U);
  EXPECT_TRUE(counts.balanced());
}

}  // namespace
}  // namespace framewake
