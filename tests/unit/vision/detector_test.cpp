// What the detector must see, at any frame rate and scale.
#include "vision/motion/detector.hpp"

#include "unit/decode/allocation_counter.hpp"
#include "unit/vision/watching.hpp"

namespace framewake {
namespace {

using namespace test;

const cv::Size small_frame(640, 360);

class DetectorAtRate : public testing::TestWithParam<int> {};
INSTANTIATE_TEST_SUITE_P(Rates, DetectorAtRate, testing::Values(2, 5, 15, 30));

TEST_P(DetectorAtRate, FindsAWalkerWhereItIs) {
  Watcher watcher(small_frame);
  watcher.scene.movers = {{.box = {40, 150, 40, 90}, .velocity = {60, 0}, .begin = 5}};
  watcher.watch(0, 6, GetParam());
  int frames = 0;
  int good = 0;
  for (double t = 6; t < 12; t += 1.0 / GetParam()) {
    watcher.look(t);
    const auto boxes = watcher.boxes();
    ++frames;
    if (boxes.size() == 1 && overlap(boxes[0], watcher.scene.truth(t)[0]) > 0.6) ++good;
  }
  EXPECT_GE(good, frames * 9 / 10) << "of " << frames;
}

TEST_P(DetectorAtRate, LeavesNoGhostOfWhoStoodThereAtTheStart) {
  Watcher watcher(small_frame);
  watcher.scene.movers = {{.box = {300, 150, 40, 90}, .velocity = {80, 0}, .begin = 0}};
  watcher.watch(0, 6, GetParam());
  EXPECT_EQ(watcher.watch(6.5, 12, GetParam()).moving, 0);
}

TEST_P(DetectorAtRate, AbsorbsWhatHasStopped) {
  auto settings = usual_settings();
  settings.background.absorb_after = 10;
  Watcher watcher(small_frame, 8, settings);
  watcher.scene.movers = {{.box = {100, 150, 60, 60}, .velocity = {80, 0}, .begin = 20, .stop = 22}};
  EXPECT_EQ(watcher.watch(0, 20, GetParam()).moving, 0);
  const Watch standing = watcher.watch(22, 30, GetParam());
  EXPECT_EQ(standing.moving, standing.frames) << "still new";
  EXPECT_LT(watcher.watch(30, 60, GetParam()).last_moving, 34) << "absorbed";
}

TEST_P(DetectorAtRate, KeepsWhatHasComeForAsLongAsTold) {
  auto settings = usual_settings();
  settings.background.absorb_after = 60;
  for (const unsigned place : {1U, 2U, 3U}) {
    SCOPED_TRACE(place);
    Watcher watcher(small_frame, 8, settings);
    watcher.scene = Scene(small_frame, place);
    watcher.scene.movers = {{.box = {0, 150, 60, 60}, .velocity = {80, 0}, .begin = 6, .stop = 9}};
    EXPECT_EQ(watcher.watch(0, 6, GetParam()).moving, 0);
    watcher.watch(6, 10, GetParam());
    const Watch standing = watcher.watch(10, 65, GetParam());
    EXPECT_EQ(standing.moving, standing.frames) << "the background had been seen for six seconds only";
    EXPECT_LT(watcher.watch(65, 110, GetParam()).last_moving, 75);
  }
}

TEST_P(DetectorAtRate, DissolvesTheGhostOfWhatDroveOff) {
  auto settings = usual_settings();
  settings.background.absorb_after = 300;
  Watcher watcher(small_frame, 8, settings);
  watcher.scene.movers = {{.box = {300, 150, 80, 60}, .velocity = {150, 0}, .begin = -100, .end = 60, .stop = -100},
                          {.box = {300, 150, 80, 60}, .velocity = {150, 0}, .begin = 60}};
  EXPECT_EQ(watcher.watch(0, 60, GetParam()).moving, 0);
  EXPECT_GT(watcher.watch(60, 61.5, GetParam()).moving, 0);
  EXPECT_LT(watcher.watch(61.5, 90, GetParam()).last_moving, 66);
}

class DetectorAtScale : public testing::TestWithParam<int> {};
INSTANTIATE_TEST_SUITE_P(Scales, DetectorAtScale, testing::Values(1, 2, 4, 8));

TEST_P(DetectorAtScale, IsQuietOnNoiseAndFindsTheMover) {
  Watcher watcher(small_frame, GetParam());
  watcher.scene.movers = {{.box = {40, 150, 40, 90}, .velocity = {60, 0}, .begin = 10}};
  EXPECT_EQ(watcher.watch(0, 10, 10).moving, 0);
  watcher.watch(10, 13, 10);
  ASSERT_EQ(watcher.boxes().size(), 1U);
  EXPECT_GT(overlap(watcher.boxes()[0], watcher.scene.truth(12.9)[0]), 0.6);
}

class DetectorOnContrast : public testing::TestWithParam<int> {};
INSTANTIATE_TEST_SUITE_P(Levels, DetectorOnContrast, testing::Values(-80, -40, -28, 28, 40, 80));

TEST_P(DetectorOnContrast, FindsBrightAndDarkThings) {
  Watcher watcher(small_frame);
  watcher.scene.movers = {{.box = {40, 150, 40, 90}, .velocity = {60, 0}, .contrast = double(GetParam()), .begin = 5}};
  watcher.watch(0, 6, 15);
  const Watch watch = watcher.watch(6, 12, 15);
  EXPECT_GE(watch.moving, watch.frames * 9 / 10);
}

TEST(Detector, FindsSeveralThingsLargestFirst) {
  Watcher watcher(small_frame);
  watcher.scene.movers = {{.box = {40, 40, 32, 32}, .velocity = {40, 0}, .begin = 3},
                          {.box = {400, 200, 80, 100}, .velocity = {-40, 0}, .begin = 3}};
  watcher.watch(0, 5, 15);
  const auto boxes = watcher.boxes();
  const auto truth = watcher.scene.truth(5 - 1.0 / 15);
  ASSERT_EQ(boxes.size(), 2U);
  EXPECT_GT(overlap(boxes[0], truth[1]), 0.6);
  EXPECT_GT(overlap(boxes[1], truth[0]), 0.4);
}

TEST(Detector, GivesBackTheMemoryOfPicturesThatWereMuchLarger) {
  if (!counts_allocations) GTEST_SKIP() << "a sanitizer has the allocator";
  const cv::Size large(800, 600), half(560, 420), small(320, 240);
  MotionDetector detector(usual_settings());
  double seconds = 0;
  const auto spent = [&](cv::Size size) {
    const cv::Mat picture(size, CV_8UC1, cv::Scalar(100));
    start_counting();
    for (int i = 0; i < 3; ++i) detector.look(picture, {}, moment(seconds += 0.1), 1);
    return counted().bytes;
  };
  const std::size_t first = spent(large);
  EXPECT_GT(first, std::size_t{10} * 800 * 600);
  spent(half);
  EXPECT_LT(spent(large), first / 10) << "half as large is not much smaller";
  spent(small);
  EXPECT_GT(spent(large), first / 2) << "it has to be had anew";
}

TEST(Detector, UncoversAKnownBackgroundWithoutAlarm) {
  auto settings = usual_settings();
  settings.background.absorb_after = 5;
  for (unsigned place = 1; place <= 9; ++place) {  // in some, parts of it are absorbed before others
    SCOPED_TRACE(place);
    Watcher watcher(small_frame, 8, settings);
    watcher.scene = Scene(small_frame, place);
    watcher.scene.movers = {{.box = {100, 150, 60, 60}, .velocity = {100, 0}, .begin = 20, .end = 40, .stop = 21}};
    watcher.watch(0, 20, 10);
    EXPECT_GE(watcher.watch(20, 25, 10).moving, 49) << "it stays until it is absorbed";
    EXPECT_EQ(watcher.watch(26.5, 40, 10).moving, 0);
    EXPECT_EQ(watcher.watch(40, 60, 10).moving, 0) << "it vanished, and what is behind it was known";
  }
}

TEST(Detector, SeesWhatComesNearUntilItFillsThePicture) {
  Watcher watcher(small_frame);
  watcher.watch(0, 5, 10);
  int unseen = 0;
  for (double t = 5; t < 13; t += 0.1) {
    const double width = std::min(80.0 * (t - 5), 560.0);  // 0.14 of the picture a second, to 0.87 of it
    watcher.scene.movers = {{.box = {320 - width / 2, 0, width, 360}, .velocity = {}, .begin = 0}};
    const Movement& movement = watcher.look(t);
    if (t > 5.5) unseen += movement.regions.empty() ? 1 : 0;
  }
  EXPECT_EQ(unseen, 0);
  EXPECT_EQ(watcher.look(13).starts, 1U);
}

TEST(Detector, LearnsAnewWhenTheCameraWasTouched) {
  Watcher watcher(small_frame);
  watcher.scene.shake = [](double t) { return t < 10 ? cv::Point2d(0, 0) : cv::Point2d(14, 6); };
  watcher.watch(0, 10, 10);
  watcher.watch(10, 14.5, 10);
  EXPECT_EQ(watcher.look(14.6).starts, 1U) << "it may swing back";
  watcher.watch(14.7, 15.5, 10);
  EXPECT_EQ(watcher.look(15.5).starts, 2U);
  const Movement& after = watcher.look(20);
  EXPECT_EQ(after.shift.x, 0);
  EXPECT_TRUE(after.regions.empty());
}

TEST(Detector, IgnoresTheMaskedPartAndStillSeesBesideIt) {
  Watcher watcher(small_frame);
  watcher.ignored = cv::Mat::zeros(45, 80, CV_8UC1);
  watcher.ignored(cv::Rect(0, 0, 40, 45)).setTo(255);
  watcher.scene.movers = {{.box = {20, 100, 60, 100}, .velocity = {60, 0}, .begin = 5}};
  EXPECT_EQ(watcher.watch(0, 8.5, 15).moving, 0) << "behind the mask until x = 320";
  EXPECT_GT(watcher.watch(10.5, 13, 15).moving, 0);
}

TEST(Detector, CountsTheMaskedPartAsNoPartOfThePicture) {
  Watcher watcher(small_frame);
  watcher.ignored = cv::Mat::zeros(45, 80, CV_8UC1);
  EXPECT_EQ(watcher.look(0).looked_at, 45 * 80);
  watcher.ignored.setTo(255);
  EXPECT_EQ(watcher.look(0.1).looked_at, 0);
  watcher.scene.light = [](double) { return SceneLight{2, 0}; };
  EXPECT_TRUE(watcher.look(2).regions.empty());
}

/// Whether one of the changes of the last frame covers this place, in pixels of a frame that is seen at 1/8.
bool has_changed_at(const Movement& movement, cv::Rect2f place) {
  return std::any_of(movement.changes.begin(), movement.changes.end(), [&](const Outline& o) {
    const cv::Rect2f box(o.left * 8, o.top * 8, (o.right - o.left) * 8, (o.bottom - o.top) * 8);
    return (box & place) == place;
  });
}

TEST(Detector, TellsAllThatHasChangedThoughItIsNoMotion) {
  auto settings = usual_settings();
  settings.smallest = 0.05;
  Watcher watcher(small_frame, 8, settings);
  watcher.ignored = cv::Mat::zeros(45, 80, CV_8UC1);
  watcher.ignored(cv::Rect(40, 0, 40, 45)).setTo(255);
  watcher.scene.movers = {{.box = {40, 160, 48, 48}, .velocity = {0, 0}, .begin = 5},
                          {.box = {400, 160, 48, 48}, .velocity = {0, 0}, .begin = 5}};
  watcher.watch(0, 5, 10);
  EXPECT_TRUE(watcher.look(4.99).changes.empty());
  const Movement& movement = watcher.look(5.1);
  EXPECT_TRUE(movement.regions.empty());
  EXPECT_TRUE(has_changed_at(movement, {44, 164, 40, 40})) << "too small for motion";
  EXPECT_TRUE(has_changed_at(movement, {404, 164, 40, 40})) << "under a mask";
  EXPECT_FALSE(has_changed_at(movement, {200, 200, 8, 8}));
}

TEST(Detector, CountsHowOftenItHasLearntAnew) {
  Watcher watcher(small_frame);
  EXPECT_EQ(watcher.look(0).starts, 1U);
  EXPECT_EQ(watcher.look(2).starts, 1U);
  watcher.session = 2;
  EXPECT_EQ(watcher.look(3).starts, 2U);
  EXPECT_EQ(watcher.look(60).starts, 3U) << "a gap";
}

TEST(Detector, TakesNothingSmallerThanTheSmallest) {
  auto settings = usual_settings();
  settings.smallest = 0.05;  // of 640 × 360: 11,520 pixels
  Watcher watcher(small_frame, 8, settings);
  watcher.scene.movers = {{.box = {40, 150, 80, 80}, .velocity = {60, 0}, .begin = 5, .end = 10},
                          {.box = {40, 100, 160, 160}, .velocity = {60, 0}, .begin = 15}};
  EXPECT_EQ(watcher.watch(0, 15, 15).moving, 0);
  EXPECT_GT(watcher.watch(15.5, 18, 15).moving, 0);
}

TEST(Detector, WorksOnOddPictures) {
  for (const cv::Size size : {cv::Size(1, 1), cv::Size(3, 2), cv::Size(4000, 1), cv::Size(1, 4000), cv::Size(17, 13)}) {
    MotionDetector detector(usual_settings());
    cv::Mat gray(size, CV_8UC1, cv::Scalar(90));
    for (int i = 0; i < 50; ++i) {
      gray.at<std::uint8_t>(size.height / 2, size.width / 2) = i % 7 == 0 ? 250 : 90;
      const Movement movement = detector.look(gray, {}, moment(i * 0.1), 1);
      EXPECT_LE(movement.moving, movement.looked_at);
    }
  }
}

}  // namespace
}  // namespace framewake
