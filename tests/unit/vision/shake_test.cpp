// A camera that shakes: the shift is found and taken back.
#include "vision/motion/shake.hpp"

#include <numeric>
#include <opencv2/imgproc.hpp>

#include "unit/vision/watching.hpp"

namespace framewake {
namespace {

using namespace test;

const cv::Size small_frame(640, 360);

std::vector<std::uint8_t> bytes_of(const cv::Mat& gray) {
  return {gray.datastart, gray.dataend};
}

/// The scene at 1/4 (160 × 90), its content shifted by this many small pixels, and the unshifted background.
struct Shifted {
  explicit Shifted(Shift by) {
    Scene scene(small_frame);
    const cv::Mat plain = reduced(scene.frame(0), 4);
    background.assign(plain.datastart, plain.dataend);
    scene.shake = [by](double) { return cv::Point2d(4 * by.x, 4 * by.y); };
    now = bytes_of(reduced(scene.frame(0), 4));
  }
  Shift fit() const { return ShakeFinder().fit(now, background, std::vector<std::uint8_t>(now.size(), 0), 160, {}); }
  std::vector<float> background;
  std::vector<std::uint8_t> now;
};

class ShakeBy : public testing::TestWithParam<Shift> {};
INSTANTIATE_TEST_SUITE_P(Shifts, ShakeBy,
                         testing::Values(Shift{0.5F, 0}, Shift{0, -0.5F}, Shift{-0.7F, 0.4F}, Shift{1.5F, 1},
                                         Shift{-2.2F, 0.3F}, Shift{5.3F, -4.2F}, Shift{-6.4F, 2}));

TEST_P(ShakeBy, IsFoundAndTakenBack) {
  Shifted shifted(GetParam());
  const Shift found = shifted.fit();
  EXPECT_NEAR(found.x, GetParam().x, 0.15);
  EXPECT_NEAR(found.y, GetParam().y, 0.15);
  const auto difference = [&] {
    double sum = 0;
    for (int y = 4; y < 86; ++y)
      for (int x = 4; x < 156; ++x) {
        const auto i = static_cast<std::size_t>(y * 160 + x);
        sum += std::abs(shifted.now[i] - shifted.background[i]);
      }
    return sum;
  };
  const double before = difference();
  std::vector<std::uint8_t> scratch;
  take_back(found, shifted.now, 160, scratch);
  EXPECT_LT(difference(), before * 0.8) << "the rest is what is finer than a small pixel";
}

TEST(Shake, IsNoneWhereNothingShook) {
  const Shift still = Shifted({0, 0}).fit();
  EXPECT_EQ(still.x, 0);
  EXPECT_EQ(still.y, 0);
  const std::vector<float> flat(160 * 90, 100);
  const Shift blind = ShakeFinder().fit(std::vector<std::uint8_t>(160 * 90, 120), flat,
                                        std::vector<std::uint8_t>(160 * 90, 0), 160, {});
  EXPECT_EQ(blind.x, 0) << "without edges nobody can tell";
}

TEST(Shake, IsFoundInTheSmallPartThatIsNotMasked) {
  const Shifted shifted({1.5F, 1});
  std::vector<std::uint8_t> ignored(shifted.now.size(), 1);
  for (std::size_t y = 50; y < 85; ++y) std::fill_n(&ignored[y * 160 + 90], 60, std::uint8_t{0});
  const Shift found = ShakeFinder().fit(shifted.now, shifted.background, ignored, 160, {});
  EXPECT_NEAR(found.x, 1.5, 0.2);
  EXPECT_NEAR(found.y, 1, 0.2);
}

TEST(Shake, ALargeThingThatMovesIsNoShake) {
  Scene scene(small_frame);
  const cv::Mat plain = reduced(scene.frame(0), 4);
  const std::vector<float> background(plain.datastart, plain.dataend);
  scene.movers = {{.box = {100, 60, 300, 250}, .velocity = {60, 0}, .contrast = 50}};
  const auto now = bytes_of(reduced(scene.frame(0.2), 4));
  const Shift shift = ShakeFinder().fit(now, background, std::vector<std::uint8_t>(now.size(), 0), 160, {});
  EXPECT_EQ(shift.x, 0);
  EXPECT_EQ(shift.y, 0);
}

TEST(Shake, TheOnlyThingToBeSeenThatMovesIsNoShake) {
  // By night, with a car's lights on when the camera started: all edges that there are move alike.
  cv::Mat before(90, 160, CV_8UC1, cv::Scalar(12));
  for (int x = 0; x < 5; ++x) before(cv::Rect(50 + 6 * x, 40, 3, 14)) = cv::Scalar(90 + 20 * x);
  cv::Mat now(90, 160, CV_8UC1, cv::Scalar(12));
  before(cv::Rect(48, 38, 34, 20)).copyTo(now(cv::Rect(49, 39, 34, 20)));
  const auto pixels = bytes_of(before);
  const Shift shift = ShakeFinder().fit(bytes_of(now), std::vector<float>(pixels.begin(), pixels.end()),
                                        std::vector<std::uint8_t>(pixels.size(), 0), 160, {});
  EXPECT_EQ(shift.x, 0);
  EXPECT_EQ(shift.y, 0);
}

class ShakingCamera : public testing::TestWithParam<int> {};
INSTANTIATE_TEST_SUITE_P(Scales, ShakingCamera, testing::Values(8, 4));

TEST_P(ShakingCamera, SeesOnlyWhoWalks) {
  Watcher watcher(small_frame, GetParam());
  cv::RNG random(11);
  cv::Point2d now;
  watcher.scene.shake = [&](double) { return now = {random.gaussian(1.5), random.gaussian(1.5)}; };
  watcher.watch(0, 5, 15);
  EXPECT_EQ(watcher.watch(5, 30, 15).moving, 0);
  watcher.scene.movers = {{.box = {40, 150, 40, 90}, .velocity = {60, 0}, .begin = 30}};
  watcher.watch(30, 31, 15);
  int frames = 0;
  int good = 0;
  for (double t = 31; t < 37; t += 1.0 / 15) {
    watcher.look(t);
    const cv::Rect truth = watcher.scene.truth(t).at(0) + cv::Point(cvRound(now.x), cvRound(now.y));
    ++frames;
    const auto boxes = watcher.boxes();
    good += boxes.size() == 1 && overlap(boxes[0], truth) > 0.6 ? 1 : 0;
  }
  EXPECT_GE(good, frames * 9 / 10) << "of " << frames;
}

}  // namespace
}  // namespace framewake
