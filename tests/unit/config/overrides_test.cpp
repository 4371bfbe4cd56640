// --set KEY=VALUE.

#include <gmock/gmock.h>

#include "load.hpp"

namespace framewake::test {
namespace {

using ::testing::ElementsAre;

TEST(Set, TakesBareTextsAndTomlValues) {
  const auto config = config_of("", {"ingest.listen=127.0.0.2:1", "processing.threads=3", "defaults.max_age=\"2 s\"",
                                     "defaults.stale_after=1.5 s", "log.level=debug", "http.listen="});
  EXPECT_EQ(config.ingest.listen, "127.0.0.2:1");
  EXPECT_EQ(config.processing.threads, 3);
  EXPECT_EQ(config.defaults.max_age, milliseconds(2000));
  EXPECT_EQ(config.defaults.stale_after, milliseconds(1500));
  EXPECT_EQ(config.log.level, LogLevel::debug);
  EXPECT_EQ(config.http.listen, "");
}

TEST(Set, GoesOverFilesAndTheLastOneHolds) {
  EXPECT_EQ(
      config_of("[processing]\nthreads = 1\n", {"processing.threads=2", "processing.threads=3"}).processing.threads, 3);
}

TEST(Set, ReachesElementsByIndexAlsoOfTheBuiltInPipeline) {
  const auto built_in = config_of("", {"pipelines.default.stages.0.on_after=100ms"});
  EXPECT_EQ(stage_options<MotionForTests>(built_in, "default", 0).on_after, milliseconds(100));
  const std::string two = "[[pipelines.p.stages]]\nuse = \"mask\"\n[[pipelines.p.stages]]\nuse = \"motion\"\n";
  const auto own = config_of(two, {"pipelines.p.stages.1.shadows=true", "pipelines.p.stages.0.labels=[\"x\"]"});
  EXPECT_TRUE(stage_options<MotionForTests>(own, "p", 1).shadows);
  EXPECT_EQ(stage_options<MaskForTests>(own, "p", 0).labels, std::vector<std::string>{"x"});
}

TEST(Set, AddsTheNextElement) {
  const auto config = config_of("", {"pipelines.default.stages.1.use=mask"});
  EXPECT_EQ(config.pipelines.at("default").stages.at(1).use, "mask");
}

TEST(Set, BeginsListsThatAreNotThereYet) {
  const auto config =
      config_of("", {"pipelines.night.stages.0.use=motion", "pipelines.night.stages.0.on_after=100ms",
                     "pipelines.night.stages.1.use=mask", "cameras.0.max_age=1s", "cameras.0.pipeline=night"});
  EXPECT_EQ(config.pipelines.at("night").stages.size(), 2U);
  EXPECT_EQ(stage_options<MotionForTests>(config, "night", 0).on_after, milliseconds(100));
  EXPECT_EQ(config.of(*CameraId::parse("0")).pipeline, "night");
}

TEST(Set, MakesCameras) {
  const auto config = config_of("", {"cameras.front-door.max_age=250ms", "cameras.1.max_age=1s"});
  EXPECT_EQ(config.of(*CameraId::parse("front-door")).max_age, milliseconds(250));
  EXPECT_EQ(config.of(*CameraId::parse("1")).max_age, milliseconds(1000));
}

TEST(Set, MistakesNameTheOption) {
  EXPECT_THAT(
      problems_in("", {"ingest.listen", "log.level=loud", ".x=1", "=1", "pipelines.default.stages.2.use=mask",
                       "pipelines.default.stages.first.use=mask", "log.level.deep=1", "ingest.lisen=1"}),
      ElementsAre("--set:1:1: ingest.listen: has no value, allowed: KEY=VALUE",
                  "--set:2:1: log.level: is \"loud\", allowed: \"debug\", \"info\", \"warning\", \"error\"",
                  "--set:3:1: .x: is no key, allowed: names with dots between them, like ingest.listen",
                  "--set:4:1: is no key, allowed: names with dots between them, like ingest.listen",
                  "--set:5:1: pipelines.default.stages.2.use: has \"2\" where the index of an element is needed, "
                  "allowed: 0 to 1",
                  "--set:6:1: pipelines.default.stages.first.use: has \"first\" where the index of an element is "
                  "needed, allowed: 0 to 1",
                  "--set:7:1: log.level.deep: goes below a key that is a value, allowed: keys of sections",
                  ::testing::StartsWith(
                      "--set:8:1: ingest.lisen: unknown key; did you mean \"listen\"? allowed: that or another of ")));
}

TEST(Set, AValueCannotBringKeysOfItsOwn) {
  EXPECT_EQ(problems_in("", {"processing.threads=1\n[http]\nlisten = \"\""}).size(), 1U);
  EXPECT_EQ(config_of("", {"defaults.pipeline=default"}).defaults.pipeline, "default");
}

TEST(Set, ADeepKeyIsRefused) {
  std::string key = "a";
  for (int i = 0; i < 100'000; ++i) key += ".a";
  EXPECT_EQ(problems_in("", {key + "=1"}).size(), 1U);
}

}  // namespace
}  // namespace framewake::test
