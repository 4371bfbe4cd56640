#include "frame/view.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace framewake {
namespace {

std::vector<Turn> all_turns() {
  std::vector<Turn> turns;
  for (int exif = 1; exif <= 8; ++exif) turns.push_back(turn_of_exif(exif));
  return turns;
}

TEST(View, AFrameAsSentIsPlain) {
  const View view(1280, 720);
  EXPECT_TRUE(view.is_plain());
  EXPECT_EQ(view.key(), 0U);
  EXPECT_EQ(view.width(), 1280);
  EXPECT_EQ(view.height(), 720);
  EXPECT_EQ(view.sent({3, 4, 5, 6}), (Box{3, 4, 5, 6}));
  EXPECT_EQ(view.seen({3, 4}), (Point{3, 4}));
}

TEST(View, TurnsAreThoseOfExif) {
  // Where the upper left corner of a frame of 64 x 48, 1 pixel large, is seen.
  const Box corner{0, 0, 1, 1};
  const auto seen = [&](int exif) {
    const View view(64, 48, {0, 0, 64, 48}, 1, turn_of_exif(exif));
    const Point middle = view.seen({0.5, 0.5});
    EXPECT_EQ(view.sent({static_cast<int>(middle[0]), static_cast<int>(middle[1]), 1, 1}), corner) << exif;
    return Point{middle[0] - 0.5, middle[1] - 0.5};
  };
  EXPECT_EQ(seen(1), (Point{0, 0}));
  EXPECT_EQ(seen(2), (Point{63, 0}));
  EXPECT_EQ(seen(3), (Point{63, 47}));
  EXPECT_EQ(seen(4), (Point{0, 47}));
  EXPECT_EQ(seen(5), (Point{0, 0}));
  EXPECT_EQ(seen(6), (Point{47, 0}));
  EXPECT_EQ(seen(7), (Point{47, 63}));
  EXPECT_EQ(seen(8), (Point{0, 63}));
  EXPECT_TRUE(turn_of_exif(0).is_none());
  EXPECT_TRUE(turn_of_exif(9).is_none());
}

TEST(View, MirrorImagesAreThoseWithAnOddNumberOfMirrors) {
  for (const int exif : {1, 3, 6, 8}) EXPECT_FALSE(turn_of_exif(exif).is_mirror_image()) << exif;
  for (const int exif : {2, 4, 5, 7}) EXPECT_TRUE(turn_of_exif(exif).is_mirror_image()) << exif;
}

TEST(View, OneTurnAfterAnotherIsOne) {
  const int width = 64, height = 48;
  for (const Turn& first : all_turns())
    for (const Turn& second : all_turns()) {
      const View one(width, height, {0, 0, width, height}, 1, first);
      const View other(one.width(), one.height(), {0, 0, one.width(), one.height()}, 1, second);
      const View both(width, height, {0, 0, width, height}, 1, then(first, second));
      EXPECT_EQ(both.seen({5, 7}), other.seen(one.seen({5, 7})));
    }
}

TEST(View, BoxesComeBackToWhereTheyWere) {
  for (const Turn& turn : all_turns())
    for (const int denominator : {1, 2, 4, 8}) {
      const View view(640, 360, {64, 32, 256, 128}, denominator, turn);
      const Box sent{96, 64, 32, 16};  // divisible by all denominators
      const Point a = view.seen({96, 64}), b = view.seen({128, 80});
      const Box seen{static_cast<int>(std::min(a[0], b[0])), static_cast<int>(std::min(a[1], b[1])),
                     static_cast<int>(std::abs(a[0] - b[0])), static_cast<int>(std::abs(a[1] - b[1]))};
      EXPECT_EQ(view.sent(seen), sent);
      EXPECT_EQ(view.width() * view.height(), 256 * 128 / denominator / denominator);
    }
}

TEST(View, EveryBoxOfTheViewLiesInTheFrameAndIsNotEmpty) {
  for (const auto& [width, height] : {std::pair{1, 1}, {3, 700}, {333, 77}, {8, 9}, {17, 16}})
    for (const Turn& turn : all_turns())
      for (const int denominator : {1, 2, 4, 8})
        for (const Box& crop : {Box{0, 0, width, height}, Box{width / 2, height / 3, 9, 9}, Box{width - 1, 0, 1, 1},
                                Box{5000, 5000, 5, 5}, Box{0, 0, 1'000'000'000, 2'000'000'000}}) {
          const View view(width, height, crop, denominator, turn);
          ASSERT_GE(view.width(), 1);
          ASSERT_GE(view.height(), 1);
          for (int x = 0; x < view.width(); x += std::max(1, view.width() - 1))
            for (int y = 0; y < view.height(); y += std::max(1, view.height() - 1)) {
              const Box box = view.sent({x, y, 1, 1});
              EXPECT_GE(box[0], view.crop()[0]);
              EXPECT_GE(box[1], view.crop()[1]);
              EXPECT_GE(box[2], 1);
              EXPECT_GE(box[3], 1);
              EXPECT_LE(box[0] + box[2], width);
              EXPECT_LE(box[1] + box[3], height);
            }
        }
}

TEST(View, CropsAreWidenedToBlocksWithinTheFrame) {
  EXPECT_EQ(View(640, 363, {10, 10, 10, 10}, 1, {}).crop(), (Box{8, 8, 16, 16}));
  EXPECT_EQ(View(640, 363, {600, 350, 40, 13}, 1, {}).crop(), (Box{600, 344, 40, 19}));
  EXPECT_EQ(View(640, 363, {0, 0, 640, 363}, 1, {.mirror_x = true}).crop(), (Box{0, 0, 640, 363}));
  EXPECT_EQ(View(640, 363, {0, 0, 640, 363}, 1, {.mirror_y = true}).crop(), (Box{0, 0, 640, 360}));
  EXPECT_EQ(View(5, 5, {0, 0, 5, 5}, 1, {.mirror_x = true, .mirror_y = true}).crop(), (Box{0, 0, 5, 5}));
}

TEST(View, DifferentViewsHaveDifferentKeys) {
  std::vector<std::uint64_t> keys;
  for (const Turn& turn : all_turns())
    for (const int denominator : {1, 2})
      for (const Box& crop : {Box{0, 0, 640, 360}, Box{0, 0, 320, 360}})
        keys.push_back(View(640, 360, crop, denominator, turn).key());
  keys.push_back(View(640, 352, {0, 0, 320, 352}, 1, {}).key());
  std::sort(keys.begin(), keys.end());
  EXPECT_EQ(std::adjacent_find(keys.begin(), keys.end()), keys.end());
}

TEST(View, ResultsComeBackWhole) {
  const View view(640, 360, {0, 0, 640, 360}, 2, turn_of_exif(3));
  Result result;
  result.motion = MotionResult{.active = true, .area = 0.1, .regions = {{0, 0, 10, 20}}};
  result.objects = {{"person", 1, {310, 170, 10, 10}, {}, {}, false}};
  result.decisions.note({.reason = Reason::zone_outside, .name = "door", .value = 12});
  result.decisions.note({.reason = Reason::motion_small, .value = 0.01, .limit = 0.02});
  view.to_sent(result);
  EXPECT_EQ(result.decisions.all()[0].value, 24) << "a length, at 1/2";
  EXPECT_EQ(result.decisions.all()[1].value, 0.01) << "a share";
  EXPECT_EQ(result.motion->regions.at(0), (Box{620, 320, 20, 40}));
  EXPECT_EQ(result.objects->at(0).box, (Box{0, 0, 20, 20}));
}

}  // namespace
}  // namespace framewake
