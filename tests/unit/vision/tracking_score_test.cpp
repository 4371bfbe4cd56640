// The tool that judges tracks.
#include "support/tracking_score.hpp"

#include <gtest/gtest.h>

namespace framewake {
namespace {

using namespace test;

TrackSheet sheet(const std::vector<std::vector<TrackBox>>& frames) {
  TrackSheet made;
  for (std::size_t i = 0; i < frames.size(); ++i) made[static_cast<int>(i) + 1] = frames[i];
  return made;
}

const cv::Rect2d here(0, 0, 10, 10), there(100, 0, 10, 10), elsewhere(200, 0, 10, 10);

TEST(TrackingScore, PerfectTracksArePerfect) {
  const auto truth = sheet({{{1, here}, {2, there}}, {{1, here}, {2, there}}});
  const TrackScore score = score_tracks(truth, sheet({{{7, here}, {8, there}}, {{7, here}, {8, there}}}));
  EXPECT_EQ(score.mota(), 1);
  EXPECT_EQ(score.idf1(), 1);
  EXPECT_EQ(score.switches, 0);
}

TEST(TrackingScore, NothingIsMissedAndNothingIsRight) {
  const TrackScore score = score_tracks(sheet({{{1, here}}, {{1, here}}}), {});
  EXPECT_EQ(score.missed, 2);
  EXPECT_EQ(score.mota(), 0);
  EXPECT_EQ(score.idf1(), 0);
}

TEST(TrackingScore, FalseAlarmsCount) {
  const TrackScore score = score_tracks(sheet({{{1, here}}}), sheet({{{7, here}, {8, there}, {9, elsewhere}}}));
  EXPECT_EQ(score.false_alarms, 2);
  EXPECT_EQ(score.mota(), -1);
  EXPECT_DOUBLE_EQ(score.idf1(), 2.0 / 4);
}

TEST(TrackingScore, ASwitchIsOneMistakeForMotaAndManyForIdf1) {
  const auto truth = sheet({{{1, here}}, {{1, here}}, {{1, here}}, {{1, here}}});
  const TrackScore score = score_tracks(truth, sheet({{{7, here}}, {{7, here}}, {{7, here}}, {{8, here}}}));
  EXPECT_EQ(score.switches, 1);
  EXPECT_DOUBLE_EQ(score.mota(), 0.75);
  EXPECT_DOUBLE_EQ(score.idf1(), 0.75);
}

TEST(TrackingScore, AGapWithTheSameTrackIsNoSwitch) {
  const auto truth = sheet({{{1, here}}, {{1, here}}, {{1, here}}});
  const TrackScore score = score_tracks(truth, sheet({{{7, here}}, {}, {{7, here}}}));
  EXPECT_EQ(score.switches, 0);
  EXPECT_EQ(score.missed, 1);
  EXPECT_EQ(score.fragments, 1);
}

TEST(TrackingScore, WhoFollowedSomebodyGoesOnDoingSo) {
  // In the second frame track 8 fits somewhat better; 7 still fits, so it is no switch.
  const auto truth = sheet({{{1, here}}, {{1, here}}});
  const TrackScore score = score_tracks(truth, sheet({{{7, here}}, {{7, cv::Rect2d(2, 0, 10, 10)}, {8, here}}}));
  EXPECT_EQ(score.switches, 0);
  EXPECT_EQ(score.false_alarms, 1);
}

TEST(TrackingScore, SwappedIdentitiesAreTwoSwitches) {
  const auto truth = sheet({{{1, here}, {2, there}}, {{1, here}, {2, there}}});
  const TrackScore score = score_tracks(truth, sheet({{{7, here}, {8, there}}, {{8, here}, {7, there}}}));
  EXPECT_EQ(score.switches, 2);
  EXPECT_DOUBLE_EQ(score.mota(), 0.5);
  EXPECT_DOUBLE_EQ(score.idf1(), 0.5);
}

TEST(TrackingScore, OnlyFramesOfTheTruthAreJudged) {
  TrackSheet truth;
  truth[5] = {{1, here}};
  TrackSheet tracks;
  for (int frame = 1; frame < 10; ++frame) tracks[frame] = {{7, here}, {8, frame == 5 ? here : there}};
  const TrackScore score = score_tracks(truth, tracks);
  EXPECT_EQ(score.tracked, 2);
  EXPECT_EQ(score.false_alarms, 1);
}

}  // namespace
}  // namespace framewake
