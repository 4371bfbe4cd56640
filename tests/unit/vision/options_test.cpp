// The stages' options, their rows, and ignored areas.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
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
  const double nan = std::numeric_limits<double>::quiet_NaN();
  for (const Polygon& bad :
       {Polygon{}, Polygon{{0, 0}, {1, 1}}, Polygon{{0, 0}, {1, 1}, {0.5, 0.5}}, Polygon{{5, 5}, {5, 5}, {5, 5}},
        Polygon{{0, 0}, {nan, 1}, {1, 0}}, Polygon{{0, 0}, {1e300, 1}, {1, 0}},
        Polygon{{0, 0}, {std::numeric_limits<double>::infinity(), 1}, {1, 0}}}) {
    const auto fault = check(bad);
    ASSERT_TRUE(fault);
    EXPECT_EQ(fault->rfind("polygon 2 needs ", 0), 0U) << *fault;
  }
}

TEST_F(PolygonCheck, TakesOutlinesThatCrossThemselves) {
  EXPECT_FALSE(check({{0, 0}, {1, 1}, {1, 0}, {0, 1}})) << "a bow-tie, the halves of which are alike";
  EXPECT_FALSE(check({{0, 0}, {1, 1}, {1, 0}, {0, 0.7}}));
  EXPECT_TRUE(check({{0, 0}, {1, 0}, {1, 1}, {1, 0}})) << "there and back again";
}

TEST_F(PolygonCheck, TakesWhatLiesOutside) {
  EXPECT_FALSE(check({{-100, -100}, {-50, -100}, {-50, -50}}));
  EXPECT_FALSE(check({{5000, 5000}, {6000, 5000}, {6000, 6000}}));
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
