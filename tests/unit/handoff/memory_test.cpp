// Lack of memory at the hand-off: it shows when a camera comes, and never at a frame.
#include <gtest/gtest.h>

#include <new>

#include "handoff/exchange.hpp"
#include "support/failing_memory.hpp"

namespace framewake {
namespace {

TEST(ExchangeMemory, AFrameTakesNone) {
  Exchange<int> exchange;
  for (int cameras = 1; cameras < 40; ++cameras) {  // at some of which a vector grows
    auto& lane = exchange.open("camera-" + std::to_string(cameras), {std::chrono::seconds(1)});
    {
      const test::MemoryEndsAfter none(0);
      lane.ledger().receive();
      exchange.publish(lane, cameras, Clock::now());
    }
    ASSERT_FALSE(test::MemoryEndsAfter::was_missed());
    auto claim = exchange.take({});
    ASSERT_TRUE(claim.has_value()) << "it is marked: a worker finds it";
    EXPECT_EQ(claim->frame(), cameras);
    claim->settle(Fate::processed);
    EXPECT_EQ(lane.ledger().counts().in_flight, 0U);
  }
}

TEST(ReadySetMemory, ManyThatWaitAtOnceTakeNone) {
  constexpr std::size_t cameras = 20;
  ReadySet ready;
  ready.make_room(cameras);
  std::size_t taken = 0;
  {
    const test::MemoryEndsAfter none(0);
    for (std::size_t i = 0; i < cameras; ++i) ready.mark(i, {.arrival = Clock::now()});
    while (ready.take(Clock::now())) ++taken;
  }
  EXPECT_FALSE(test::MemoryEndsAfter::was_missed());
  EXPECT_EQ(taken, cameras);
}

TEST(ExchangeMemory, WithoutItThereIsNoLaneAndWithItThereIs) {
  const std::string name = "a-camera-whose-name-is-not-short";
  bool missed = true;
  for (int allocations = 0; missed; ++allocations) {
    ASSERT_LT(allocations, 20);
    Exchange<int> exchange;
    try {
      const test::MemoryEndsAfter few(allocations);
      exchange.open(name, {});
    } catch (const std::bad_alloc&) {
      EXPECT_EQ(exchange.find(name), nullptr);
      EXPECT_EQ(exchange.size(), 0U);
    }
    missed = test::MemoryEndsAfter::was_missed();
    EXPECT_EQ(exchange.open(name, {}).index(), 0U);
    EXPECT_EQ(&exchange.open(name, {}), exchange.find(name));
  }
}

}  // namespace
}  // namespace framewake
