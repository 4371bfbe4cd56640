// Zones and lines: geometry, counting, and the stages track and zones in a pipeline.
#include "vision/stages/zones.hpp"

#include <gmock/gmock.h>

#include "support/manual_time.hpp"
#include "unit/decode/decoding.hpp"
#include "unit/vision/watching.hpp"
#include "vision/ignored_area.hpp"
#include "vision/pipeline.hpp"
#include "vision/stages/track.hpp"
#include "vision/zones/counting.hpp"
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

/// The stages track and zones behind a motion that the test makes up.
class TrackAndZones : public testing::Test {
 protected:
  void make(const ZonesOptions& zones) {
    track_ = track_stage().make(std::make_shared<TrackOptions>());
    zones_ = zones_stage().make(std::make_shared<ZonesOptions>(zones));
  }
  Result run(double seconds, const std::vector<Box>& regions, std::uint64_t session = 1, int side = 200,
             std::optional<Duration> silence = {}) {
    EncodedFrame frame = frame_of(make_jpeg(side, side));
    Picture picture(frame, decoder_, time_);
    Result result;
    result.motion = MotionResult{!regions.empty(), 0.1, regions};
    StageFrame step{.picture = picture,
                    .arrival = moment(seconds),
                    .session = session,
                    .silence = silence,
                    .result = result,
                    .ignored = {}};
    track_->run(step);
    zones_->run(step);
    return result;
  }

  std::unique_ptr<Stage> track_, zones_;
  ManualTime time_;
  Decoder decoder_;
};

TEST_F(TrackAndZones, WhatMovesIsNumberedAndCountedWithoutADetector) {
  make({.name = "door",
        .polygons = {{{0, 0.5}, {1, 0.5}, {1, 1}, {0, 1}}},
        .lines = {{{0, 0.5}, {1, 0.5}}},
        .directions = {"in", "out"}});
  Result last;
  for (double t = 0; t < 4; t += 0.1) last = run(t, {{80, static_cast<int>(20 + 25 * t), 40, 60}});
  ASSERT_TRUE(last.objects && last.objects->size() == 1U);
  EXPECT_EQ(last.objects->front().label, "motion");
  EXPECT_EQ(last.objects->front().track, 1U);
  EXPECT_EQ(last.objects->front().zones, std::vector<std::string>{"door"});
  ASSERT_EQ(last.zones.size(), 1U);
  EXPECT_EQ(last.zones[0].labels.at(0).inside, 1U);
  ASSERT_EQ(last.lines.size(), 1U);
  EXPECT_EQ(last.lines[0].directions[0], "in");
  EXPECT_EQ(last.lines[0].labels.at(0).crossed[0], 1U);
}

TEST_F(TrackAndZones, ANewConnectionOrSizeBeginsAnew) {
  make({.polygons = {{{0, 0}, {1, 0}, {1, 1}, {0, 1}}}});
  std::uint64_t id = 0;
  for (double t = 0; t < 1; t += 0.1) id = run(t, {{80, 80, 40, 60}}).objects->front().track.value_or(0);
  EXPECT_EQ(id, 1U);
  EXPECT_FALSE(run(1.1, {{80, 80, 40, 60}}, 2).objects->front().track);
  EXPECT_EQ(run(1.2, {{80, 80, 40, 60}}, 2).zones[0].labels[0].inside, 0U);
  for (double t = 1.3; t < 2; t += 0.1) id = run(t, {{80, 80, 40, 60}}, 2).objects->front().track.value_or(0);
  EXPECT_EQ(id, 2U);
  const Result other = run(2.1, {{80, 80, 40, 60}}, 2, 300);
  EXPECT_FALSE(other.objects->front().track);
  EXPECT_EQ(other.zones[0].labels[0].inside, 0U);
}

