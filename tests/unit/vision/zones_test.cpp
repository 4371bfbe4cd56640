// Zones and lines: the stages track and zones in a pipeline.
#include "vision/stages/zones.hpp"

#include <gmock/gmock.h>

#include "support/manual_time.hpp"
#include "unit/decode/decoding.hpp"
#include "unit/vision/watching.hpp"
#include "vision/pipeline.hpp"
#include "vision/stages/track.hpp"

namespace framewake {
namespace {

using namespace test;

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
  const Polygon area{{10, 10}, {20, 10}, {20, 20}, {10, 20}}, way{{0, 50}, {100, 50}};
  const StageKind kind = zones_stage();
  const auto refuses = [&](const char* key, const OptionValue& value) {
    return kind.options.find(key)->check(value).has_value();
  };
  using Polygons = std::vector<Polygon>;
  EXPECT_TRUE(refuses("polygons", Polygons{{{0, 0}, {1, 1}, {2, 2}}}));
  EXPECT_TRUE(refuses("polygons", Polygons{{{5, 5}, {5, 5}, {5, 5}}}));
  EXPECT_FALSE(refuses("polygons", Polygons{area}));
  EXPECT_TRUE(refuses("lines", Polygons{{{3, 3}, {3, 3}}}));
  EXPECT_FALSE(refuses("lines", Polygons{way}));
  EXPECT_TRUE(refuses("directions", std::vector<std::string>{"in"}));
  EXPECT_TRUE(refuses("directions", std::vector<std::string>{"in", "in"}));
  EXPECT_TRUE(refuses("name", std::string()));
  ZonesOptions options;
  EXPECT_EQ(kind.prepare(&options, {"motion", "track"}).at(0).key, "polygons");
  EXPECT_EQ(kind.prepare(&options, {"motion"}).size(), 2U) << "no place and no track";
  options.lines = {way};
  EXPECT_EQ(kind.prepare(&options, {"motion"}).at(0).key, "use");
  EXPECT_TRUE(kind.prepare(&options, {"motion", "track"}).empty());
  TrackOptions track;
  EXPECT_EQ(track_stage().prepare(&track, {}).at(0).key, "what");
  EXPECT_TRUE(track_stage().prepare(&track, {"motion"}).empty());
}

}  // namespace
}  // namespace framewake
