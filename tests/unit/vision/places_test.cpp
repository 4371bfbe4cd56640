// The same judgement in many places: made ones, and photographs (of the package opencv-doc), with made things that move there.
#include <filesystem>
#include <fstream>
#include <iterator>
#include <opencv2/imgproc.hpp>

#include "decode/decoder.hpp"
#include "decode/picture.hpp"
#include "support/manual_time.hpp"
#include "unit/decode/decoding.hpp"
#include "unit/vision/watching.hpp"

namespace framewake {
namespace {

using namespace test;

const cv::Size place_size(640, 360);

struct Place {
  std::string photograph;  ///< empty: a made place …
  unsigned seed = 1;       ///< … grown from this
};
void PrintTo(const Place& place, std::ostream* out) {
  *out << (place.photograph.empty() ? "made place " + std::to_string(place.seed) : place.photograph);
}

/// The middle of the photograph; empty when there is none.
cv::Mat background_from(const std::string& name) {
  std::ifstream file(std::filesystem::path(FRAMEWAKE_PHOTOGRAPHS) / name, std::ios::binary);
  std::string bytes{std::istreambuf_iterator<char>(file), {}};
  if (bytes.empty()) return {};
  const EncodedFrame frame = frame_of(std::move(bytes));
  Decoder decoder;
  const ManualTime time;
  Picture picture(frame, decoder, time);
  const cv::Mat* gray = picture.gray(1);
  if (gray == nullptr) return {};
  const double scale =
      std::max(static_cast<double>(place_size.width) / gray->cols, static_cast<double>(place_size.height) / gray->rows);
  cv::Mat scaled;
  cv::resize(*gray, scaled, {}, scale, scale, scale < 1 ? cv::INTER_AREA : cv::INTER_CUBIC);
  const cv::Point corner((scaled.cols - place_size.width) / 2, (scaled.rows - place_size.height) / 2);
  return scaled(cv::Rect(corner, place_size)).clone();
}

class InPlace : public testing::TestWithParam<Place> {
 protected:
  void SetUp() override {
    const Place& place = GetParam();
    if (place.photograph.empty()) {
      scene_ = Scene(place_size, place.seed);
      return;
    }
    const cv::Mat background = background_from(place.photograph);
    ASSERT_FALSE(background.empty()) << FRAMEWAKE_PHOTOGRAPHS << " has no " << place.photograph
                                     << "; the package opencv-doc has (scripts/setup test)";
    scene_ = Scene(background, 1);
  }

  /// Somebody there, at 1/`denominator`.
  Watcher watcher(int denominator, double absorb_after = 30) const {
    auto settings = usual_settings();
    settings.background.absorb_after = static_cast<float>(absorb_after);
    Watcher watcher(place_size, denominator, settings);
    watcher.scene = scene_;
    return watcher;
  }

  /// Of the frames of five seconds from `begin` on in which somebody walks through, the share in which half of him is found.
  static double walker_found(Watcher& watcher, double begin) {
    watcher.scene.movers = {{.box = {40, 150, 40, 90}, .velocity = {60, 0}, .begin = begin, .end = begin + 6}};
    watcher.watch(begin, begin + 1, 15);
    return test::walker_found(watcher, begin + 1, begin + 6);
  }

