// Zones and lines: geometry and counting.
#include "vision/zones/counting.hpp"

#include <gmock/gmock.h>

#include "unit/vision/watching.hpp"
#include "vision/ignored_area.hpp"
#include "vision/zones/geometry.hpp"

namespace framewake {
namespace {

using namespace test;

const Polygon square{{10, 10}, {20, 10}, {20, 20}, {10, 20}};
const Polygon path{{0, 50}, {100, 50}};

TEST(Geometry, InsideIsInside) {
  EXPECT_TRUE(contains(square, {15, 15}));
  EXPECT_FALSE(contains(square, {5, 15}));
  EXPECT_FALSE(contains(square, {15, 25}));
  EXPECT_FALSE(contains({}, {0, 0}));
  EXPECT_FALSE(contains({{1, 1}, {5, 5}}, {3, 3}));
  const Polygon horseshoe{{0, 0}, {30, 0}, {30, 30}, {20, 30}, {20, 10}, {10, 10}, {10, 30}, {0, 30}};
  EXPECT_TRUE(contains(horseshoe, {5, 20}));
  EXPECT_FALSE(contains(horseshoe, {15, 20}));
}

TEST(Geometry, SidesAndCrossings) {
  EXPECT_EQ(side_of(path, {50, 60}), 1);  // below a line to the right is on its right: y points down
  EXPECT_EQ(side_of(path, {50, 40}), -1);
  EXPECT_EQ(side_of(path, {50, 50}), 0);
  EXPECT_EQ(side_of({}, {1, 1}), 0);
  EXPECT_TRUE(crosses(path, {50, 40}, {50, 60}));
  EXPECT_FALSE(crosses(path, {150, 40}, {150, 60}));  // beyond its end
  EXPECT_FALSE(crosses(path, {50, 40}, {60, 45}));
  const Polygon bent{{0, 0}, {50, 50}, {100, 0}};
  EXPECT_TRUE(crosses(bent, {50, 60}, {50, 40}));
  EXPECT_EQ(side_of(bent, {50, 60}), 1);
}

TEST(Geometry, BeyondASharpBendIsTheOuterSide) {
  const Polygon hook{{0, 0}, {10, 0}, {0, 1}};  // bends to the right
  EXPECT_EQ(side_of(hook, {12, 0.5}), -1);
  EXPECT_EQ(side_of(hook, {5, 0.2}), 1);
  EXPECT_EQ(side_of(hook, {5, 3}), -1);
  EXPECT_EQ(side_of({{0, 1}, {10, 0}, {0, 0}}, {12, 0.5}), 1);
}

TEST(Geometry, WhoStandsAtTheLowerEdgeOfThePictureIsInTheZoneThatReachesIt) {
  constexpr int height = 361;
  EXPECT_TRUE(contains({{0, 100}, {200, 100}, {200, height}, {0, height}}, bottom_centre({50, 200, 60, 161})));
  // Seen at half the size its lower edge is at 180.5, and the picture 181 high.
  EXPECT_TRUE(contains({{0, 50}, {100, 50}, {100, 180.5}, {0, 180.5}}, bottom_centre({20, 100, 30, 81})));
}

TEST(Geometry, AnchorsOfABox) {
  EXPECT_EQ(bottom_centre({10, 20, 30, 40}), (Point{25, 59}));
  EXPECT_EQ(centre({10, 20, 30, 40}), (Point{25, 40}));
}

class CounterTest : public testing::Test {
 protected:
  /// One frame with one person there; nothing: with nobody.
  bool at(double seconds, std::optional<Point> place, std::uint64_t track = 1) {
    counter_.begin(moment(seconds));
    const bool inside = place && counter_.see(settings_, track, "person", *place);
    counter_.end(settings_, true);
    return inside;
  }
  ZoneCounts zone() const { return counter_.zone().empty() ? ZoneCounts{} : counter_.zone().front(); }
  LineCounts line() const { return counter_.line().empty() ? LineCounts{} : counter_.line().front(); }

