// What a camera clips in another light, and how it comes back.
#include "vision/motion/highlights.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "vision/motion/light.hpp"

namespace framewake {
namespace {

constexpr float tolerance = 12;

/// One pixel: what its background is after each picture, as the daemon goes on with it.
struct Pixel {
  explicit Pixel(float brightness) : mean{brightness} {}
  /// How far what is seen is off what is expected, after `light`.
  float off(int seen, Light light) {
    const std::vector<std::uint8_t> gray{static_cast<std::uint8_t>(seen)};
    highlights.settle(gray, 1, light, tolerance, mean);
    mean[0] = std::min(light.gain * mean[0] + light.offset, 255.F);
    return std::abs(static_cast<float>(seen) - mean[0]);
  }
  Highlights highlights;
  std::vector<float> mean;
};

TEST(Highlights, WhatIsClippedComesBackAsItWas) {
  Pixel pixel(200);
  EXPECT_LT(pixel.off(255, {1.5F, 0}), 1);
  for (int i = 0; i < 100; ++i) EXPECT_LT(pixel.off(i % 2 == 0 ? 255 : 252, {}), 4);
  EXPECT_LT(pixel.off(200, {1 / 1.5F, 0}), 4);
  EXPECT_LT(pixel.off(200, {}), 4);
}

TEST(Highlights, SomebodyWhoPassesDoesNotMakeItForgotten) {
  Pixel pixel(200);
  pixel.off(255, {1.5F, 0});
  EXPECT_GT(pixel.off(90, {}), 150) << "he is seen";
  EXPECT_GT(pixel.off(60, {1 / 1.5F, 0}), 130) << "also while the light goes";
  EXPECT_LT(pixel.off(200, {}), 4);
}

TEST(Highlights, WhatWasAlwaysWhiteMayComeOutAsAnything) {
  for (const int seen : {140, 180, 220, 255}) {
    Pixel pixel(255);
    EXPECT_LT(pixel.off(seen, {0.55F, 0}), 1) << seen;
  }
  Pixel pixel(255);
  EXPECT_GT(pixel.off(60, {0.55F, 0}), 70) << "but not darker than the light makes white";
}

TEST(Highlights, APixelThatStandsForSomeClippedOnesStaysBehindTheLight) {
  Pixel pixel(185);  // half of 150, half of 220
  EXPECT_LT(pixel.off(240, {1.5F, 0}), 1);
  EXPECT_LT(pixel.off(175, {1 / 1.5F, 0}), 1);
}

TEST(Highlights, WhereNothingIsBrightNothingIsExplained) {
  Pixel pixel(100);
  EXPECT_GT(pixel.off(110, {1.5F, 0}), 39);
  EXPECT_EQ(pixel.off(100, {}), std::abs(100.F - pixel.mean[0]));
}

TEST(Highlights, ABackgroundThatHasTakenItsPlaceIsNotBrighterThanItIs) {
  Pixel pixel(200);
  pixel.off(255, {1.5F, 0});
  pixel.mean[0] = 90;  // absorbed
  EXPECT_LT(pixel.off(90, {}), 1);
  EXPECT_LT(pixel.off(60, {1 / 1.5F, 0}), 1);
}

TEST(LightFit, FindsALightUnderWhichMuchIsClipped) {
  std::vector<float> background;
  std::vector<std::uint8_t> gray;
  for (int i = 0; i < 2000; ++i) {
    background.push_back(static_cast<float>(40 + i % 200));
    gray.push_back(static_cast<std::uint8_t>(std::min(background.back() * 1.8F, 255.F)));
  }
  const std::vector<std::uint8_t> ignored(gray.size(), 0);
  const Light light = fit_light(gray, background, ignored, tolerance);
  EXPECT_NEAR(light.gain, 1.8, 0.02);
  EXPECT_NEAR(light.offset, 0, 2);
}

}  // namespace
}  // namespace framewake