TEST_F(TrackAndZones, WhoCrossesALineBeforeHeHasANumberIsCounted) {
  make({.name = "gate", .lines = {{{0, 0.5}, {1, 0.5}}}, .directions = {"in", "out"}});
  run(0, {{80, 30, 40, 60}});    // his feet at 90
  run(0.1, {{80, 45, 40, 60}});  // 105: over the line at 100
  Result last;
  for (double t = 0.2; t < 1; t += 0.1) last = run(t, {{80, static_cast<int>(30 + 150 * t), 40, 60}});
  ASSERT_EQ(last.lines.at(0).labels.size(), 1U);
  EXPECT_EQ(last.lines[0].labels[0].crossed, (std::array<std::uint64_t, 2>{1, 0}));
}

TEST_F(TrackAndZones, WhoGetsANumberHasBeenInTheZoneSinceHeWasSeen) {
  make({.polygons = {{{0, 0}, {1, 0}, {1, 1}, {0, 1}}}, .dwell = std::chrono::seconds(1)});
  Result last;
  for (int i = 0; i <= 10; ++i) last = run(0.1 * i, {{80, 80, 40, 60}});
  EXPECT_EQ(last.zones.at(0).labels.at(0).dwelling, 1U);
}

TEST_F(TrackAndZones, AfterALongSilenceNobodyIsThere) {
  make({.polygons = {{{0, 0}, {1, 0}, {1, 1}, {0, 1}}}, .dwell = std::chrono::seconds(20)});
  for (double t = 0; t < 1; t += 0.1) run(t, {{80, 80, 40, 60}});
  const Result after = run(26, {{80, 80, 40, 60}}, 1, 200, std::chrono::seconds(25));
  EXPECT_FALSE(after.objects->front().track);
  EXPECT_EQ(after.zones.at(0).labels.at(0).inside, 0U);
  const Result later = run(26.5, {{80, 80, 40, 60}}, 1, 200, milliseconds(500));
  EXPECT_EQ(later.objects->front().track, 2U);
  EXPECT_EQ(later.zones.at(0).labels.at(0).dwelling, 0U);
}

/// What stages have said, with who it is about.
std::vector<std::string> said(const Result& result) {
  std::vector<std::string> lines;
  for (const Decision& decision : result.decisions.all())
    lines.push_back(subject_text(decision) + ": " + decision_text(decision));
  return lines;
}

TEST_F(TrackAndZones, WhatKeepsSomethingFromCountingIsTold) {
  using testing::Contains;
  make({.name = "door",
        .polygons = {{{0, 0.5}, {1, 0.5}, {1, 1}, {0, 1}}},
        .lines = {{{0, 0.5}, {1, 0.5}}},
        .directions = {"in", "out"}});
  EXPECT_THAT(said(run(0, {{80, 20, 40, 60}})),
              Contains("motion [80,20,40,60]: has no number yet: seen for 0 ms < 250 ms (appear_after)"));
  EXPECT_THAT(said(run(0.125, {{80, 20, 40, 60}})),
              Contains("motion [80,20,40,60]: has no number yet: seen for 125 ms < 250 ms (appear_after)"));
  const auto third = said(run(0.25, {{80, 20, 40, 60}}));
  EXPECT_THAT(third, Contains("track 1 motion: has a number now: seen for 250 ms >= 250 ms (appear_after)"));
  EXPECT_THAT(third, Contains(testing::StartsWith("track 1 motion: outside zone door, ")));

  std::vector<std::string> all;
  for (double t = 0.5; t < 9; t += 0.125)
    for (const auto& line : said(run(t, {{80, static_cast<int>(std::min(20 + 25 * t, 120.0)), 40, 60}})))
      all.push_back(line);
  const auto told = [&](const char* part) { EXPECT_THAT(all, Contains(testing::HasSubstr(part))); };
  told("track 1 motion: not yet in zone door: inside for 125 ms < 300 ms (inertia)");
  told("track 1 motion: not yet across door: across for 125 ms < 300 ms (inertia)");
  told("track 1 motion: in zone door: inside for 375 ms >= 300 ms (inertia)");
  told("track 1 motion: crossed door in: across for 375 ms >= 300 ms (inertia)");
  told("track 1 motion: does not dwell in zone door yet: inside for 1.0 s < 5 s (dwell)");
  told("track 1 motion: dwells in zone door: inside for 5.0 s >= 5 s (dwell)");

  EXPECT_THAT(said(run(9, {})), testing::Not(Contains(testing::HasSubstr("lost"))));
  const auto last = said(run(10.5, {}));
  EXPECT_THAT(last, Contains("track 1 motion: lost: not seen for 1.5 s >= 1.5 s (lost_after)"));
  EXPECT_THAT(last, Contains("track 1 motion: has left zone door: the track is lost (track.lost_after)"));
}

