// The stages' options, their rows, and ignored areas.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <opencv2/core.hpp>
#include <set>
#include <string_view>
#include <vector>

#include "vision/ignored_area.hpp"
#include "vision/stage_table.hpp"

namespace framewake {
namespace {

TEST(StageTable, HasTheStagesWithDocumentedRowsWhoseDefaultsAreAllowed) {
  const std::set<std::string_view> needs_more{"detect"};  // a model, without which there is no such stage
  std::vector<std::string_view> names;
  for (const StageKind& kind : built_in_stages().kinds()) {
    SCOPED_TRACE(kind.name);
    names.push_back(kind.name);
    EXPECT_EQ(built_in_stages().find(kind.name), &kind);
    EXPECT_FALSE(kind.summary.empty());
    EXPECT_FALSE(kind.options.rows.empty());
    for (const OptionRow& row : kind.options.rows) {
      EXPECT_FALSE(row.text.empty()) << row.key;
      const OptionValue value = kind.options.default_of(row);
      if (row.check) {
        EXPECT_FALSE(row.check(value)) << row.key;
      }
      if (const auto* number = std::get_if<double>(&value)) {
        EXPECT_GE(*number, row.min.value()) << row.key;
        EXPECT_LE(*number, row.max.value()) << row.key;
      }
    }
    if (needs_more.contains(kind.name)) continue;
    const auto stage = kind.make(kind.options.make());
    ASSERT_NE(stage, nullptr);
    EXPECT_EQ(stage->name(), kind.name);
  }
  EXPECT_THAT(names, testing::UnorderedElementsAre("motion", "orient", "mask", "detect", "track", "zones", "privacy"));
  EXPECT_EQ(built_in_stages().find("no such stage"), nullptr);
  EXPECT_NE(built_in_stages().find("motion")->options.find("on_after"), nullptr);
}

class PolygonCheck : public testing::Test {
 protected:
  std::optional<std::string> check(const Polygon& polygon) {
    const OptionRow* row = built_in_stages().find("mask")->options.find("polygons");
    return row->check(std::vector<Polygon>{{{0, 0}, {1, 0}, {1, 1}}, polygon});
  }
};

TEST_F(PolygonCheck, RefusesWhatIsNoAreaAndSaysWhich) {
  for (const Polygon& bad : {Polygon{}, Polygon{{0, 0}, {1, 1}}, Polygon{{0, 0}, {1, 1}, {0.5, 0.5}},
                             Polygon{{5, 5}, {5, 5}, {5, 5}}, Polygon{{0, 0}, {40, 40}, {20, 20}}}) {
    const auto fault = check(bad);
    ASSERT_TRUE(fault);
    EXPECT_EQ(fault->rfind("polygon 2 needs ", 0), 0U) << *fault;
  }
}

TEST_F(PolygonCheck, RefusesWhatIsNeitherFractionsNorPixels) {
  EXPECT_EQ(check({{0, 0}, {0.5, 0}, {1.01, 1}}),
            "polygon 2 needs numbers that are all fractions (0 to 1) or all pixels; 0.5 beside 1.01 is neither");
  EXPECT_EQ(check({{0.999, 20}, {100, 0}, {100, 100}}),
            "polygon 2 needs numbers that are all fractions (0 to 1) or all pixels; 0.999 beside 100 is neither");
  for (const Polygon& slip : {Polygon{{0, 0}, {1.01, 0}, {1.01, 1}, {0, 1}}, Polygon{{0, 0}, {1, 0}, {1, 1.0001}},
                              Polygon{{0, 0}, {2, 0}, {2, 1}, {0, 1}}, Polygon{{7.9, 0}, {7.9, 7}, {1, 1}}}) {
    const auto fault = check(slip);
    ASSERT_TRUE(fault);
    EXPECT_NE(fault->find("polygon 2 needs numbers that are all fractions (0 to 1), or pixels of which one is at least "
                          "8; the largest is "),
              std::string::npos)
        << *fault;
  }
}

TEST_F(PolygonCheck, TakesFractionsAndPixels) {
  EXPECT_FALSE(check({{0, 0}, {1, 0}, {1, 1}, {0, 1}}));
  EXPECT_FALSE(check({{0.25, 0.1}, {0.75, 0.1}, {0.5, 1}}));
  EXPECT_FALSE(check({{100.5, 20}, {300.25, 20}, {300.25, 200.75}})) << "pixels may be broken";
  EXPECT_FALSE(check({{0, 0}, {8, 0}, {8, 1}, {0, 1}}));
  EXPECT_FALSE(check({{100, 50}, {102, 50}, {102, 52}, {100, 52}})) << "a pixel that glows, and those around it";
  EXPECT_FALSE(check({{5000, 5000}, {6000, 5000}, {6000, 6000}})) << "no picture may be so large, which is no slip";
}

TEST(LineCheck, RefusesWhatIsNeitherFractionsNorPixels) {
  const OptionRow* row = built_in_stages().find("zones")->options.find("lines");
  const auto check = [&](const Polygon& line) { return row->check(std::vector<Polygon>{{{0, 0}, {1, 1}}, line}); };
  EXPECT_FALSE(check({{0, 0.5}, {1, 0.5}}));
  EXPECT_FALSE(check({{0, 240}, {640, 240}}));
  EXPECT_EQ(check({{0.5, 0}, {0.5, 1.01}}),
            "line 2 needs numbers that are all fractions (0 to 1) or all pixels; 0.5 beside 1.01 is neither");
  EXPECT_EQ(
      check({{0, 0}, {1.5, 1}}),
      "line 2 needs numbers that are all fractions (0 to 1), or pixels of which one is at least 8; the largest is "
      "1.5");
}

TEST(CropCheck, RefusesWhatIsNeitherFractionsNorPixels) {
  const OptionRow* row = built_in_stages().find("orient")->options.find("crop");
  const auto check = [&](const std::string& crop) { return row->check(crop); };
  for (const char* fine : {"", "0, 0, 1, 1", "0.5, 0, 0.5, 1", "0, 0, 640, 480", "10.5, 1, 100, 1"})
    EXPECT_FALSE(check(fine)) << fine;
  EXPECT_EQ(check("0.5, 0, 1.5, 1"),
            "\"x, y, width, height\" of numbers that are all fractions (0 to 1) or all pixels; 0.5 beside 1.5 is "
            "neither");
  EXPECT_EQ(check("0, 0, 1.01, 1"),
            "\"x, y, width, height\" of numbers that are all fractions (0 to 1), or pixels of which one is at least 8; "
            "the largest is 1.01");
}

TEST_F(PolygonCheck, TakesOutlinesThatCrossThemselves) {
  EXPECT_FALSE(check({{0, 0}, {1, 1}, {1, 0}, {0, 1}})) << "a bow-tie, the halves of which are alike";
  EXPECT_FALSE(check({{0, 0}, {1, 1}, {1, 0}, {0, 0.7}}));
  EXPECT_TRUE(check({{0, 0}, {1, 0}, {1, 1}, {1, 0}})) << "there and back again";
}

TEST(IgnoredArea, CoversEveryPixelThatAPolygonTouches) {
  IgnoredArea area;
  // Pixels 10 … 49 across, 20 … 39 down: at 1/8 the cells 1 … 6 and 2 … 4.
  const std::vector<Polygon> polygons{{{10, 20}, {50, 20}, {50, 40}, {10, 40}}};
  const cv::Mat& eighth = area.draw(polygons, 100, 50, 8);
  EXPECT_EQ(eighth.size(), cv::Size(13, 7));
  for (int y = 0; y < eighth.rows; ++y)
    for (int x = 0; x < eighth.cols; ++x)
      EXPECT_EQ(eighth.at<std::uint8_t>(y, x) != 0, x >= 1 && x <= 6 && y >= 2 && y <= 4) << x << "," << y;
  const cv::Mat full = area.draw(polygons, 100, 50, 1);
  EXPECT_EQ(cv::countNonZero(full), 40 * 20);
}

/// Which pixels of a picture of 100 × 50 the polygon touches, as a box, when they fill one; else nothing.
std::optional<cv::Rect> touched_box(const Polygon& polygon, int scale = 1) {
  IgnoredArea area;
  const cv::Mat& mask = area.draw(std::vector<Polygon>{polygon}, 100, 50, scale);
  std::vector<cv::Point> points;
  cv::findNonZero(mask, points);
  cv::Rect box;
  for (const cv::Point& p : points) box |= cv::Rect(p.x, p.y, 1, 1);
  return box.area() == static_cast<int>(points.size()) ? std::optional(box) : std::nullopt;
}

TEST(IgnoredArea, PixelsThatAnAreaCoversInPartAreInIt) {
  EXPECT_EQ(touched_box({{10.6, 20.6}, {49.4, 20.6}, {49.4, 39.4}, {10.6, 39.4}}), cv::Rect(10, 20, 40, 20));
  EXPECT_EQ(touched_box({{15.9, 23.9}, {24.1, 23.9}, {24.1, 24.1}, {15.9, 24.1}}, 8), cv::Rect(1, 2, 3, 2));
  EXPECT_EQ(touched_box({{16, 24}, {24, 24}, {24, 32}, {16, 32}}, 8), cv::Rect(2, 3, 1, 1));
}

TEST(IgnoredArea, StripsThinnerThanAPixelAreInIt) {
  const Polygon lying{{10, 20.6}, {50, 20.6}, {50, 21.4}, {10, 21.4}};
  EXPECT_EQ(touched_box(lying), cv::Rect(10, 20, 40, 2));
  EXPECT_EQ(touched_box(lying, 8), cv::Rect(1, 2, 6, 1));
  const Polygon wire{{0, 20.6}, {100, 20.6}, {100, 20.7}, {0, 20.7}};
  EXPECT_EQ(touched_box(wire), cv::Rect(0, 20, 100, 1));
  const Polygon pole{{10.2, 0}, {10.4, 0}, {10.4, 45.5}, {10.2, 45.5}};
  EXPECT_EQ(touched_box(pole), cv::Rect(10, 0, 1, 46));
  EXPECT_EQ(touched_box(pole, 8), cv::Rect(1, 0, 1, 6));
  const Polygon grain{{30.4, 30.6}, {30.5, 30.6}, {30.5, 30.7}};
  EXPECT_EQ(touched_box(grain), cv::Rect(30, 30, 1, 1));
}

TEST(IgnoredArea, APoleWithoutWidthIsInIt) {
  IgnoredArea area;
  // A box, and from its upper right corner a pole that goes up and back down.
  const cv::Mat& mask =
      area.draw(std::vector<Polygon>{{{10, 20}, {30.5, 20}, {30.5, 5}, {30.5, 40}, {10, 40}}}, 100, 50, 1);
  for (int y = 5; y < 40; ++y) EXPECT_NE(mask.at<std::uint8_t>(y, 30), 0) << y;
  EXPECT_EQ(mask.at<std::uint8_t>(4, 30), 0);
  EXPECT_EQ(cv::countNonZero(mask), 21 * 20 + 15);
}

/// A pixel is touched when any of many places in it lies inside; of an edge that goes aslant, too.
TEST(IgnoredArea, NoPlaceOfAnAreaIsLeftOut) {
  const std::vector<Polygon> polygons{{{3.3, 2.1}, {90.2, 31.7}, {40.9, 48.8}},
                                      {{5, 45}, {95, 3.5}, {60.5, 3.1}, {20, 44}}};
  IgnoredArea area;
  for (const int scale : {1, 4, 8}) {
    const cv::Mat& mask = area.draw(polygons, 100, 50, scale);
    cv::Mat found(mask.size(), CV_8UC1, cv::Scalar(0));
    constexpr int steps = 16;
    for (int y = 0; y < 50 * steps; ++y)
      for (int x = 0; x < 100 * steps; ++x) {
        const Point place{(x + 0.5) / steps, (y + 0.5) / steps};
        if (contains(polygons[0], place) || contains(polygons[1], place))
          found.at<std::uint8_t>(y / steps / scale, x / steps / scale) = 255;
      }
    EXPECT_EQ(cv::countNonZero(found & ~mask), 0) << "left out at scale " << scale;
    EXPECT_LE(cv::countNonZero(mask & ~found), 6)
        << "beyond it at scale " << scale << ", of corners smaller than a step";
  }
}

TEST(IgnoredArea, WhatMeetsAnEdgeAfterRoundingIsNotIn) {
  EXPECT_EQ(touched_box({{0, 0}, {0.55 * 100, 0}, {0.55 * 100, 10}, {0, 10}}), cv::Rect(0, 0, 55, 10));
}

TEST(IgnoredArea, DrawsAnewOnlyWhenSomethingChanged) {
  IgnoredArea area;
  const std::vector<Polygon> polygons{{{10, 20}, {50, 20}, {50, 40}}};
  const auto* first = area.draw(polygons, 100, 50, 8).data;
  EXPECT_EQ(area.draw(polygons, 100, 50, 8).data, first);
  EXPECT_EQ(area.draw(polygons, 200, 50, 8).cols, 25);
  EXPECT_TRUE(area.draw({}, 200, 50, 8).empty());
}

TEST(IgnoredArea, TakesAnyCoordinates) {
  IgnoredArea area;
  EXPECT_EQ(cv::countNonZero(area.draw(std::vector<Polygon>{{{-300, -300}, {-100, -300}, {-200, -100}}}, 64, 48, 8)),
            0);
  EXPECT_EQ(cv::countNonZero(area.draw(std::vector<Polygon>{{{900, 900}, {1e6, 900}, {900, 1e6}}}, 64, 48, 8)), 0);
  EXPECT_EQ(cv::countNonZero(
                area.draw(std::vector<Polygon>{{{-1e6, -1e6}, {1e6, -1e6}, {1e6, 1e6}, {-1e6, 1e6}}}, 64, 48, 8)),
            8 * 6);
  EXPECT_EQ(
      cv::countNonZero(area.draw(std::vector<Polygon>{{{-1e6, 24}, {1e6, 24}, {1e6, 1e6}, {-1e6, 1e6}}}, 64, 48, 8)),
      8 * 3);
}

TEST(InPixels, TakesFractionsAndPixelsApart) {
  EXPECT_EQ(in_pixels({{0, 0}, {1, 0.5}}, 200, 100), (Polygon{{0, 0}, {200, 50}}));
  EXPECT_EQ(in_pixels({{0, 0}, {2, 0.5}}, 200, 100), (Polygon{{0, 0}, {2, 0.5}}));
}

}  // namespace
}  // namespace framewake
