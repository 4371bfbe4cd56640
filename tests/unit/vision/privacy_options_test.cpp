// The options of the stage privacy, and what they mean for its pipeline.
#include <gmock/gmock.h>

#include "vision/detect/score_rules.hpp"
#include "vision/pipeline.hpp"
#include "vision/stages/detect.hpp"
#include "vision/stages/orient.hpp"
#include "vision/stages/privacy.hpp"

namespace framewake {
namespace {

using testing::HasSubstr;

TEST(PipelineParts, AreasAreHiddenAtOnceWhereverTheyStand) {
  const auto areas = std::make_shared<PrivacyOptions>(PrivacyOptions{.polygons = {{{0, 0}, {1, 0}, {1, 1}}}});
  const auto faces = std::make_shared<PrivacyOptions>(PrivacyOptions{.polygons = areas->polygons, .labels = {"face"}});
  const auto beside = std::make_shared<DetectOptions>();
  beside->async = true;
  const PipelineParts parts = split_pipeline(
      {"test", {{"motion", nullptr}, {"detect", beside}, {"privacy", areas}, {"privacy", faces}, {"track", nullptr}}},
      built_in_stages());
  const auto names = [](const PipelineSpec& spec) {
    std::string all;
    for (const StageSpec& stage : spec.stages) all += stage.use + " ";
    return all;
  };
  EXPECT_EQ(names(parts.at_once), "motion privacy ") << "no gate keeps a quiet camera's picture away";
  EXPECT_EQ(names(parts.later), "detect privacy track ");
}

TEST(PipelineParts, PixelsAreFoundWhereverTheyAreWritten) {
  const auto crop = [](const char* text) {
    auto options = std::make_shared<OrientOptions>();
    options->crop = text;
    return PipelineSpec{"test", {{"motion", nullptr}, {"orient", options}}};
  };
  EXPECT_FALSE(has_pixels(crop(""), built_in_stages()));
  EXPECT_FALSE(has_pixels(crop("0.5, 0, 0.5, 1"), built_in_stages()));
  EXPECT_TRUE(has_pixels(crop("320, 0, 320, 480"), built_in_stages()));
  const auto areas = [](Polygon polygon) {
    return PipelineSpec{"test", {{"privacy", std::make_shared<PrivacyOptions>(PrivacyOptions{.polygons = {polygon}})}}};
  };
  EXPECT_FALSE(has_pixels(areas({{0, 0}, {1, 0}, {1, 1}}), built_in_stages()));
  EXPECT_TRUE(has_pixels(areas({{0, 0}, {2, 0}, {1, 1}}), built_in_stages()));
}

class PrivacyOptionsTest : public testing::Test {
 protected:
  const StageKind& kind = *built_in_stages().find("privacy");
};

TEST_F(PrivacyOptionsTest, NeedsSomethingToHideAndSomebodyWhoFindsIt) {
  PrivacyOptions none;
  const auto nothing = kind.prepare(&none, {});
  ASSERT_EQ(nothing.size(), 1U);
  EXPECT_EQ(nothing[0].key, "polygons");
  PrivacyOptions faces{.labels = {"face"}};
  const auto blind = kind.prepare(&faces, {"motion", "track"});
  ASSERT_EQ(blind.size(), 1U);
  EXPECT_EQ(blind[0].key, "labels");
  EXPECT_THAT(blind[0].what, HasSubstr("detect"));
  EXPECT_TRUE(kind.prepare(&faces, {"motion", "detect"}).empty());
  PrivacyOptions areas{.polygons = {{{0, 0}, {1, 0}, {1, 1}}}};
  EXPECT_TRUE(kind.prepare(&areas, {}).empty());
}

TEST_F(PrivacyOptionsTest, ALabelThatNobodyFindsIsAMistake) {
  const PrivacyOptions options{.labels = {"face", "persn", "plat"}};
  const auto fault = kind.check_labels(&options, {.found = [](const std::string& label) { return label == "face"; },
                                                  .given = [](const std::string&) { return true; }});
  ASSERT_EQ(fault.size(), 2U);
  EXPECT_EQ(fault[0].key, "labels");
  EXPECT_THAT(fault[0].what, HasSubstr("persn"));
  EXPECT_THAT(fault[1].what, HasSubstr("plat"));
  EXPECT_TRUE(kind.check_labels(&options, {.found = [](const std::string&) { return true; }, .given = {}}).empty());
}

TEST_F(PrivacyOptionsTest, ColoursAndPolygonsAreChecked) {
  const OptionRow* colour = kind.options.find("colour");
  for (const char* bad : {"", "black", "#00", "#00000g", "#0000000", "000000#", "# 00000", "#-10000"})
    EXPECT_TRUE(colour->check(std::string(bad))) << bad;
  for (const char* good : {"#000000", "#fFaA09"}) EXPECT_FALSE(colour->check(std::string(good))) << good;
  const OptionRow* polygons = kind.options.find("polygons");
  EXPECT_TRUE(polygons->check(std::vector<Polygon>{{{0, 0}, {1, 1}, {0.5, 0.5}}}));
  EXPECT_FALSE(polygons->check(std::vector<Polygon>{{{0, 0}, {1, 1}, {0.5, 0}}}));
  const OptionRow* score = kind.options.find("score");
  ASSERT_TRUE(score->min);
  EXPECT_LE(ScoreRules(0.9, {}, {}).floor(), static_cast<float>(*score->min))
      << "of less no model tells, and nothing more would be hidden";
  const OptionRow* block = kind.options.find("block");
  for (const std::int64_t small : {1, 2, 7}) EXPECT_TRUE(block->check(small)) << small;
  for (const std::int64_t fine : {0, 8, 64}) EXPECT_FALSE(block->check(fine)) << fine;
}

}  // namespace
}  // namespace framewake
