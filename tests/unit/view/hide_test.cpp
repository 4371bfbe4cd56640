// What is hidden cannot be seen or computed from what is left; all else is as it was.
#include "view/hide.hpp"

#include <gtest/gtest.h>

#include <opencv2/core.hpp>

#include "support/images.hpp"

namespace framewake {
namespace {

using test::make_scene;

PrivacyResult of(HiddenPart part) {
  PrivacyResult privacy;
  privacy.parts.push_back(std::move(part));
  return privacy;
}

cv::Mat hidden(cv::Mat picture, const PrivacyResult& privacy) {
  hide(picture, privacy);
  return picture;
}

bool same(const cv::Mat& a, const cv::Mat& b) {
  return cv::norm(a, b, cv::NORM_INF) == 0;
}

bool is_one_colour(const cv::Mat& picture) {
  const cv::Mat first(picture.size(), CV_8UC3, cv::Scalar(picture.at<cv::Vec3b>(0, 0)));
  return same(picture, first);
}

/// The same picture with other pixels at these places.
cv::Mat scrambled(const cv::Mat& picture, const cv::Rect& place) {
  cv::Mat other = picture.clone();
  cv::RNG random(7);
  random.fill(other(place), cv::RNG::UNIFORM, 0, 256);
  return other;
}

const cv::Rect box{60, 40, 50, 70};
const HiddenPart fill_box{
    .style = HideStyle::fill, .colour = {10, 20, 30}, .polygons = {}, .boxes = {{60, 40, 50, 70}}};

TEST(Hide, AFillIsOneColourAndTheRestIsUntouched) {
  const cv::Mat picture = make_scene(320, 240);
  const cv::Mat out = hidden(picture.clone(), of(fill_box));
  cv::Mat expected = picture.clone();
  expected(box).setTo(cv::Scalar(30, 20, 10));
  EXPECT_TRUE(same(out, expected));
}

TEST(Hide, OfAFillNothingDependsOnWhatWasThere) {
  const cv::Mat picture = make_scene(320, 240);
  EXPECT_TRUE(same(hidden(picture.clone(), of(fill_box)), hidden(scrambled(picture, box), of(fill_box))));
}

TEST(Hide, PixelatedSquaresHaveOneColourEachTheirMean) {
  const cv::Mat picture = make_scene(320, 240);
  const cv::Mat out = hidden(
      picture.clone(), of({.style = HideStyle::pixelate, .block = 32, .polygons = {}, .boxes = {{64, 32, 64, 64}}}));
  for (int y = 32; y < 96; y += 32)
    for (int x = 64; x < 128; x += 32) {
      const cv::Rect square(x, y, 32, 32);
      const cv::Scalar mean = cv::mean(picture(square));
      for (int channel = 0; channel < 3; ++channel) {
        cv::Mat one;
        cv::extractChannel(out(square), one, channel);
        double least = 0, most = 0;
        cv::minMaxLoc(one, &least, &most);
        EXPECT_EQ(least, most) << x << "," << y;
        EXPECT_NEAR(least, mean[channel], 0.51) << x << "," << y;
      }
    }
  cv::Mat expected = picture.clone();
  out({64, 32, 64, 64}).copyTo(expected({64, 32, 64, 64}));
  EXPECT_TRUE(same(out, expected)) << "and nothing else has changed";
}

/// A square of which an area takes only a few pixels would tell, by its mean, what they were.
TEST(Hide, ASquareThatAnAreaTouchesIsHiddenWhole) {
  const cv::Mat picture = make_scene(320, 240);
  const cv::Mat out = hidden(
      picture.clone(), of({.style = HideStyle::pixelate, .block = 32, .polygons = {}, .boxes = {{63, 31, 2, 2}}}));
  for (const cv::Rect& square : {cv::Rect(32, 0, 32, 32), cv::Rect(64, 0, 32, 32), cv::Rect(32, 32, 32, 32)}) {
    EXPECT_TRUE(is_one_colour(out(square)));
  }
}

TEST(Hide, NoSquareAtTheEdgeIsASliver) {
  const cv::Mat picture = make_scene(321, 241);
  const cv::Mat out = hidden(
      picture.clone(), of({.style = HideStyle::pixelate, .block = 32, .polygons = {}, .boxes = {{320, 240, 1, 1}}}));
  EXPECT_TRUE(is_one_colour(out(cv::Rect{288, 192, 33, 49})));
}

TEST(Hide, SquaresGrowWithTheAreaAndAreNeverSmall) {
  const cv::Mat picture = make_scene(640, 480);
  const auto side_of = [&](const Box& area) {
    const cv::Mat out =
        hidden(picture.clone(), of({.style = HideStyle::pixelate, .block = 0, .polygons = {}, .boxes = {area}}));
    for (const int side : {256, 128, 64, 32, 16}) {
      if (is_one_colour(out(cv::Rect(0, 0, side, side)))) return side;
    }
    return 0;
  };
  EXPECT_EQ(side_of({0, 0, 20, 20}), 16);
  EXPECT_EQ(side_of({0, 0, 180, 200}), 32);
  EXPECT_EQ(side_of({0, 0, 640, 480}), 128);
}

TEST(Hide, PolygonsCoverWhatTheyGoAroundAlsoTwice) {
  const cv::Mat picture = make_scene(320, 240);
  // A star in one stroke: by turns of in and out its middle would stay open.
  const Polygon star{{160, 20}, {220, 200}, {60, 90}, {260, 90}, {100, 200}};
  const HiddenPart part{.style = HideStyle::fill, .colour = {1, 2, 3}, .polygons = {star}, .boxes = {}};
  const cv::Mat out = hidden(picture.clone(), of(part));
  EXPECT_EQ(out.at<cv::Vec3b>(120, 160), cv::Vec3b(3, 2, 1)) << "the middle";
  EXPECT_EQ(out.at<cv::Vec3b>(40, 160), cv::Vec3b(3, 2, 1)) << "an arm";
  for (const cv::Point& outside : {cv::Point(20, 20), cv::Point(160, 230), cv::Point(300, 90)})
    EXPECT_EQ(out.at<cv::Vec3b>(outside), picture.at<cv::Vec3b>(outside)) << outside;
}

TEST(Hide, WhatIsThinnerThanAPixelOrReachesBeyondIsHiddenAsFarAsThereIsAPicture) {
  const cv::Mat picture = make_scene(320, 240);
  const HiddenPart part{.style = HideStyle::fill,
                        .colour = {1, 2, 3},
                        .polygons = {{{10, 50.2}, {300, 50.2}, {300, 50.4}, {10, 50.4}},
                                     {{-5000, 200}, {900000, 200}, {900000, 900000}, {-5000, 900000}},
                                     {},
                                     {{5, 5}},
                                     {{7, 7}, {7, 7}, {7, 7}}},
                        .boxes = {{300, 0, 100, 10}, {500, 500, 10, 10}, {-20, 100, 40, 10}}};
  const cv::Mat out = hidden(picture.clone(), of(part));
  for (int x = 10; x < 300; x += 10) EXPECT_EQ(out.at<cv::Vec3b>(50, x), cv::Vec3b(3, 2, 1)) << x;
  for (int y = 200; y < 240; ++y) EXPECT_EQ(out.at<cv::Vec3b>(y, 100), cv::Vec3b(3, 2, 1)) << y;
  EXPECT_EQ(out.at<cv::Vec3b>(5, 310), cv::Vec3b(3, 2, 1));
  EXPECT_EQ(out.at<cv::Vec3b>(105, 10), cv::Vec3b(3, 2, 1));
  EXPECT_EQ(out.at<cv::Vec3b>(105, 21), picture.at<cv::Vec3b>(105, 21));
}

/// A polygon with corners between pixels hides each pixel that it touches, and little more.
TEST(Hide, PixelsThatAPolygonTouchesAreHiddenAndThoseTwoAwayAreNot) {
  const cv::Mat picture = make_scene(320, 240);
  const HiddenPart part{.style = HideStyle::fill,
                        .colour = {1, 2, 3},
                        .polygons = {{{50.7, 60.7}, {100.3, 60.7}, {100.3, 90.3}, {50.7, 90.3}}},
                        .boxes = {}};
  const cv::Mat out = hidden(picture.clone(), of(part));
  for (int y = 60; y <= 90; ++y)
    for (int x = 50; x <= 100; ++x) ASSERT_EQ(out.at<cv::Vec3b>(y, x), cv::Vec3b(3, 2, 1)) << x << "," << y;
  cv::Mat expected = picture.clone();
  const cv::Rect near(48, 58, 55, 35);
  out(near).copyTo(expected(near));
  EXPECT_TRUE(same(out, expected));
}

TEST(Hide, AFillWinsOverPixelsAndNoMeanKnowsWhatItHides) {
  const cv::Mat picture = make_scene(320, 240);
  PrivacyResult both = of({.style = HideStyle::pixelate, .block = 64, .polygons = {}, .boxes = {{0, 0, 200, 200}}});
  both.parts.push_back(fill_box);
  const cv::Mat out = hidden(picture.clone(), both);
  EXPECT_TRUE(is_one_colour(out(box)));
  EXPECT_TRUE(same(out, hidden(scrambled(picture, box), both)));
}

TEST(Hide, WhereNothingMayBeShownAllIsBlack) {
  for (const PrivacyResult& nothing :
       {PrivacyResult{.outstanding = 1, .parts = {}}, PrivacyResult{.whole = true, .parts = {fill_box}}}) {
    const cv::Mat out = hidden(make_scene(64, 48), nothing);
    EXPECT_EQ(cv::countNonZero(out.reshape(1)), 0);
  }
}

TEST(Hide, PicturesOfOnePixelAreFine) {
  cv::Mat one(1, 1, CV_8UC3, cv::Scalar(9, 9, 9));
  hide(one,
       of({.style = HideStyle::pixelate, .block = 0, .polygons = {{{0, 0}, {1, 0}, {1, 1}}}, .boxes = {{0, 0, 1, 1}}}));
  hide(one, of({.style = HideStyle::fill, .colour = {1, 1, 1}, .polygons = {{{0, 0}, {1, 0}, {1, 1}}}, .boxes = {}}));
  EXPECT_EQ(one.at<cv::Vec3b>(0, 0), cv::Vec3b(1, 1, 1));
}

}  // namespace
}  // namespace framewake