TEST_F(TrackAndZones, WhatVanishesAndWhatIsNotWantedIsTold) {
  make({.name = "door", .polygons = {{{0, 0}, {1, 0}, {1, 1}, {0, 1}}}, .labels = {"person"}});
  run(0, {{80, 20, 40, 60}});
  run(0.125, {{80, 20, 40, 60}});
  EXPECT_THAT(said(run(0.25, {})),
              testing::ElementsAre("motion: gone before it had a number: seen for 125 ms < 250 ms (appear_after)"));
  run(1, {{80, 20, 40, 60}});
  EXPECT_THAT(said(run(1.5, {{80, 20, 40, 60}})),
              testing::Contains("track 1 motion: not among the labels that door counts (labels)"));
}

TEST_F(TrackAndZones, ADirectionThatIsRenamedBeginsAtZeroAndOneThatIsNotGoesOn) {
  ZonesOptions options{.name = "gate", .lines = {{{0, 0.5}, {1, 0.5}}}, .directions = {"in", "out"}};
  make(options);
  for (double t = 0; t < 4; t += 0.1) run(t, {{80, static_cast<int>(20 + 25 * t), 40, 60}});
  const auto counted = [&](const std::vector<std::string>& directions) {
    options.directions = directions;
    EXPECT_TRUE(zones_->change(std::make_shared<ZonesOptions>(options)));
    return run(4, {}).lines.at(0).labels.at(0).crossed;
  };
  using Counts = std::array<std::uint64_t, 2>;
  EXPECT_EQ(counted({"in", "away"}), (Counts{1, 0}));
  EXPECT_EQ(counted({"away", "in"}), (Counts{0, 1})) << "totals go with the name";
  EXPECT_EQ(counted({"away", "there"}), (Counts{0, 0}));
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

/// One looks for faces in every frame, another for people once a second.
TEST_F(TrackAndZones, ALookForOtherThingsIsNone) {
  make({.polygons = {{{0, 0}, {1, 0}, {1, 1}, {0, 1}}}});
  EncodedFrame frame = frame_of(make_jpeg(200, 200));
  Result last;
  for (int i = 0; i < 40; ++i) {
    Picture picture(frame, decoder_, time_);
    Result result;
    StageFrame step{.picture = picture,
                    .arrival = moment(0.1 * i),
                    .session = 1,
                    .result = result,
                    .ignored = {},
                    .looks_for_objects = true};
    result.objects.emplace();
    step.looks.push_back({{{0, 0, 200, 200}}, {}, [](const std::string& label) { return label == "face"; }});
    if (i % 10 == 0) {
      step.looks.push_back({{{0, 0, 200, 200}}, {}, [](const std::string& label) { return label == "person"; }});
      result.objects->push_back({"person", 0.9, {80, 60, 40, 80}, {}, {}, false});
    }
    track_->run(step);
    zones_->run(step);
    if (i % 10 == 0) last = result;
    if (i > 20) {
      EXPECT_EQ(result.zones.at(0).labels.at(0).inside, 1U) << i;
    }
  }
  EXPECT_EQ(last.objects->front().track, 1U);
}

/// Somebody was seen as a whole; then only a square is looked at that has the middle of his box in it, not his feet.
TEST_F(TrackAndZones, WhoIsLostWhereTheAnchorIsNotLookedAtIsInNoZone) {
  make({.polygons = {{{0, 0}, {1, 0}, {1, 1}, {0, 1}}}});
  EncodedFrame frame = frame_of(make_jpeg(400, 400));
  const auto look = [&](double seconds, bool whole) {
    Picture picture(frame, decoder_, time_);
    Result result;
    StageFrame step{.picture = picture,
                    .arrival = moment(seconds),
                    .session = 1,
                    .result = result,
                    .ignored = {},
                    .looks_for_objects = true};
    result.objects.emplace();
    step.looks.push_back({{whole ? Box{0, 0, 400, 400} : Box{150, 150, 100, 100}}, {}, [](const std::string& label) {
                            return label == "person";
                          }});
    if (whole) result.objects->push_back({"person", 0.9, {150, 50, 100, 300}, {}, {}, false});
    track_->run(step);
    zones_->run(step);
    return result.zones.at(0).labels;
  };
  for (int i = 0; i < 10; ++i) look(0.1 * i, true);
  ASSERT_EQ(look(1, true).at(0).inside, 1U);
  for (int i = 1; i < 20; ++i) look(1 + 0.1 * i, false);
  EXPECT_EQ(look(3, false).at(0).inside, 0U);
  EXPECT_EQ(look(3.1, false).at(0).left, 1U);
}

TEST_F(TrackAndZones, BehindAShutGateThoseWhoAreFollowedStay) {
  make({.polygons = {{{0, 0}, {1, 0}, {1, 1}, {0, 1}}}});
  for (double t = 0; t < 1; t += 0.1) run(t, {{80, 80, 40, 60}});
  EncodedFrame frame = frame_of(make_jpeg(200, 200));
  Picture picture(frame, decoder_, time_);
  Result result;
  StageFrame step{.picture = picture, .arrival = moment(2), .session = 1, .result = result, .ignored = {}};
  track_->pass_over(step);
  zones_->pass_over(step);
  EXPECT_EQ(step.followed, std::vector<std::uint64_t>{1});
  EXPECT_EQ(result.zones.at(0).labels.at(0).inside, 1U);
}

TEST(ZoneOptions, MistakesAreNamed) {
  const StageKind kind = zones_stage();
  const auto refuses = [&](const char* key, const OptionValue& value) {
    return kind.options.find(key)->check(value).has_value();
  };
  using Polygons = std::vector<Polygon>;
  EXPECT_TRUE(refuses("polygons", Polygons{{{0, 0}, {1, 1}, {2, 2}}}));
  EXPECT_TRUE(refuses("polygons", Polygons{{{5, 5}, {5, 5}, {5, 5}}}));
  EXPECT_FALSE(refuses("polygons", Polygons{square}));
  EXPECT_TRUE(refuses("lines", Polygons{{{3, 3}, {3, 3}}}));
  EXPECT_FALSE(refuses("lines", Polygons{path}));
  EXPECT_TRUE(refuses("directions", std::vector<std::string>{"in"}));
  EXPECT_TRUE(refuses("directions", std::vector<std::string>{"in", "in"}));
  EXPECT_TRUE(refuses("name", std::string()));
  ZonesOptions options;
  EXPECT_EQ(kind.prepare(&options, {"motion", "track"}).at(0).key, "polygons");
  EXPECT_EQ(kind.prepare(&options, {"motion"}).size(), 2U) << "no place and no track";
  options.lines = {path};
  EXPECT_EQ(kind.prepare(&options, {"motion"}).at(0).key, "use");
  EXPECT_TRUE(kind.prepare(&options, {"motion", "track"}).empty());
  TrackOptions track;
  EXPECT_EQ(track_stage().prepare(&track, {}).at(0).key, "what");
  EXPECT_TRUE(track_stage().prepare(&track, {"motion"}).empty());
}

}  // namespace
}  // namespace framewake
