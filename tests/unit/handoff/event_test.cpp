#include "handoff/event.hpp"

#include <gtest/gtest.h>

#include <future>
#include <optional>
#include <thread>

#include "handoff/latest_slot.hpp"

namespace framewake {
namespace {

TEST(Event, StaysUpUntilCleared) {
  Event event;
  EXPECT_FALSE(event.is_set());
  event.set();
  event.set();
  EXPECT_TRUE(event.is_set());
  EXPECT_TRUE(event.wait({}));
  EXPECT_TRUE(event.is_set());
  event.clear();
  EXPECT_FALSE(event.is_set());
}

TEST(Event, SetWakesAWaiter) {
  Event event;
  std::promise<bool> woken;
  std::jthread waiter([&](const std::stop_token& stop) { woken.set_value(event.wait(stop)); });
  event.set();
  EXPECT_TRUE(woken.get_future().get());
}

TEST(Event, AStopWakesInTheMiddleOfTheWait) {
  Event event;
  std::promise<bool> woken;
  std::jthread waiter([&](const std::stop_token& stop) { woken.set_value(event.wait(stop)); });
  waiter.request_stop();
  EXPECT_FALSE(woken.get_future().get());
}

TEST(Event, AStopComesBeforeTheFlag) {
  Event event;
  event.set();
  std::stop_source source;
  source.request_stop();
  EXPECT_FALSE(event.wait(source.get_token()));
}

// The order of the protocol, spelled out on its parts: a frame lands between the worker's two steps.
TEST(Event, ClearThenTakeKeepsTheWakeUpOfAFrameInBetween) {
  Event event;
  LatestSlot<int> slot;
  event.set();  // a wake-up whose frame another take has had

  event.clear();
  (void)slot.put(7);  // lands in between
  event.set();
  const std::optional<int> taken = slot.take();

  EXPECT_EQ(taken, 7);
  EXPECT_TRUE(event.is_set()) << "one idle round more, and nothing lost";
}

TEST(Event, TakeThenClearStrandsAFrameInBetween) {
  Event event;
  LatestSlot<int> slot;
  event.set();

  const std::optional<int> taken = slot.take();
  (void)slot.put(7);  // lands in between
  event.set();
  event.clear();

  EXPECT_FALSE(taken.has_value());
  EXPECT_FALSE(event.is_set()) << "nobody will be woken";
  EXPECT_EQ(slot.take(), 7) << "for the frame that waits";
}

}  // namespace
}  // namespace framewake
