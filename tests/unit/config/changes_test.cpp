#include "config/changes.hpp"

#include <gmock/gmock.h>

#include "load.hpp"

namespace framewake::test {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

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

TEST(Changes, CamerasThatComeAndGoAreComparedWithTheDefaults) {
  EXPECT_THAT(changed("[cameras.a]\nmax_age = \"2 s\"\n", ""), ElementsAre("cameras.a.max_age"));
  EXPECT_THAT(changed("", "[cameras.a]\nmax_age = \"2 s\"\nstale_after = \"9 s\"\n"),
              UnorderedElementsAre("cameras.a.max_age", "cameras.a.stale_after"));
  EXPECT_THAT(changed("", "[cameras.a]\n"), ElementsAre("cameras.a")) << "it is known from now on";
  EXPECT_THAT(changed("[cameras.a]\n", ""), ElementsAre("cameras.a"));
  EXPECT_THAT(changed("", "[defaults]\nmax_age = \"2 s\"\n[cameras.a]\n"),
              ElementsAre("defaults.max_age", "cameras.a.max_age"));
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

struct FileStageOptions {
  std::string file = "there";
  int threshold = 1;
  int loaded = 0;  ///< not a key
};

TEST(Changes, AFileThatWasReplacedIsAChangeOfItsKeyForEveryStageThatUsesIt) {
  int on_disk = 1;
  StageKind kind{.name = "motion",
                 .summary = "",
                 .options = OptionsFor<FileStageOptions>{}
                                .row("file", &FileStageOptions::file, {.text = "", .apply = Apply::rearm})
                                .row("threshold", &FileStageOptions::threshold, {.text = ""})
                                .table(),
                 .make = {}};
  kind.prepare = [&](void* options, const auto&) {
    static_cast<FileStageOptions*>(options)->loaded = on_disk;
    return StageFaults{};
  };
  kind.replaced_files = [](const void* before, const void* after) -> std::vector<std::string> {
    const auto loaded = [](const void* one) { return static_cast<const FileStageOptions*>(one)->loaded; };
    return loaded(before) == loaded(after) ? std::vector<std::string>{} : std::vector<std::string>{"file"};
  };
  const StageTable table({kind});
  const auto read = [&](const std::string& more = "") {
    return std::get<Config>(load_config(
        {{"f", "[[pipelines.a.stages]]\nuse = \"motion\"\n" + more + "[[pipelines.b.stages]]\nuse = \"motion\"\n"}}, {},
        table));
  };
  const auto differences = [&](const Config& before, const Config& after) {
    std::vector<std::pair<std::string, Apply>> all;
    for (const auto& change : changed_keys(make_schema(table), before, after))
      all.emplace_back(change.key, change.apply);
    return all;
  };
  const Config before = read();
  EXPECT_THAT(differences(before, read()), IsEmpty());
  on_disk = 2;
  EXPECT_THAT(differences(before, read("threshold = 3\n")),
              ::testing::UnorderedElementsAre(std::pair("pipelines.a.stages.0.file", Apply::rearm),
                                              std::pair("pipelines.a.stages.0.threshold", Apply::rearm),
                                              std::pair("pipelines.b.stages.0.file", Apply::rearm),
                                              std::pair("pipelines.default.stages.0.file", Apply::rearm)));
}

}  // namespace
}  // namespace framewake::test
