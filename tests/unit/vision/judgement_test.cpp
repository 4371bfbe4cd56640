// What tells a thing from a ghost and from a raindrop, each on its own.
#include <gtest/gtest.h>

#include <random>
#include <vector>

#include "vision/motion/fleeting.hpp"
#include "vision/motion/origins.hpp"
#include "vision/motion/surroundings.hpp"

namespace framewake {
namespace {

constexpr int columns = 40;
constexpr int rows = 30;
constexpr int pixels = columns * rows;

/// A picture of 40 × 30 in which rectangles are marked.
struct Marked {
  Marked& mark(int left, int top, int width, int height) {
    for (int y = top; y < top + height; ++y)
      for (int x = left; x < left + width; ++x) marks[static_cast<std::size_t>(y * columns + x)] = 1;
    return *this;
  }
  std::vector<std::uint8_t> marks = std::vector<std::uint8_t>(pixels);
};

class Followed : public testing::Test {
 protected:
  /// The components of the picture, and where they began.
  std::span<const Component> follow(const Marked& picture) {
    const auto found = finder.find(picture.marks, columns);
    origins.follow(finder, picture.marks, columns, 0.1F);
    return found;
  }
  ComponentFinder finder;
  Origins origins;
};
using OriginsTest = Followed;

TEST_F(OriginsTest, WhatComesBeganElsewhere) {
  follow({});
  for (int x = 0; x < 25; ++x) follow(Marked().mark(x, 10, 6, 8));
  EXPECT_EQ(origins.of(0), Origin::elsewhere);
}

TEST_F(OriginsTest, WhatIsUncoveredBeganWhereItIsAndWhatLeavesDoesNot) {
  follow({});
  for (int x = 0; x < 25; ++x) follow(Marked().mark(6, 10, 8, 8).mark(std::min(6 + x, 30), 10, 8, 8));
  const auto found = follow(Marked().mark(6, 10, 8, 8).mark(31, 10, 8, 8));
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(origins.of(0), Origin::here);
  EXPECT_EQ(origins.of(1), Origin::elsewhere);
}

TEST_F(OriginsTest, WhatIsNotToBeSeenForAMomentIsNotForgotten) {
  follow({});
  for (int x = 0; x < 20; ++x) follow(Marked().mark(x, 10, 6, 8));
  for (int n = 0; n < 4; ++n) follow({});
  follow(Marked().mark(20, 10, 6, 8));
  EXPECT_EQ(origins.of(0), Origin::elsewhere);
  for (int n = 0; n < 7; ++n) follow({});
  follow(Marked().mark(20, 10, 6, 8));
  EXPECT_EQ(origins.of(0), Origin::here);
}

TEST_F(OriginsTest, WhatIsThereAfterAPauseIsFromNobodyKnowsWhere) {
  follow({});
  origins.restart();
  for (int n = 0; n < 5; ++n) follow(Marked().mark(10, 10, 6, 6));
  EXPECT_EQ(origins.of(0), Origin::unknown);
}

TEST_F(OriginsTest, WhoPassesBeforeAGhostTakesNoneOfItAlong) {
  follow({});
  const auto ghost = [] { return Marked().mark(15, 10, 8, 8); };
  for (int n = 0; n < 5; ++n) follow(ghost());
  for (int x = 0; x < 33; ++x) follow(ghost().mark(x, 8, 4, 12));
  const auto found = follow(ghost().mark(34, 8, 4, 12));
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(origins.of(0), Origin::elsewhere) << "whose feet are the first in the picture";
  EXPECT_EQ(origins.of(1), Origin::here);
}

TEST_F(OriginsTest, WhoStopsBeforeAGhostHasComeAndTheGhostHasNot) {
  follow({});
  const auto ghost = [] { return Marked().mark(15, 10, 8, 8); };
  for (int n = 0; n < 5; ++n) follow(ghost());
  for (int x = 0; x < 11; ++x) follow(ghost().mark(x, 8, 4, 12));
  const auto found = follow(ghost().mark(11, 8, 4, 12));
  ASSERT_EQ(found.size(), 1U) << "they touch";
  EXPECT_FALSE(origins.came(12 * columns + 20, found[0]));
}

/// A place with a texture, and a thing in the middle of it that is of one colour.
class SurroundingsTest : public testing::Test {
 protected:
  explicit SurroundingsTest(int texture = 30) {
    std::minstd_rand random(5);
    for (std::size_t i = 0; i < pixels; ++i)
      place[i] = static_cast<std::uint8_t>(100 + random() % static_cast<unsigned>(texture));
    with_thing = place;
    marked.mark(14, 10, 10, 8);
    for (std::size_t i = 0; i < pixels; ++i)
      if (marked.marks[i] != 0) with_thing[i] = 170;
  }
  static float belongs_before(const Marked& marked, const std::vector<std::uint8_t>& now,
                              const std::vector<std::uint8_t>& before) {
    ComponentFinder finder;
    const auto found = finder.find(marked.marks, columns);
    const std::vector<float> background(before.begin(), before.end());
    return Surroundings({found[0], 0, finder, now, columns}, background).belongs_before();
  }
  Marked marked;
  std::vector<std::uint8_t> place = std::vector<std::uint8_t>(pixels), with_thing;
};

TEST_F(SurroundingsTest, AThingDoesNotBelongWhereItStands) {
  EXPECT_GT(belongs_before(marked, with_thing, place), 0.6F);
}

TEST_F(SurroundingsTest, WhatAThingHasUncoveredDoes) {
  EXPECT_LT(belongs_before(marked, place, with_thing), -0.6F);
}

TEST_F(SurroundingsTest, AtTheEdgeOfThePictureToo) {
  Marked corner;
  corner.mark(0, 0, 8, 8);
  auto thing = place;
  for (std::size_t i = 0; i < pixels; ++i)
    if (corner.marks[i] != 0) thing[i] = 30;
  EXPECT_GT(belongs_before(corner, thing, place), 0.6F);
  EXPECT_LT(belongs_before(corner, place, thing), -0.6F);
}

TEST_F(SurroundingsTest, ThePictureAsAWholeTellsNothing) {
  EXPECT_EQ(belongs_before(Marked().mark(0, 0, columns, rows), with_thing, place), 0);
}

class FleetingTest : public testing::Test {
 protected:
  /// Which of the components of the picture, a fifteenth of a second later, are taken for fleeting.
  std::vector<bool> judge(const Marked& picture, float dt = 1.F / 15) {
    const auto found = finder.find(picture.marks, columns);
    fleeting.begin(picture.marks, dt);
    std::vector<bool> verdicts;
    for (std::size_t i = 0; i < found.size(); ++i)
      verdicts.push_back(fleeting.is_fleeting({found[i], static_cast<int>(i), finder, gray, columns}, looked_at));
    return verdicts;
  }
  /// Twenty streaks anywhere, but for the left of the picture.
  Marked rain() {
    Marked picture;
    for (int n = 0; n < 20; ++n)
      picture.mark(12 + static_cast<int>(random() % 27), static_cast<int>(random() % 27), 1, 3);
    return picture;
  }
  static constexpr int looked_at = 20'000;  ///< as if this were a part of a larger picture
  ComponentFinder finder;
  Fleeting fleeting;
  std::vector<std::uint8_t> gray = std::vector<std::uint8_t>(pixels);
  std::minstd_rand random{7};
};

TEST_F(FleetingTest, ASparkIsAndATinyThingThatStaysIsNot) {
  judge({});
  EXPECT_EQ(judge(Marked().mark(20, 20, 2, 2)), std::vector{true});
  EXPECT_EQ(judge({}), std::vector<bool>{});
  for (int x = 5; x < 7; ++x) EXPECT_EQ(judge(Marked().mark(x, 5, 2, 2)), std::vector{true});
  EXPECT_EQ(judge(Marked().mark(7, 5, 2, 2)), std::vector{false}) << "the third picture";
}

TEST_F(FleetingTest, InFairWeatherASmallThingIsSeenAtOnce) {
  judge({});
  EXPECT_EQ(judge(Marked().mark(5, 5, 3, 3)), std::vector{false});
}

// What is looked at here touches the upper left corner, and so is the first component.
TEST_F(FleetingTest, InTheRainDropsThatTouchAreStillDropsAndASmallThingIsSeenSoon) {
  for (unsigned seed = 1; seed <= 50; ++seed) {
    random.seed(seed);
    fleeting = {};
    for (int n = 0; n < 60; ++n) judge(rain());
    EXPECT_TRUE(judge(rain().mark(0, 0, 3, 3)).at(0)) << "three drops beside one another, seed " << seed;
    judge(rain());
    int missed = 0, seen_late = 0;
    for (int n = 0; n < 20; ++n) {
      const Marked picture = rain().mark(n / 4, 0, 3, 3);
      const bool is_missed = judge(picture).at(0);
      missed += is_missed ? 1 : 0;
      if (is_missed) seen_late = n + 1;
    }
    EXPECT_GE(missed, 2) << "it could be a drop, seed " << seed;
    EXPECT_LE(seen_late, 6) << "seed " << seed;
    EXPECT_FALSE(judge(rain().mark(0, 0, 8, 9)).at(0)) << "much larger than drops, seed " << seed;
  }
}

TEST_F(FleetingTest, PicturesFarApartTellNothing) {
  for (int n = 0; n < 60; ++n) judge(rain());
  EXPECT_EQ(judge(Marked().mark(5, 5, 2, 2), 0.5F), std::vector{false});
}

}  // namespace
}  // namespace framewake
