// What must not alarm: noise, light, gaps, reconnections.
#include "unit/vision/watching.hpp"

namespace framewake {
namespace {

using namespace test;

const cv::Size still_frame(640, 360);

/// From t = 30 on a walker crosses; the detector must see it.
void expect_sees_walker(Watcher& watcher, double begin) {
  watcher.scene.movers.push_back(walker_from(begin));
  const Watch watch = watcher.watch(begin + 0.5, begin + 5, 15);
  EXPECT_GE(watch.moving, watch.frames * 9 / 10) << "works again";
}

class QuietScene : public testing::TestWithParam<int> {};
INSTANTIATE_TEST_SUITE_P(Rates, QuietScene, testing::Values(5, 15, 30));

TEST_P(QuietScene, IsQuietForMinutes) {
  Watcher watcher(still_frame);
  watcher.scene.noise = 8;
  const Watch watch = watcher.watch(0, 180, GetParam());
  EXPECT_EQ(watch.moving, 0);
  EXPECT_EQ(watch.learning, GetParam()) << "one second of warm-up";
}

TEST(FalseAlarm, IrregularFramesStayQuiet) {
  Watcher watcher(still_frame);
  const double pauses[] = {0.01, 0.5, 0, 0.033, 2, 0.1, 4.5, 0.2};
  EXPECT_EQ(watcher.watch(0, 300, [&](int n) { return pauses[n % 8]; }).moving, 0);
  expect_sees_walker(watcher, 300);
}

TEST(FalseAlarm, LightSwitchedOnAndOff) {
  Watcher watcher(still_frame);
  // Not one gain for all: the lamp is on the left.
  watcher.scene.light = [](double t) { return t >= 10 && t < 20 ? SceneLight{0.5, 100} : SceneLight{}; };
  EXPECT_EQ(watcher.watch(0, 30, 15).moving, 0);
  expect_sees_walker(watcher, 30);
}

TEST(FalseAlarm, TheSceneIsReplacedAsAWhole) {
  Watcher watcher(still_frame);
  watcher.watch(0, 10, 15);
  Scene other(still_frame, 99);
  std::swap(watcher.scene, other);
  const Watch watch = watcher.watch(10, 20, 15);
  EXPECT_EQ(watch.moving, 0);
  EXPECT_EQ(watch.learning, 15);
  expect_sees_walker(watcher, 20);
}

TEST(FalseAlarm, AutoExposureRampsWhileSomeoneWalks) {
  Watcher watcher(still_frame);
  watcher.scene.light = [](double t) { return SceneLight{1 + 0.4 * std::sin(t), 0}; };
  EXPECT_EQ(watcher.watch(0, 40, 15).moving, 0);
  expect_sees_walker(watcher, 40);
  const auto boxes = watcher.boxes();
  ASSERT_EQ(boxes.size(), 1U) << "the walker, not the light";
}

TEST(FalseAlarm, ALampLightsPartOfTheScene) {
  Watcher watcher(still_frame);
  watcher.watch(0, 10, 15);
  // A third of the picture is lit anew: the same texture, brighter.
  cv::Mat lit = watcher.scene.frame(10).clone();
  MotionDetector detector(usual_settings());
  for (int i = 0; i < 60; ++i) detector.look(reduced(watcher.scene.frame(i), 8), {}, moment(i * 0.1), 1);
  int moving = 0;
  for (int i = 60; i < 120; ++i) {
    watcher.scene.frame(i).copyTo(lit);
    cv::Mat part = lit(cv::Rect(200, 60, 220, 240));
    part.convertTo(part, -1, 1.4, 8);
    moving += detector.look(reduced(lit, 8), {}, moment(i * 0.1), 1).regions.empty() ? 0 : 1;
  }
  EXPECT_EQ(moving, 0);
}

TEST(FalseAlarm, AGapOrANewSessionStartsAnew) {
  for (const bool gap : {true, false}) {
    Watcher watcher(still_frame);
    watcher.watch(0, 10, 15);
    // While nobody looked, somebody parked there.
    watcher.scene.movers = {{.box = {200, 150, 120, 80}, .velocity = {}, .begin = 0}};
    if (!gap) watcher.session = 2;
    const double from = gap ? 16 : 10.1;
    EXPECT_TRUE(watcher.look(from).fresh);
    const Watch watch = watcher.watch(from + 0.1, from + 10, 15);
    EXPECT_EQ(watch.moving, 0);
    expect_sees_walker(watcher, from + 10);
  }
}

TEST(FalseAlarm, ACameraThatSendsSeldomHasNoGaps) {
  Watcher watcher(still_frame);
  EXPECT_TRUE(watcher.look(0).fresh);
  EXPECT_TRUE(watcher.look(10).fresh) << "nobody knows yet that it will go on so";
  for (int n = 2; n < 6; ++n) EXPECT_FALSE(watcher.look(10.0 * n).fresh);
  watcher.scene.movers = {{.box = {200, 150, 120, 80}, .velocity = {}, .begin = 55}};
  EXPECT_EQ(watcher.look(60).regions.size(), 1U);
  EXPECT_TRUE(watcher.look(100).fresh) << "four times as long is a gap";
}

TEST(FalseAlarm, ACameraThatWasSilentOnceHasAGapTheNextTimeToo) {
  Watcher watcher(still_frame);
  watcher.watch(0, 5, 10);
  EXPECT_TRUE(watcher.look(25).fresh);
  EXPECT_TRUE(watcher.look(75).fresh);
}

TEST(FalseAlarm, AShortPauseIsNoGap) {
  Watcher watcher(still_frame);
  watcher.watch(0, 10, 15);
  watcher.scene.movers = {{.box = {200, 150, 120, 80}, .velocity = {}, .begin = 0}};
  EXPECT_FALSE(watcher.look(14.8).regions.empty());
}

TEST(FalseAlarm, AGreyFirstPictureAfterReconnecting) {
  for (const int grey_frames : {1, 3}) {
    for (const int grey_rows : {360, 180}) {
      MotionDetector detector(usual_settings());
      Scene scene(still_frame);
      int moving = 0;
      for (int i = 0; i < 100; ++i) {
        cv::Mat frame = scene.frame(i * 0.1).clone();
        if (i < grey_frames) frame.rowRange(0, grey_rows).setTo(128);
        moving += detector.look(reduced(frame, 8), {}, moment(i * 0.1), 7).regions.empty() ? 0 : 1;
      }
      EXPECT_EQ(moving, 0) << grey_frames << " pictures, " << grey_rows << " rows";
    }
  }
}

TEST(FalseAlarm, AnotherSizeStartsAnew) {
  MotionDetector detector(usual_settings());
  Scene small(still_frame);
  Scene large(cv::Size(1280, 720));
  for (int i = 0; i < 20; ++i) detector.look(reduced(small.frame(i), 8), {}, moment(i * 0.1), 1);
  EXPECT_TRUE(detector.look(reduced(large.frame(0), 8), {}, moment(2), 1).fresh);
  for (int i = 21; i < 60; ++i)
    EXPECT_TRUE(detector.look(reduced(large.frame(i), 8), {}, moment(i * 0.1), 1).regions.empty());
}

TEST(FalseAlarm, AFlickeringSpotFallsQuiet) {
  auto settings = usual_settings();
  settings.background.absorb_after = 10;
  MotionDetector detector(settings);
  Scene scene(still_frame);
  int late = 0;
  for (int i = 0; i < 1500; ++i) {
    cv::Mat frame = scene.frame(i * 0.1).clone();
    if (i % 3 != 0) frame(cv::Rect(320, 160, 48, 48)).setTo(220);
    const Movement movement = detector.look(reduced(frame, 8), {}, moment(i * 0.1), 1);
    if (i >= 600 && !movement.regions.empty()) ++late;
  }
  EXPECT_EQ(late, 0) << "both of its faces are known after a minute";
}

TEST(FalseAlarm, TimeThatStandsStillOrRunsBackDoesNoHarm) {
  Watcher watcher(still_frame);
  watcher.watch(0, 10, 15);
  for (int i = 0; i < 30; ++i) EXPECT_TRUE(watcher.look(10).regions.empty());
  EXPECT_TRUE(watcher.look(9).regions.empty());
  EXPECT_EQ(watcher.watch(10, 20, 15).moving, 0);
}

}  // namespace
}  // namespace framewake
