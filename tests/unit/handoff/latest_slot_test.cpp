#include "handoff/latest_slot.hpp"

#include <gtest/gtest.h>

#include <memory>

namespace framewake {
namespace {

TEST(LatestSlot, HoldsTheNewestAndHandsBackWhatItDisplaced) {
  LatestSlot<std::unique_ptr<int>> slot;
  EXPECT_FALSE(slot.put(std::make_unique<int>(1)).has_value());
  const auto displaced = slot.put(std::make_unique<int>(2));
  ASSERT_TRUE(displaced.has_value());
  EXPECT_EQ(**displaced, 1);
  const auto taken = slot.take();
  ASSERT_TRUE(taken.has_value());
  EXPECT_EQ(**taken, 2);
  EXPECT_FALSE(slot.take().has_value());
}

TEST(LatestSlot, ANewcomerInheritsFromWhatItDisplaces) {
  struct Item {
    int value;
    int displaced_before;
  };
  LatestSlot<Item> slot;
  const auto inherit = [](Item& newcomer, const Item& old) noexcept {
    newcomer.displaced_before = old.displaced_before + 1;
  };
  for (int i = 1; i <= 4; ++i) (void)slot.put({i, 0}, inherit);
  const auto taken = slot.take();
  ASSERT_TRUE(taken.has_value());
  EXPECT_EQ(taken->value, 4);
  EXPECT_EQ(taken->displaced_before, 3);
}

}  // namespace
}  // namespace framewake
