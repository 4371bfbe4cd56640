// Light that has changed in a part of a picture only.
#include "vision/motion/local_light.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

namespace framewake {
namespace {

constexpr int width = 96;
constexpr int height = 64;

/// A picture with a texture, before and now.
struct Scenery {
  /// `now`: what is seen of a background of this brightness at x, y.
  template <class Now>
  explicit Scenery(Now now, int texture = 50)
      : background(width * height), gray(width * height), ignored(width * height) {
    std::minstd_rand random(5);
    for (int y = 0; y < height; ++y)
      for (int x = 0; x < width; ++x) {
        const std::size_t i = at(x, y);
        background[i] = static_cast<float>(90 + random() % static_cast<unsigned>(texture));
        gray[i] = static_cast<std::uint8_t>(std::clamp(now(background[i], x, y) + 0.5F, 0.F, 255.F));
      }
    before = gray;
  }
  static std::size_t at(int x, int y) { return static_cast<std::size_t>(y) * width + static_cast<std::size_t>(x); }
  bool take_back(Light light = {}) { return finder.take_back(gray, {background, ignored, width, 12, 1}, light); }
  /// Gray levels by which it differs from the background.
  float off(int x, int y) const { return std::abs(static_cast<float>(gray[at(x, y)]) - background[at(x, y)]); }
  float most_off() const {
    float most = 0;
    for (int y = 0; y < height; ++y)
      for (int x = 0; x < width; ++x) most = std::max(most, off(x, y));
    return most;
  }

  std::vector<float> background;
  std::vector<std::uint8_t> gray, before, ignored;
  LocalLight finder;
};

TEST(LocalLight, AShadowWithAHardEdgeIsTakenBack) {
  for (const int edge : {24, 29, 32, 50}) {
    Scenery scenery([&](float b, int x, int) { return x < edge ? 0.65F * b : b; });
    ASSERT_TRUE(scenery.take_back()) << edge;
    EXPECT_LT(scenery.most_off(), 8) << edge;
    EXPECT_NEAR(scenery.finder.gains()[Scenery::at(4, 30)], 0.65, 0.03);
    EXPECT_NEAR(scenery.finder.gains()[Scenery::at(90, 30)], 1, 0.03);
  }
}

TEST(LocalLight, SoAreSoftEdgesAndALamp) {
  Scenery clouds([](float b, int x, int) { return b * (0.8F + 0.2F * std::sin(static_cast<float>(x) / 12)); });
  ASSERT_TRUE(clouds.take_back());
  EXPECT_LT(clouds.most_off(), 12);
  Scenery lamp(
      [](float b, int x, int y) { return b * (1 + 0.6F * std::exp(-static_cast<float>(x * x + y * y) / 2000)); });
  ASSERT_TRUE(lamp.take_back());
  EXPECT_LT(lamp.most_off(), 12);
}

TEST(LocalLight, WhoStandsInTheShadeKeepsHisDifference) {
  const auto is_somebody = [](int x, int y) { return x >= 12 && x < 22 && y >= 20 && y < 48; };
  Scenery scenery(
      [&](float b, int x, int y) { return 0.6F * (is_somebody(x, y) ? 190 : b) + (x < 60 ? 0 : 0.4F * b); });
  ASSERT_LT(scenery.off(16, 30), 35) << "as bright as the ground in the sun";
  ASSERT_TRUE(scenery.take_back());
  for (int y = 20; y < 48; ++y)
    for (int x = 12; x < 22; ++x) EXPECT_GT(scenery.off(x, y), 12) << x << ", " << y;
  EXPECT_LT(scenery.off(40, 30), 8);
}

TEST(LocalLight, AThingIsNoLight) {
  Scenery flat([](float b, int x, int) { return x < 40 ? 60 : b; });
  EXPECT_FALSE(flat.take_back());
  EXPECT_EQ(flat.gray, flat.before);
  EXPECT_TRUE(flat.finder.gains().empty());
  std::minstd_rand random(8);
  Scenery other([&](float b, int x, int) { return x < 40 ? static_cast<float>(70 + random() % 50) : b; });
  EXPECT_FALSE(other.take_back()) << "of another texture";
}

TEST(LocalLight, WithoutATextureNothingIsTold) {
  Scenery wall([](float b, int x, int) { return x < 40 ? 0.7F * b : b; }, 1);
  EXPECT_FALSE(wall.take_back());
}

TEST(LocalLight, WhatOneLightExplainsNeedsNoOther) {
  Scenery scenery([](float b, int, int) { return 0.7F * b + 3; });
  EXPECT_FALSE(scenery.take_back({0.7F, 3}));
  EXPECT_TRUE(scenery.take_back());
}

TEST(LocalLight, WhatIsIgnoredSaysNothing) {
  Scenery scenery([](float b, int x, int) { return x < 40 ? 0.7F * b : b; });
  for (int y = 0; y < height; ++y) std::fill_n(scenery.ignored.begin() + y * width, 40, std::uint8_t{1});
  EXPECT_FALSE(scenery.take_back());
}

TEST(LocalLight, PicturesTooSmallToTellAreLeft) {
  for (const int columns : {1, 7, 15, 640}) {
    std::vector<std::uint8_t> gray(static_cast<std::size_t>(columns) * 15, 50);
    const std::vector<float> background(gray.size(), 120);
    const std::vector<std::uint8_t> ignored(gray.size(), 0);
    LocalLight finder;
    EXPECT_FALSE(finder.take_back(gray, {background, ignored, columns, 12, 1}, {}));
    EXPECT_EQ(gray, std::vector<std::uint8_t>(gray.size(), 50));
  }
}

}  // namespace
}  // namespace framewake