 private:
  Scene scene_{place_size};
};

INSTANTIATE_TEST_SUITE_P(Made, InPlace,
                         testing::Values(Place{"", 1}, Place{"", 2}, Place{"", 4}, Place{"", 7}, Place{"", 11}));
INSTANTIATE_TEST_SUITE_P(Photographs, InPlace,
                         testing::Values(Place{"leuvenA.jpg"}, Place{"messi5.jpg"}, Place{"licenseplate_motion.jpg"},
                                         Place{"stuff.jpg"}, Place{"left01.jpg"}, Place{"board.jpg"}));

TEST_P(InPlace, AWalkerIsFound) {
  for (const int denominator : {8, 4}) {
    Watcher here = watcher(denominator);
    EXPECT_EQ(here.watch(0, 10, 10).moving, 0);
    EXPECT_GE(walker_found(here, 10), 0.9) << "at 1/" << denominator;
  }
}

TEST_P(InPlace, RainIsNoMotion) {
  for (const int denominator : {8, 4}) {
    Watcher here = watcher(denominator);
    cv::RNG random(3);
    here.scene.weather = [&random](cv::Mat& picture, double) {
      for (int i = 0; i < 40; ++i) {
        const int y = random.uniform(0, picture.rows), x = random.uniform(0, picture.cols);  // whatever the compiler
        cv::line(picture, {x, y}, {x + 2, y + 14}, cv::Scalar(210), 1);
      }
    };
    here.watch(0, 5, 15);
    EXPECT_LE(here.watch(5, 25, 15).moving, 1) << "of 300, at 1/" << denominator;
    EXPECT_GE(walker_found(here, 25), 0.85) << "at 1/" << denominator;
  }
}

TEST_P(InPlace, TheGhostOfWhatDroveOffDissolves) {
  int left = 0;
  for (const double contrast : {60.0, -50.0}) {
    Watcher here = watcher(8, 300);
    here.scene.movers = {
        {.box = {300, 150, 80, 60}, .velocity = {150, 0}, .contrast = contrast, .begin = -100, .end = 20, .stop = -100},
        {.box = {300, 150, 80, 60}, .velocity = {150, 0}, .contrast = contrast, .begin = 20}};
    EXPECT_EQ(here.watch(0, 20, 5).moving, 0);
    EXPECT_GT(here.watch(20, 21.5, 5).moving, 0);
    left += here.watch(21.5, 50, 5).last_moving < 27 ? 0 : 1;
  }
  EXPECT_EQ(left, 0);
}

TEST_P(InPlace, WhatComesAndStopsStaysUntilItIsAbsorbed) {
  for (const double contrast : {60.0, -50.0}) {
    Watcher here = watcher(8, 20);
    here.scene.movers = {
        {.box = {40, 150, 60, 60}, .velocity = {80, 0}, .contrast = contrast, .begin = 25, .stop = 28}};
    EXPECT_EQ(here.watch(0, 25, 5).moving, 0);
    here.watch(25, 28.2, 5);
    const Watch standing = here.watch(28.2, 45, 5);
    EXPECT_EQ(standing.moving, standing.frames) << "contrast " << contrast;
    EXPECT_LT(here.watch(45, 60, 5).last_moving, 51) << "contrast " << contrast;
  }
}

TEST_P(InPlace, TheLightOfTheWholeChanges) {
  Watcher here = watcher(8);
  here.scene.light = [](double t) {
    if (t < 10) return SceneLight{};
    if (t < 20) return SceneLight{0.7, 0};                    // a step
    return SceneLight{std::min(0.7 + (t - 20) * 0.02, 1.0)};  // a ramp
  };
  EXPECT_EQ(here.watch(0, 35, 10).moving, 0);
  EXPECT_GE(walker_found(here, 35), 0.9);
}

TEST_P(InPlace, ALightThatClipsIsNoMotionWhenItComesNorWhenItGoes) {
  for (const double gain : {1.35, 1.6, 1.8}) {
    Watcher here = watcher(4);
    here.scene.light = [gain](double t) {
      const double exposure = t < 25 ? 1 : std::min(1 + (t - 25) / 4, gain);  // and a camera that adapts, slowly
      const double goes = t < 35 ? exposure : std::max(gain - (t - 35) / 4, 1.0);
      return SceneLight{t >= 8 && t < 16 ? gain : goes};
    };
    EXPECT_LE(here.watch(0, 42, 10).moving, 2) << "of 410, at " << gain;
    EXPECT_GE(walker_found(here, 42), 0.9) << "at " << gain;
  }
}

/// Clouds that pass from the left to the right, with soft edges, and take 0.3 of the light; from 8 s on.
double below_clouds(double x, double t) {
  const double begun = std::clamp(t - 8, 0.0, 1.0);
  return 1 - begun * 0.15 * (1 - std::tanh(6 * std::sin((x / place_size.width - (t - 8) * 0.15) * 2 * CV_PI)));
}

TEST_P(InPlace, TheShadowsOfCloudsAreNoMotionAndHideNobody) {
  Watcher here = watcher(4);
  here.scene.shade = below_clouds;
  const Watch empty = here.watch(0, 28, 10);
  EXPECT_LE(empty.moving, 8) << "of 200";
  EXPECT_EQ(empty.learning, 10) << "only at the start";
  EXPECT_GE(walker_found(here, 28), 0.85);
}

TEST_P(InPlace, ALampInACornerIsNoMotionAndHidesNobody) {
  Watcher here = watcher(4);
  here.scene.shade = [](double x, double t) { return std::fmod(t, 8) < 4 || x > 230 ? 1 : 0.65; };
  EXPECT_LE(here.watch(0, 28, 10).moving, 4);
  EXPECT_GE(walker_found(here, 28), 0.8);
}

}  // namespace
}  // namespace framewake
