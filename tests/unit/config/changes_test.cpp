#include "config/changes.hpp"

#include <gmock/gmock.h>

#include "load.hpp"

namespace framewake::test {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> changed(const std::string& before, const std::string& after) {
  std::vector<std::string> keys;
  for (const auto& change : changed_keys(make_schema(stages_for_tests()), config_of(before), config_of(after)))
    keys.push_back(change.key);
  return keys;
}

TEST(Changes, ASpelledOutDefaultIsNoChange) {
  EXPECT_THAT(changed("", "[ingest]\nmax_message = \"4096 KiB\"\n[[pipelines.default.stages]]\nuse = \"motion\"\n"),
              IsEmpty());
}

TEST(Changes, EveryKindOfKeyIsSeen) {
  EXPECT_THAT(changed("[cameras.a]\n",
                      "[log]\nlevel = \"error\"\n[cameras.a]\nmax_age = \"1 ms\"\n"
                      "[[pipelines.default.stages]]\nuse = \"motion\"\nshadows = true\n"),
              ElementsAre("log.level", "cameras.a.max_age", "pipelines.default.stages.0.shadows"));
}

TEST(Changes, CamerasThatComeAndGoChangeWithAllTheirKeys) {
  EXPECT_EQ(changed("[cameras.a]\n", "").size(), camera_option_table().rows.size());
  EXPECT_EQ(changed("", "[cameras.a]\n").size(), camera_option_table().rows.size());
}

TEST(Changes, AnotherStageIsAChangeOfUse) {
  const auto keys = changed("", "[[pipelines.default.stages]]\nuse = \"mask\"\n");
  EXPECT_THAT(keys, ::testing::Contains("pipelines.default.stages.0.use"));
  EXPECT_THAT(keys, ::testing::Contains("pipelines.default.stages.0.on_after"));
}

TEST(Changes, SayWhenTheyTakeEffect) {
  const auto schema = make_schema(stages_for_tests());
  const auto changes =
      changed_keys(schema, config_of(""), config_of("[processing]\nthreads = 1\n[defaults]\nmax_age = \"1 ms\"\n"));
  ASSERT_EQ(changes.size(), 2U);
  EXPECT_EQ(changes[0].apply, Apply::restart);
  EXPECT_EQ(changes[1].apply, Apply::live);
}

/// Each change of the stages with its class.
std::vector<std::pair<std::string, Apply>> classed(const std::string& before, const std::string& after) {
  std::vector<std::pair<std::string, Apply>> changes;
  for (const auto& change : changed_keys(make_schema(stages_for_tests()), config_of(before), config_of(after)))
    changes.emplace_back(change.key, change.apply);
  return changes;
}

TEST(Changes, AStageThatIsMadeAnewTakesItsLiveChangesWithIt) {
  const std::string motion = "[[pipelines.default.stages]]\nuse = \"motion\"\n";
  EXPECT_THAT(classed(motion, motion + "shadows = true\n"),
              ElementsAre(std::pair("pipelines.default.stages.0.shadows", Apply::live)));
  EXPECT_THAT(classed(motion, motion + "shadows = true\nmax_regions = 3\n"),
              ElementsAre(std::pair("pipelines.default.stages.0.max_regions", Apply::rearm),
                          std::pair("pipelines.default.stages.0.shadows", Apply::rearm)));
  for (const auto& [key, apply] : classed(motion, motion + "[[pipelines.default.stages]]\nuse = \"mask\"\n"))
    EXPECT_EQ(apply, Apply::rearm) << key;
}

}  // namespace
}  // namespace framewake::test
