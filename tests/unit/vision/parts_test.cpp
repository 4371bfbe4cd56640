// The detector's parts, each on its own.
#include <gtest/gtest.h>

#include <algorithm>
#include <string_view>
#include <utility>

#include "unit/vision/watching.hpp"
#include "vision/motion/components.hpp"
#include "vision/motion/debounce.hpp"
#include "vision/motion/light.hpp"
#include "vision/motion/outline.hpp"
#include "vision/motion/regions.hpp"

namespace framewake {
namespace {

using namespace test;

std::vector<std::uint8_t> marks_of(std::string_view picture) {
  std::vector<std::uint8_t> marks;
  for (const char c : picture) marks.push_back(c == '.' ? 0 : c == '2' ? 2 : 1);
  return marks;
}

TEST(ComponentFinder, FindsWhatTouchesDiagonallyToo) {
  const auto marks = marks_of(
      "1........2"
      ".1......1."
      "..1....1.."
      "...1..1..."
      "....11...."
      ".........."
      "1.......11"
      "1.......11");
  ComponentFinder finder;
  const auto found = finder.find(marks, 10);
  ASSERT_EQ(found.size(), 3U);
  EXPECT_EQ(found[0].pixels, 10) << "the V is one, though its arms meet last";
  EXPECT_EQ(found[0].strong, 1);
  EXPECT_EQ(found[0].left, 0);
  EXPECT_EQ(found[0].right, 10);
  EXPECT_EQ(found[0].bottom, 5);
  EXPECT_EQ(found[1].pixels, 2) << "rows do not wrap around";
  EXPECT_EQ(found[2].pixels, 4);
  EXPECT_EQ(finder.component_of(0), 0);
  EXPECT_EQ(finder.component_of(9), 0);
  EXPECT_EQ(finder.component_of(1), -1);
  EXPECT_EQ(finder.component_of(79), 2);
}

/// The plainest way to count: spread from each pixel.
int flood(std::vector<std::uint8_t>& marks, int width, int height, int x, int y) {
  if (x < 0 || y < 0 || x >= width || y >= height) return 0;
  std::uint8_t& mark =
      marks[static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + static_cast<std::size_t>(x)];
  if (mark == 0) return 0;
  mark = 0;
  int count = 1;
  for (int dy = -1; dy <= 1; ++dy)
    for (int dx = -1; dx <= 1; ++dx) count += flood(marks, width, height, x + dx, y + dy);
  return count;
}

TEST(ComponentFinder, AgreesWithFloodingOnRandomPictures) {
  std::minstd_rand random(7);
  ComponentFinder finder;
  for (int round = 0; round < 200; ++round) {
    const int width = 1 + static_cast<int>(random() % 40);
    const int height = 1 + static_cast<int>(random() % 30);
    const auto share = 1 + random() % 9;
    std::vector<std::uint8_t> marks(static_cast<std::size_t>(width) * static_cast<std::size_t>(height));
    for (auto& mark : marks) mark = random() % 10 < share ? 1 : 0;
    std::vector<int> sizes;
    for (const Component& c : finder.find(marks, width)) sizes.push_back(c.pixels);
    std::vector<int> expected;
    for (int y = 0; y < height; ++y)
      for (int x = 0; x < width; ++x)
        if (const int size = flood(marks, width, height, x, y); size > 0) expected.push_back(size);
    std::ranges::sort(sizes);
    std::ranges::sort(expected);
    ASSERT_EQ(sizes, expected) << width << "x" << height;
  }
}

TEST(Regions, AreInFramePixelsMergedClippedAndLargestFirst) {
  const Outline outlines[] = {{0, 0, 2, 2}, {3, 0, 5, 2}, {10, 5, 16, 9}};
  const FrameGeometry frame{125, 70, 8};
  const auto boxes = merge_regions(outlines, frame, 8, 64);
  ASSERT_EQ(boxes.size(), 2U);
  EXPECT_EQ(boxes[0], (Box{80, 40, 45, 30})) << "the last column and row of a 1/8 picture reach past the frame";
  EXPECT_EQ(boxes[1], (Box{0, 0, 40, 16})) << "8 pixels apart: merged";
  EXPECT_EQ(merge_regions(outlines, frame, 7, 64).size(), 3U);
  EXPECT_EQ(merge_regions(outlines, frame, 7, 1).size(), 1U);
}

TEST(Regions, MergeUntilNothingIsNear) {
  // The third joins the first two, whose union then reaches the fourth.
  const Outline outlines[] = {{0, 0, 1, 9}, {8, 0, 9, 1}, {0, 8, 9, 9}, {4, 4, 5, 5}};
  const auto boxes = merge_regions(outlines, {100, 100, 1}, 0, 64);
  ASSERT_EQ(boxes.size(), 1U);
  EXPECT_EQ(boxes[0], (Box{0, 0, 9, 9}));
}

TEST(Regions, KeepFractionsOfASmallPixelAndAreNeverEmpty) {
  const Outline outlines[] = {{0.5F, 1.25F, 3.75F, 4}, {5, 5, 5.01F, 5.01F}, {12.49F, 8.7F, 12.5F, 8.75F}};
  const auto boxes = merge_regions(outlines, {100, 70, 8}, 0, 64);
  ASSERT_EQ(boxes.size(), 3U);
  EXPECT_EQ(boxes[0], (Box{4, 10, 26, 22}));
  EXPECT_EQ(boxes[1], (Box{40, 40, 1, 1}));
  EXPECT_EQ(boxes[2], (Box{99, 69, 1, 1})) << "within the frame";
}

/// A picture of 12 × 8 that was 100 everywhere and now has these differences.
Outline outline_of(const std::vector<std::pair<cv::Rect, int>>& parts) {
  cv::Mat gray(8, 12, CV_8UC1, cv::Scalar(100));
  for (const auto& [rect, difference] : parts) gray(rect).setTo(100 + difference);
  std::vector<std::uint8_t> marks(96);
  for (std::size_t i = 0; i < marks.size(); ++i) marks[i] = gray.data[i] != 100 ? 1 : 0;
  ComponentFinder finder;
  const auto found = finder.find(marks, 12);
  const std::vector<float> background(96, 100);
  OutlineFinder outliner;
  return outliner.find({found[0], 0, finder, {gray.data, 96}, 12}, background);
}

TEST(Outline, CountsOfAPixelWhatIsCovered) {
  const Outline whole = outline_of({{{2, 1, 5, 4}, 60}});
  EXPECT_FLOAT_EQ(whole.left, 2);
  EXPECT_FLOAT_EQ(whole.top, 1);
  EXPECT_FLOAT_EQ(whole.right, 7);
  EXPECT_FLOAT_EQ(whole.bottom, 5);
  // A fifth of the pixels on the left, half of those below.
  const Outline part = outline_of({{{3, 1, 4, 4}, 60}, {{2, 1, 1, 4}, 12}, {{3, 5, 4, 1}, 18}});
  EXPECT_NEAR(part.left, 2 + 0.7, 0.1);
  EXPECT_FLOAT_EQ(part.right, 7);
  EXPECT_NEAR(part.bottom, 5 + 0.5, 0.1);
}

TEST(Outline, LeavesTheFringeOut) {
  const Outline outline = outline_of({{{4, 1, 5, 5}, 100}, {{0, 3, 4, 1}, 15}});
  EXPECT_GE(outline.left, 3);
  EXPECT_FLOAT_EQ(outline.right, 9);
  EXPECT_FLOAT_EQ(outline.top, 1);
}

TEST(Outline, IsTheWholeOfWhatIsTiny) {
  const Outline outline = outline_of({{{11, 7, 1, 1}, -40}});
  EXPECT_FLOAT_EQ(outline.left, 11);
  EXPECT_FLOAT_EQ(outline.right, 12);
  EXPECT_FLOAT_EQ(outline.top, 7);
  EXPECT_FLOAT_EQ(outline.bottom, 8);
}

TEST(Debounce, TurnsOnAndOffExactlyAtItsTimes) {
  Debounce debounce(milliseconds(300), milliseconds(1000));
  const auto at = [&](int ms, bool moving) { return debounce.update(moving, TimePoint(milliseconds(ms))); };
  EXPECT_FALSE(at(0, true));
  EXPECT_FALSE(at(299, true));
  EXPECT_TRUE(at(300, true));
  EXPECT_TRUE(at(310, false));
  EXPECT_TRUE(at(1299, false));
  EXPECT_FALSE(at(1300, false)) << "a second after the last motion";
  EXPECT_FALSE(at(1400, true));
  EXPECT_FALSE(at(1600, false)) << "motion must be in every picture";
  EXPECT_FALSE(at(1650, true));
  EXPECT_FALSE(at(1940, true));
  EXPECT_TRUE(at(5000, true)) << "irregular pictures count by time";
  EXPECT_TRUE(at(5900, true));
  EXPECT_TRUE(at(6899, false)) << "motion in between starts the wait anew";
  EXPECT_FALSE(at(9000, false));
}

TEST(Debounce, AtOnceWhenZero) {
  Debounce debounce(milliseconds(0), milliseconds(0));
  EXPECT_TRUE(debounce.update(true, TimePoint(milliseconds(5))));
  EXPECT_FALSE(debounce.update(false, TimePoint(milliseconds(6))));
  EXPECT_TRUE(debounce.update(true, TimePoint(milliseconds(7))));
  debounce.reset();
  EXPECT_FALSE(debounce.update(false, TimePoint(milliseconds(7))));
}

struct LitPicture {
  std::vector<std::uint8_t> gray;
  std::vector<float> background;
  std::vector<std::uint8_t> ignored;
};

LitPicture lit(float gain, float offset, double share_of_objects) {
  LitPicture picture;
  std::minstd_rand random(3);
  for (int i = 0; i < 14400; ++i) {
    const float b = 30.F + static_cast<float>(static_cast<int>(random() % 120));
    const bool object = static_cast<double>(random() % 1000) < share_of_objects * 1000;
    const float noise = static_cast<float>(static_cast<int>(random() % 5)) - 2;
    picture.background.push_back(b);
    picture.gray.push_back(object ? static_cast<std::uint8_t>(5 + random() % 240)
                                  : static_cast<std::uint8_t>(gain * b + offset + noise));
    picture.ignored.push_back(0);
  }
  return picture;
}

TEST(FitLight, FindsGainAndOffsetBehindObjects) {
  for (const Light truth : {Light{1.3F, 0}, Light{0.7F, 10}, Light{1, 25}, Light{0.9F, -5}}) {
    const auto p = lit(truth.gain, truth.offset, 0.3);
    const Light found = fit_light(p.gray, p.background, p.ignored, 8);
    EXPECT_NEAR(found.gain, truth.gain, 0.05);
    EXPECT_NEAR(found.gain * 90 + found.offset, truth.gain * 90 + truth.offset, 2);
  }
}

TEST(FitLight, LeavesItAloneWhenNothingOrEverythingChanged) {
  for (const double objects : {0.0, 0.2, 0.9, 1.0}) {
    const auto p = lit(1, 0, objects);
    const Light found = fit_light(p.gray, p.background, p.ignored, 8);
    EXPECT_NEAR(found.gain, 1, 0.03) << objects;
    EXPECT_NEAR(found.offset, 0, 2) << objects;
  }
}

TEST(FitLight, DoesNotLookAtWhatIsIgnored) {
  auto p = lit(1.5F, 0, 0);
  std::ranges::fill(p.ignored, std::uint8_t{1});
  const Light found = fit_light(p.gray, p.background, p.ignored, 8);
  EXPECT_EQ(found.gain, 1);
  EXPECT_EQ(found.offset, 0);
}

}  // namespace
}  // namespace framewake
