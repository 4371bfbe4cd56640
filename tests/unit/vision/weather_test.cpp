// What a camera outdoors and under lamps must bear without an alarm, and still see somebody.
#include <opencv2/imgproc.hpp>

#include "unit/vision/watching.hpp"

namespace framewake {
namespace {

using namespace test;

const cv::Size small_frame(640, 360);

/// Nothing for 30 s after 5 s of settling, then a walker who is seen, and whose boxes fit.
void expect_only_the_walker(Watcher& watcher, double least_overlap) {
  watcher.watch(0, 5, 15);
  EXPECT_EQ(watcher.watch(5, 35, 15).moving, 0);
  watcher.scene.movers.push_back(walker_from(35));
  watcher.watch(35, 36, 15);
  int frames = 0;
  int good = 0;
  for (double t = 36; t < 42; t += 1.0 / 15) {
    watcher.look(t);
    const cv::Rect truth = watcher.scene.truth(t).at(0);
    ++frames;
    for (const cv::Rect& box : watcher.boxes()) {
      if (overlap(box, truth) < least_overlap) continue;
      ++good;
      break;
    }
  }
  EXPECT_GE(good, frames * 9 / 10) << "of " << frames;
}

TEST(Weather, Rain) {
  Watcher watcher(small_frame);
  cv::RNG random(3);
  watcher.scene.weather = [&random](cv::Mat& picture, double) {
    for (int i = 0; i < 40; ++i) {
      const int y = random.uniform(0, picture.rows),
                x = random.uniform(0, picture.cols);  // in this order, whatever the compiler
      const cv::Point at(x, y);
      cv::line(picture, at, at + cv::Point(2, 14), cv::Scalar(210), 1);
    }
  };
  expect_only_the_walker(watcher, 0.5);
}

TEST(Weather, LeavesInTheWind) {
  Watcher watcher(small_frame);
  cv::RNG random(4);
  cv::Mat leaves(120, 200, CV_16SC1);
  random.fill(leaves, cv::RNG::UNIFORM, 30, 220);
  cv::blur(leaves, leaves, {9, 9});
  leaves = (leaves - 125) * 4 + 110;
  watcher.scene.weather = [&random, leaves](cv::Mat& picture, double) {
    const cv::Point at(400 + random.uniform(-3, 4), 20 + random.uniform(-2, 3));
    leaves.copyTo(picture(cv::Rect(at, leaves.size())));
  };
  expect_only_the_walker(watcher, 0.5);
}

TEST(Weather, TheWholePictureStrobes) {
  Watcher watcher(small_frame);
  int frame = 0;
  watcher.scene.light = [&frame](double) { return ++frame % 2 == 0 ? SceneLight{1.2, 6} : SceneLight{}; };
  expect_only_the_walker(watcher, 0.3);
}

TEST(Weather, TheLampFlickersAtMainsFrequency) {
  Watcher watcher(small_frame);
  watcher.scene.light = [](double t) { return SceneLight{1 + 0.12 * std::sin(t * 314.159), 0}; };
  expect_only_the_walker(watcher, 0.5);
}

TEST(Weather, TheShadowOfACloud) {
  Watcher watcher(small_frame);
  watcher.scene.weather = [](cv::Mat& picture, double t) {
    // A soft edge, 200 pixels wide, that takes a quarter of the light away and wanders at 30 pixels a second.
    for (int x = 0; x < picture.cols; ++x) {
      const double into = std::clamp((30 * (t - 8) - x) / 200, 0.0, 1.0);
      const double out = std::clamp((30 * (t - 16) - x) / 200, 0.0, 1.0);
      cv::Mat column = picture.col(x);
      column.convertTo(column, -1, 1 - 0.25 * (into - out));
    }
  };
  expect_only_the_walker(watcher, 0.5);
}

}  // namespace
}  // namespace framewake
