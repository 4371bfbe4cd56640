// What is to be hidden, for how long, and what becomes of too much of it.
#include "vision/privacy/memory.hpp"

#include <gmock/gmock.h>

#include "unit/vision/watching.hpp"

namespace framewake {
namespace {

using namespace test;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr Box everywhere{0, 0, 640, 480};

TEST(PrivacyMemory, HidesABoxWithItsMarginAsFarAsThePictureGoes) {
  PrivacyMemory memory;
  memory.see({100, 100, 40, 60}, 0.5, everywhere, moment(0));
  EXPECT_THAT(memory.hidden(), ElementsAre(Box{80, 70, 80, 120}));
  memory.forget();
  memory.see({600, 0, 40, 40}, 0.5, everywhere, moment(0));
  EXPECT_THAT(memory.hidden(), ElementsAre(Box{580, 0, 60, 60}));
}

TEST(PrivacyMemory, HoldsUntilTheTimeIsOverAndSomebodyHasLooked) {
  PrivacyMemory memory;
  memory.see({10, 10, 5, 5}, 0, everywhere, moment(0));
  memory.looked({everywhere}, everywhere, moment(1.9), milliseconds(2000));
  EXPECT_EQ(memory.hidden().size(), 1U);
  memory.looked({}, everywhere, moment(50), milliseconds(2000));
  EXPECT_EQ(memory.hidden().size(), 1U) << "nobody has looked there";
  memory.looked({Box{12, 0, 200, 200}}, everywhere, moment(50), milliseconds(2000));
  EXPECT_EQ(memory.hidden().size(), 1U) << "only at a part of it";
  memory.looked({everywhere}, everywhere, moment(3.8), milliseconds(2000));
  EXPECT_EQ(memory.hidden().size(), 1U) << "first missed at 1.9 s";
  memory.looked({everywhere}, everywhere, moment(3.9), milliseconds(2000));
  EXPECT_THAT(memory.hidden(), IsEmpty());
}

TEST(PrivacyMemory, OneMissShowsNobodyHoweverRareTheLooks) {
  PrivacyMemory memory;
  memory.see({10, 10, 5, 5}, 0, everywhere, moment(0));
  memory.looked({everywhere}, everywhere, moment(60), milliseconds(2000));
  EXPECT_EQ(memory.hidden().size(), 1U);
  memory.looked({everywhere}, everywhere, moment(120), milliseconds(2000));
  memory.see({10, 10, 5, 5}, 0, everywhere, moment(120));
  EXPECT_EQ(memory.hidden().size(), 1U);
}

TEST(PrivacyMemory, ABoxThatANewOneCoversIsNotKept) {
  PrivacyMemory memory;
  for (int i = 0; i < 100; ++i) memory.see({10, 10, 5, 5}, 0, everywhere, moment(i));
  EXPECT_EQ(memory.hidden().size(), 1U);
  memory.looked({everywhere}, everywhere, moment(100), milliseconds(2000));
  EXPECT_EQ(memory.hidden().size(), 1U) << "seen again at 99 s";
}

TEST(PrivacyMemory, OfWhatNobodyCanLookAtOnlyTheRestCounts) {
  PrivacyMemory memory;
  memory.see({300, 10, 40, 40}, 0, everywhere, moment(0));
  const Box half{320, 0, 320, 480};
  memory.looked({half}, half, moment(5), milliseconds(2000));
  memory.looked({half}, half, moment(7), milliseconds(2000));
  EXPECT_THAT(memory.hidden(), IsEmpty());
}

TEST(PrivacyMemory, DoublesOfOneThingAreOneBox) {
  PrivacyMemory memory;
  memory.see({100, 100, 100, 100}, 0.2, everywhere, moment(0));
  memory.see({110, 95, 100, 100}, 0.2, everywhere, moment(0));
  EXPECT_THAT(memory.hidden(), ElementsAre(Box{80, 80, 140, 140}));
  memory.see({150, 100, 100, 100}, 0.2, everywhere, moment(0));
  EXPECT_EQ(memory.hidden().size(), 2U) << "that one is not covered yet";
}

TEST(PrivacyMemory, WhatBecomesTooManyBecomesOneAroundAll) {
  PrivacyMemory memory;
  for (int i = 0; i < 1200; ++i) memory.see({i % 600, i / 600 * 100, 5 + i / 600, 5}, 0, everywhere, moment(0));
  EXPECT_LE(memory.hidden().size(), 1000U);
  bool covered = false;
  for (const Box& box : memory.hidden()) covered |= box[0] == 0 && box[1] == 0 && box[2] >= 600 && box[3] >= 5;
  EXPECT_TRUE(covered);
}

TEST(PrivacyMemory, WhatIsSuspectAndBecomesTooManyBecomesOneAroundAll) {
  PrivacyMemory memory;
  const auto suspect_at = [](int i) { return Box{i % 100 * 3, i / 100 * 10, 2, 2}; };
  for (int i = 0; i < 500; ++i) memory.suspect(suspect_at(i), 0, everywhere);
  EXPECT_EQ(memory.hidden().size(), 500U);
  for (int i = 500; i < 600; ++i) memory.suspect(suspect_at(i), 0, everywhere);
  const std::vector<Box> hidden = memory.hidden();
  EXPECT_LE(hidden.size(), 500U);
  for (int i = 0; i < 600; ++i) EXPECT_TRUE(is_looked_at(suspect_at(i), hidden)) << i << " is not covered";
}

}  // namespace
}  // namespace framewake