  CountingSettings settings_{.areas = {square}, .lines = {path}};
  ZoneCounter counter_;
};

TEST_F(CounterTest, WhoComesInCountsAfterTheInertia) {
  EXPECT_FALSE(at(0, Point{15, 15}));
  EXPECT_FALSE(at(0.2, Point{15, 15}));
  EXPECT_TRUE(at(0.3, Point{15, 15}));
  EXPECT_EQ(zone().inside, 1U);
  EXPECT_EQ(zone().entered, 1U);
  EXPECT_EQ(zone().entered_now, 1U);
  at(0.4, Point{15, 15});
  EXPECT_EQ(zone().entered, 1U);
  EXPECT_EQ(zone().entered_now, 0U);
}

TEST_F(CounterTest, WhoTremblesOnTheEdgeDoesNotCount) {
  for (int i = 0; i < 50; ++i) at(i * 0.1, Point{i % 2 == 0 ? 9.5 : 10.5, 15});
  EXPECT_EQ(zone().entered, 0U);
  for (int i = 50; i < 60; ++i) at(i * 0.1, Point{15, 15});
  for (int i = 60; i < 90; ++i) at(i * 0.1, Point{i % 2 == 0 ? 9.5 : 10.5, 15});
  EXPECT_EQ(zone().entered, 1U);
  EXPECT_EQ(zone().left, 0U);
}

TEST_F(CounterTest, InertiaIsInTimeNotInFrames) {
  at(0, Point{15, 15});
  EXPECT_TRUE(at(2, Point{15, 15}));  // the second frame of a slow camera
}

TEST_F(CounterTest, WhoStaysDwellsFromTheMomentHeCame) {
  for (double t = 0; t < 4.95; t += 0.1) at(t, Point{15, 15});
  EXPECT_EQ(zone().dwelling, 0U);
  at(5.0, Point{15, 15});
  EXPECT_EQ(zone().dwelling, 1U);
  EXPECT_EQ(zone().dwelt, 1U);
  EXPECT_EQ(zone().dwelt_now, 1U);
  at(6, Point{50, 15});
  at(7, Point{50, 15});
  EXPECT_EQ(zone().dwelling, 0U);
  EXPECT_EQ(zone().left, 1U);
}

TEST_F(CounterTest, WhoIsNotSeenAnyMoreHasLeft) {
  at(0, Point{15, 15});
  at(1, Point{15, 15});
  at(3, std::nullopt);
  EXPECT_EQ(zone().inside, 1U);
  at(7.9, std::nullopt);
  EXPECT_EQ(zone().inside, 1U) << "nobody had looked before 3 s";
  at(8, std::nullopt);
  EXPECT_EQ(zone().inside, 0U);
  EXPECT_EQ(zone().left, 1U);
}

TEST_F(CounterTest, WhoWasMissedGoesAlsoWhenNobodyLooksAnyMore) {
  for (double t = 0; t < 1; t += 0.1) at(t, Point{15, 15});
  EXPECT_EQ(zone().inside, 1U);
  const auto unlooked = [&](double seconds) {
    counter_.begin(moment(seconds));
    counter_.end(settings_, false);
  };
  unlooked(20);
  EXPECT_EQ(zone().inside, 1U) << "when last looked for he was there";
  at(20.1, std::nullopt);
  unlooked(25);
  EXPECT_EQ(zone().inside, 1U);
  unlooked(25.2);
  EXPECT_EQ(zone().inside, 0U);
  EXPECT_EQ(zone().left, 1U);
}

TEST_F(CounterTest, WhoIsWhereNobodyLookedStays) {
  for (double t = 0; t < 1; t += 0.1) at(t, Point{15, 15});
  for (double t = 1; t < 20; t += 1) {
    counter_.begin(moment(t));
    counter_.end(settings_, true, [](const Point& place, const std::string&) { return place[0] > 50; });
  }
  EXPECT_EQ(zone().inside, 1U);
}

TEST_F(CounterTest, WhoIsLostBeyondTheLineHasCrossedIt) {
  at(0, Point{50, 40});
  at(0.1, Point{50, 60});
  at(0.2, std::nullopt);
  EXPECT_EQ(line().crossed[0], 0U);
  at(6, std::nullopt);
  EXPECT_EQ(line().crossed[0], 1U);
  EXPECT_EQ(line().crossed_now[0], 1U);
  at(7, Point{50, 60}, 2);
  at(7.1, Point{50, 40}, 2);
  at(7.2, Point{50, 60}, 2);
  at(14, std::nullopt);
  EXPECT_EQ(line().crossed[0], 1U);
  EXPECT_EQ(line().crossed[1], 0U) << "turned back";
}

TEST_F(CounterTest, WhoseTrackIsGivenUpIsGoneAtOnceWhereverAnybodyLooks) {
  const auto frame = [&](double seconds, bool looked, bool followed, std::optional<Point> place = {}) {
    counter_.begin(moment(seconds));
    if (place) counter_.see(settings_, 1, "person", *place);
    counter_.end(
        settings_, looked, [](const Point&, const std::string&) { return false; },
        [&](std::uint64_t) { return followed; });
  };
  frame(0, true, true, Point{15, 40});
  frame(0.1, true, true, Point{15, 15});
  frame(0.4, true, true, Point{15, 15});
  frame(0.5, true, true, Point{15, 60});  // over the line, not yet out of the zone
  frame(60, false, true);
  EXPECT_EQ(zone().inside, 1U);
  frame(60.1, false, false);
  EXPECT_EQ(zone().inside, 0U);
  EXPECT_EQ(zone().left, 1U);
  ASSERT_EQ(counter_.judgements().size(), 2U);
  EXPECT_EQ(counter_.judgements()[0].reason, Reason::zone_lost);
  EXPECT_EQ(counter_.judgements()[1].reason, Reason::line_lost);
  EXPECT_EQ(line().crossed[0], 1U) << "lost beyond the line";
}

TEST_F(CounterTest, ACrossingHasADirection) {
  for (double t = 0; t < 2; t += 0.1) at(t, Point{50, 40 + 10 * t});
  EXPECT_EQ(line().crossed, (std::array<std::uint64_t, 2>{1, 0}));
  for (double t = 2; t < 4; t += 0.1) at(t, Point{50, 60 - 10 * (t - 2)});
  EXPECT_EQ(line().crossed, (std::array<std::uint64_t, 2>{1, 1}));
}

TEST_F(CounterTest, WhoComesBackAtOnceOrGoesAroundTheEndHasNotCrossed) {
  for (int i = 0; i < 50; ++i) at(i * 0.1, Point{50, i % 2 == 0 ? 48.0 : 52.0});
  EXPECT_TRUE(counter_.line().empty());
  double t = 10;
  for (const Point& place : {Point{90, 40}, Point{120, 40}, Point{120, 60}, Point{90, 60}})
    for (int i = 0; i < 10; ++i) at(t += 0.1, place, 2);
  EXPECT_TRUE(counter_.line().empty());
}

TEST_F(CounterTest, EachTrackAndLabelCountsByItself) {
  for (double t = 0; t < 1; t += 0.1) {
    counter_.begin(moment(t));
    counter_.see(settings_, 1, "person", {15, 15});
    counter_.see(settings_, 2, "person", {12, 12});
    counter_.see(settings_, 3, "dog", {15, 15});
    counter_.see(settings_, 4, "dog", {50, 15});
    counter_.end(settings_, true);
  }
  ASSERT_EQ(counter_.zone().size(), 2U);
  EXPECT_EQ(counter_.zone()[0].inside, 2U);
  EXPECT_EQ(counter_.zone()[1].label, "dog");
  EXPECT_EQ(counter_.zone()[1].inside, 1U);
}

TEST_F(CounterTest, AfterANewConnectionNobodyIsThereAndTotalsStay) {
  at(0, Point{15, 15});
  at(1, Point{15, 15});
  counter_.forget();
  at(1.1, std::nullopt);
  EXPECT_EQ(zone().inside, 0U);
  EXPECT_EQ(zone().entered, 1U);
  EXPECT_EQ(zone().left, 1U);
}

TEST_F(CounterTest, WhoTurnsBackOrGoesAroundOrWavers) {
  const auto last = [&] {
    return counter_.judgements().empty() ? Reason::rejected : counter_.judgements().back().reason;
  };
  settings_.areas.clear();
  at(0, Point{50, 40});
  at(0.1, Point{50, 60});
  EXPECT_EQ(last(), Reason::line_crossing);
  at(0.2, Point{50, 40});
  EXPECT_EQ(last(), Reason::line_turned_back);
  EXPECT_EQ(counter_.judgements().back().time, milliseconds(100));
  at(1, Point{120, 40});
  at(1.1, Point{120, 60});
  EXPECT_EQ(last(), Reason::line_around);
  settings_.areas = {square};
  settings_.lines.clear();
  at(2, Point{15, 15});
  at(3, Point{15, 15});
  at(3.1, Point{5, 15});
  EXPECT_EQ(counter_.judgements().front().reason, Reason::zone_leaving);
  at(4, Point{5, 15});
  EXPECT_EQ(last(), Reason::zone_left);
  at(5, Point{5, 15});
  EXPECT_EQ(last(), Reason::zone_outside);
  EXPECT_EQ(counter_.judgements().back().distance, 5);
}

TEST_F(CounterTest, WhoWaversAtOneLineStillCrossesAnother) {
  settings_.lines = {path, Polygon{{0, 150}, {100, 150}}};
  at(0, Point{50, 40});
  at(0.1, Point{50, 60});  // over the first line …
  at(0.2, Point{50, 40});  // … and back
  at(0.3, Point{50, 60});
  at(1.0, Point{50, 60});
  EXPECT_EQ(line().crossed[0], 1U);
  at(1.1, Point{50, 140});
  at(1.2, Point{50, 160});  // over the second one, where nobody is seen any more
  at(2, std::nullopt);
  at(8, std::nullopt);
  EXPECT_EQ(line().crossed[0], 2U);
}

TEST_F(CounterTest, AZoneThatAReloadHasTakenAwayHasNobodyInIt) {
  at(0, Point{15, 15});
  ASSERT_TRUE(at(1, Point{15, 15}));
  settings_.areas.clear();
  EXPECT_FALSE(at(2, Point{15, 15}));
}

}  // namespace
}  // namespace framewake
