// Light that falls on a part of the scene, things that show no texture, and scenes with little light.
#include "support/scenes.hpp"
#include "unit/vision/watching.hpp"
#include "vision/motion/shade.hpp"

namespace framewake {
namespace {

using namespace test;

const cv::Size lit_frame(640, 360);

/// The share of the frames from 12 s to 16 s in which at least half of a walker is found.
double walker_found(Watcher& watcher) {
  watcher.watch(0, 12, 15);
  return walker_found(watcher, 12, 16);
}

TEST(EvenThings, ASaturatedWalkerIsNoLight) {
  Watcher watcher(lit_frame);
  watcher.scene.movers = {{.box = {40, 120, 60, 120}, .velocity = {60, 0}, .contrast = 400, .begin = 10}};
  EXPECT_GE(walker_found(watcher), 0.98);
}

TEST(LittleLight, AWalkerByNightIsSeen) {
  Watcher watcher(lit_frame, 4);
  watcher.scene.noise = 2;
  watcher.scene.light = [](double) { return SceneLight{0.15, 8}; };
  watcher.scene.movers = {{.box = {40, 120, 40, 90}, .velocity = {60, 0}, .contrast = 60, .begin = 10}};
  EXPECT_GE(walker_found(watcher), 0.95) << "nine gray levels";
}

TEST(LittleLight, ANoisyNightIsQuiet) {
  Watcher watcher(lit_frame, 4);
  watcher.scene.noise = 6;
  watcher.scene.light = [](double) { return SceneLight{0.1, 10}; };
  EXPECT_EQ(watcher.watch(0, 60, 15).moving, 0);
}

/// A shadow's soft edge crosses the scene from the left: 0.6 of the light is left behind it.
void draw_cloud(cv::Mat& scene, double t) {
  const double edge = 80 * (t - 10);
  for (int y = 0; y < scene.rows; ++y)
    for (int x = 0; x < scene.cols; ++x) {
      auto& pixel = scene.at<std::int16_t>(y, x);
      pixel = static_cast<std::int16_t>(pixel * (0.8 + 0.2 * std::tanh((x - edge) / 20)));
    }
}

TEST(Clouds, TheEdgeOfAShadowIsNoMotion) {
  Watcher watcher(lit_frame, 4);
  watcher.scene.weather = draw_cloud;
  const Watch watch = watcher.watch(0, 20, 15);
  EXPECT_LE(watch.moving, watch.frames / 15)
      << "a second, when the light of most of the picture is another; last at " << watch.last_moving;
}

TEST(Clouds, AWalkerWithinTheShadowIsSeen) {
  Watcher watcher(lit_frame, 4);
  watcher.scene.weather = draw_cloud;
  watcher.scene.movers = {{.box = {40, 120, 40, 90}, .velocity = {60, 0}, .contrast = 70, .begin = 10}};
  EXPECT_GE(walker_found(watcher), 0.95);
}

/// A picture of 40 × 30 with a texture, and one that differs from it in a square, whose pixels are marked.
struct Square {
  template <class Change>
  explicit Square(Change change) : background(1200), gray(1200), marks(1200) {
    std::minstd_rand random(3);
    for (std::size_t i = 0; i < gray.size(); ++i) {
      background[i] = static_cast<float>(80 + random() % 60);
      const std::size_t x = i % 40;
      const std::size_t y = i / 40;
      const bool inside = x >= 10 && x < 30 && y >= 8 && y < 24;
      gray[i] = static_cast<std::uint8_t>(inside ? change(background[i]) : background[i]);
      marks[i] = inside ? 1 : 0;
    }
  }
  int unmarked() {
    ShadeFinder finder;
    return finder.unmark(gray, background, 40, 1, marks).pixels;
  }
  std::vector<float> background;
  std::vector<std::uint8_t> gray, marks;
};

TEST(Shade, LeavesTheTextureAndIsUnmarked) {
  Square shadow([](float b) { return 0.6F * b; });
  EXPECT_GT(shadow.unmarked(), 300) << "of 320";
  Square lamp([](float b) { return 1.5F * b + 4; });
  EXPECT_GT(lamp.unmarked(), 300);
}

TEST(Shade, InTwoPlacesIsTwoParts) {
  Square shadows([](float b) { return 0.6F * b; });
  for (std::size_t y = 8; y < 24; ++y)
    for (std::size_t x = 18; x < 23; ++x) {  // the sun between them
      shadows.gray[y * 40 + x] = static_cast<std::uint8_t>(shadows.background[y * 40 + x]);
      shadows.marks[y * 40 + x] = 0;
    }
  ShadeFinder finder;
  const Shade all = finder.unmark(shadows.gray, shadows.background, 40, 1, shadows.marks);
  ASSERT_EQ(finder.parts().size(), 2U);
  EXPECT_EQ(finder.parts()[0].pixels + finder.parts()[1].pixels, all.pixels);
  EXPECT_LE(finder.parts()[0].right, 18);
  EXPECT_GE(finder.parts()[1].left, 23);
}

TEST(Shade, IsNotAThing) {
  EXPECT_LT(Square([](float) { return 60.F; }).unmarked(), 20) << "of one colour";
  std::minstd_rand random(9);
  EXPECT_LT(Square([&](float) { return static_cast<float>(40 + random() % 60); }).unmarked(), 20)
      << "of another texture";
  EXPECT_LT(Square([](float b) { return 0.1F * b; }).unmarked(), 20) << "too dark to tell";
}

}  // namespace
}  // namespace framewake
