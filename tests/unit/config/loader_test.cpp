// Whole texts: what they set, and everything that is wrong with them at once.

#include "config/loader.hpp"

#include <gmock/gmock.h>

#include "load.hpp"

namespace framewake::test {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(Loader, NothingIsTheDefaults) {
  const auto config = config_of("");
  EXPECT_EQ(config.ingest.listen, "127.0.0.1:8999");
  EXPECT_EQ(config.defaults.max_age, milliseconds(1000));
  EXPECT_THAT(config.cameras, IsEmpty());
  ASSERT_EQ(config.pipelines.size(), 1U);
  EXPECT_EQ(config.pipelines.at("default").name, "default");
  EXPECT_EQ(config.pipelines.at("default").stages.at(0).use, "motion");
  EXPECT_EQ(stage_options<MotionForTests>(config, "default", 0).on_after, milliseconds(200));
}

TEST(Loader, EverySectionFillsItsStruct) {
  const auto config = config_of(R"(
[log]
level = "debug"
[ingest]
listen = "[::1]:0"
max_message = "1 MiB"
takeover = "reject"
[http]
max_connections = 3
[processing]
threads = 2
[defaults]
max_age = "2 s"
)");
  EXPECT_EQ(config.log.level, LogLevel::debug);
  EXPECT_EQ(config.ingest.listen, "[::1]:0");
  EXPECT_EQ(config.ingest.max_message, mebibytes(1));
  EXPECT_EQ(config.ingest.takeover, Takeover::reject);
  EXPECT_EQ(config.http.max_connections, 3);
  EXPECT_EQ(config.processing.threads, 2);
  EXPECT_EQ(config.defaults.max_age, milliseconds(2000));
}

TEST(Loader, ACameraHasFromDefaultsWhatItDoesNotSay) {
  const auto config = config_of(R"(
[cameras.front-door]
max_age = "250 ms"
[defaults]
stale_after = "7 s"
[cameras.9]
)");
  const auto& front = config.of(*CameraId::parse("front-door"));
  EXPECT_EQ(front.max_age, milliseconds(250));
  EXPECT_EQ(front.stale_after, milliseconds(7000));
  EXPECT_EQ(config.of(*CameraId::parse("9")).stale_after, milliseconds(7000));
  EXPECT_EQ(config.of(*CameraId::parse("unheard-of")).stale_after, milliseconds(7000));
  EXPECT_EQ(config.cameras.size(), 2U);
}

TEST(Loader, PipelinesKeepTheirStagesInOrder) {
  const auto config = config_of(R"(
[[pipelines.yard.stages]]
use = "mask"
polygons = [[[0.0, 0.0], [1.0, 0.0], [1.0, 0.25]]]
[[pipelines.yard.stages]]
use = "motion"
on_after = "1 s"
[cameras.yard]
pipeline = "yard"
)");
  const auto& yard = config.pipelines.at("yard");
  ASSERT_EQ(yard.stages.size(), 2U);
  EXPECT_EQ(yard.stages[0].use, "mask");
  EXPECT_EQ(stage_options<MaskForTests>(config, "yard", 0).polygons.at(0).at(2), (Point{1.0, 0.25}));
  EXPECT_EQ(stage_options<MotionForTests>(config, "yard", 1).on_after, milliseconds(1000));
  EXPECT_EQ(config.of(*CameraId::parse("yard")).pipeline, "yard");
  EXPECT_EQ(config.pipelines.at("default").stages.size(), 1U);
}

TEST(Loader, TenMistakesAreTenProblemsEachWhereItIs) {
  EXPECT_THAT(
      problems_in(R"([ingest]
listen = "nonsense"
max_mesage = "4 MiB"
takeover = "newset"
[processing]
threads = "two"
max_pixels = 0
[defaults]
max_age = 250
[cameras.Front]
[cameras.back]
pipeline = "nigt"
[[pipelines.night.stages]]
use = "moton"
[[pipelines.night.stages]]
use = "motion"
min_area = 1.5
)"),
      ElementsAre(
          ::testing::StartsWith("f:2:10: ingest.listen: is \"nonsense\", allowed: "),
          ::testing::StartsWith(
              "f:3:1: ingest.max_mesage: unknown key; did you mean \"max_message\"? allowed: that or another of "),
          "f:4:12: ingest.takeover: is \"newset\", allowed: \"newest\", \"reject\"",
          "f:6:11: processing.threads: is \"two\", allowed: whole numbers, 0 to 64 (threads)",
          "f:7:14: processing.max_pixels: is 0, allowed: 1 to 268_435_456 (pixels)",
          "f:9:11: defaults.max_age: is 250, allowed: durations like \"250 ms\", 1 ms to 1 min",
          "f:10:10: cameras.Front: is no camera name, allowed: 1 to 63 of a-z 0-9 _ -, the first a letter or digit",
          "f:12:12: cameras.back.pipeline: is \"nigt\", which is no pipeline; did you mean \"night\"? allowed: "
          "\"default\", \"night\"",
          "f:14:7: pipelines.night.stages.0.use: is \"moton\", which is no stage; did you mean \"motion\"? allowed: "
          "\"mask\", \"motion\"",
          "f:17:12: pipelines.night.stages.1.min_area: is 1.5, allowed: 0 to 1 (fraction of the picture)"));
}

TEST(Loader, UnknownKeysAreListedOnEveryLevel) {
  EXPECT_THAT(problems_in("x = 1\n[ingets]\n[pipelines.default]\nstage = []\n[cameras.a]\nurl = \"\"\n"
                          "[[pipelines.b.stages]]\nuse = \"motion\"\nonafter = \"1 s\"\n"),
              ElementsAre("f:1:1: x: unknown key; allowed: \"log\", \"ingest\", \"http\", \"processing\", \"reload\", "
                          "\"defaults\", \"cameras\", \"pipelines\"",
                          "f:2:2: ingets: unknown key; did you mean \"ingest\"? allowed: \"log\", \"ingest\", "
                          "\"http\", \"processing\", \"reload\", \"defaults\", \"cameras\", \"pipelines\"",
                          "f:4:1: pipelines.default.stage: unknown key; did you mean \"stages\"? allowed: \"stages\"",
                          "f:6:1: cameras.a.url: unknown key; allowed: \"pipeline\", \"max_age\", \"priority\", "
                          "\"idle_fps\", \"idle_after\", \"advise\", \"stale_after\", "
                          "\"offline_after\", \"frozen_after\", \"token_hash\", \"token_file\", \"max_fps\", "
                          "\"max_bandwidth\"",
                          "f:9:1: pipelines.b.stages.0.onafter: unknown key; did you mean \"on_after\"? allowed: "
                          "\"use\", \"on_after\", \"min_area\", \"max_regions\", \"shadows\""));
}

TEST(Loader, SectionsAreSections) {
  EXPECT_THAT(problems_in("ingest = 5\ncameras = [1]\npipelines = \"x\"\n"),
              ElementsAre("f:1:10: ingest: is 5, allowed: a section", "f:2:11: cameras: is [1], allowed: a section",
                          "f:3:13: pipelines: is \"x\", allowed: a section"));
  EXPECT_THAT(
      problems_in("[cameras]\na = 5\n[pipelines]\nb = 5\n"),
      ElementsAre("f:2:5: cameras.a: is 5, allowed: a section", "f:4:5: pipelines.b: is 5, allowed: a section"));
  EXPECT_THAT(problems_in("[[ingest]]\nlisten = \"127.0.0.1:0\"\n"),
              ElementsAre("f:1:1: ingest: is a list, allowed: a section"));
}

TEST(Loader, APipelineHasAtLeastOneStage) {
  EXPECT_THAT(
      problems_in("[pipelines.a]\n[pipelines.b]\nstages = []\n[pipelines.c]\nstages = 5\n"),
      ElementsAre("f:1:12: pipelines.a: has no stages, allowed: one or more [[pipelines.NAME.stages]]",
                  "f:3:10: pipelines.b.stages: is an empty list, allowed: one or more [[pipelines.NAME.stages]]",
                  "f:5:10: pipelines.c.stages: is 5, allowed: one or more [[pipelines.NAME.stages]]"));
  EXPECT_THAT(problems_in("[pipelines.a]\nstages = [5]\n[[pipelines.b.stages]]\non_after = \"1 s\"\n"),
              ElementsAre("f:2:11: pipelines.a.stages.0: is 5, allowed: a section",
                          "f:3:1: pipelines.b.stages.0.use: is missing, allowed: \"mask\", \"motion\""));
}

TEST(Loader, BadNames) {
  EXPECT_EQ(
      problems_in("[cameras.\"../etc\"]\n[cameras.\"\"]\n[cameras.-x]\n[pipelines.UP]\nstages = [{use=\"motion\"}]\n")
          .size(),
      4U);
  EXPECT_EQ(problems_in("[cameras." + std::string(64, 'a') + "]\n").size(), 1U);
  EXPECT_EQ(problems_in("[cameras." + std::string(63, 'a') + "]\n").size(), 0U);
}

TEST(Loader, NamesInMessagesArePrintable) {
  for (const auto& line : problems_in("\"a\\u0007\\n\xc3\xa9\" = 1\n[log]\nlevel = \"\\u001b[31m\"\n"))
    for (const char c : line) EXPECT_TRUE(static_cast<unsigned char>(c) >= 0x20 && c != 0x7f) << line;
}

TEST(Loader, KeysThatMustAgree) {
  EXPECT_THAT(problems_in("[ingest]\nmax_connections = 10\nmax_connections_per_address = 11\n"),
              ElementsAre("f:3:31: ingest.max_connections_per_address: is 11, allowed: at most max_connections, 10"));
  EXPECT_THAT(problems_in("[ingest]\nmax_connections = 10\nmax_connections_per_address = 10\n"), IsEmpty());
  EXPECT_THAT(problems_in("[ingest]\nmax_connections = 10\n"), IsEmpty()) << "the other limit is only a default";
  EXPECT_THAT(
      problems_in("[ingest]\nidle_timeout = \"20 s\"\nping_interval = \"20 s\"\n"),
      ElementsAre("f:3:17: ingest.ping_interval: is 20 s, which cuts cameras that send seldom; allowed: less than "
                  "idle_timeout, 20 s"));
  EXPECT_THAT(problems_in("[ingest]\nidle_timeout = \"20 s\"\nping_interval = \"5 s\"\n"), IsEmpty());
  EXPECT_THAT(problems_in("[ingest]\nidle_timeout = \"5 s\"\n"), IsEmpty()) << "pings are more frequent then";
  EXPECT_THAT(problems_in("[defaults]\noffline_after = \"4 s\"\n"),
              ElementsAre("f:2:17: defaults.offline_after: is 4 s, allowed: at least stale_after, 5 s"));
  EXPECT_THAT(problems_in("[defaults]\noffline_after = \"5 s\"\n"), IsEmpty());
  EXPECT_THAT(problems_in("[defaults]\nstale_after = \"10 s\"\n[cameras.a]\noffline_after = \"9 s\"\n[cameras.b]\n"),
              ElementsAre("f:4:17: cameras.a.offline_after: is 9 s, allowed: at least stale_after, 10 s"));
  EXPECT_THAT(problems_in("[cameras.a]\nstale_after = \"1 min\"\n"),
              ElementsAre("f:2:15: cameras.a.offline_after: is 30 s, allowed: at least stale_after, 1 min"));
  EXPECT_THAT(problems_in("[defaults]\npipeline = \"none\"\n[cameras.a]\n[cameras.b]\n"),
              ElementsAre("f:2:12: defaults.pipeline: is \"none\", which is no pipeline; allowed: \"default\""));
}

TEST(Loader, AKeyThatIsWrongOnItsOwnIsNotComparedToo) {
  EXPECT_EQ(problems_in("[defaults]\nstale_after = 5\noffline_after = \"1 s\"\n").size(), 1U);
  EXPECT_EQ(problems_in("[defaults]\nstale_after = 5\n[cameras.a]\noffline_after = \"1 s\"\n").size(), 1U);
}

TEST(Loader, TwoListenersDoNotShareAPort) {
  const auto listen = [](const std::string& ingest, const std::string& http) {
    return problems_in("[ingest]\nlisten = \"" + ingest + "\"\n[http]\nlisten = \"" + http + "\"\n");
  };
  EXPECT_THAT(listen("127.0.0.1:9000", "127.0.0.1:9000"),
              ElementsAre("f:4:10: http.listen: is \"127.0.0.1:9000\", which takes the port of ingest.listen, "
                          "\"127.0.0.1:9000\"; allowed: another port, or 0 for any free one"));
  EXPECT_EQ(problems_in("[ingest]\nlisten = \"0.0.0.0:9000\"\nanonymous = true\n[http]\nlisten = \"127.0.0.1:9000\"\n")
                .size(),
            1U);
  EXPECT_THAT(listen("127.0.0.1:0", "127.0.0.1:0"), IsEmpty());
  EXPECT_THAT(listen("127.0.0.1:9000", "127.0.0.2:9000"), IsEmpty());
  EXPECT_THAT(listen("127.0.0.1:9000", "127.0.0.1:9001"), IsEmpty());
  EXPECT_THAT(listen("127.0.0.1:9000", ""), IsEmpty());
  EXPECT_THAT(problems_in("[ingest]\nlisten = \"127.0.0.1:8990\"\n").size(), 1U);
}

TEST(Loader, BadListenAddresses) {
  for (const auto* bad : {"8999", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:-1", "::1:80", "[::1]",
                          "host:80", "256.0.0.1:80", "127.0.0.1:80 ", " 127.0.0.1:80"}) {
    EXPECT_EQ(problems_in("[ingest]\nlisten = \"" + std::string(bad) + "\"\n").size(), 1U) << bad;
    EXPECT_EQ(problems_in("[http]\nlisten = \"" + std::string(bad) + "\"\n").size(), 1U) << bad;
  }
  for (const auto* good : {"127.0.0.1:65535", "0.0.0.0:80", "[::]:0", "[2001:db8::1]:8999"})
    EXPECT_THAT(problems_in("[ingest]\nanonymous = true\nlisten = \"" + std::string(good) + "\"\n"), IsEmpty()) << good;
}

TEST(Loader, LaterFilesOverrideKeyByKey) {
  const auto result = load_texts(
      {{"a", "[ingest]\nmax_message = \"1 MiB\"\nmax_cameras = 5\n"}, {"b", "[ingest]\nmax_message = \"2 MiB\"\n"}});
  ASSERT_THAT(printed(result), IsEmpty());
  EXPECT_EQ(std::get<Config>(result).ingest.max_message, mebibytes(2));
  EXPECT_EQ(std::get<Config>(result).ingest.max_cameras, 5);
}

TEST(Loader, ALaterFileReplacesAPipelinesStages) {
  const auto result = load_texts(
      {{"a", "[[pipelines.default.stages]]\nuse = \"mask\"\n[[pipelines.default.stages]]\nuse = \"motion\"\n"},
       {"b", "[[pipelines.default.stages]]\nuse = \"motion\"\n"}});
  ASSERT_THAT(printed(result), IsEmpty());
  EXPECT_EQ(std::get<Config>(result).pipelines.at("default").stages.size(), 1U);
}

TEST(Loader, ASyntaxErrorInOneFileDoesNotHideTheOthers) {
  const auto lines = printed(load_texts({{"a", "[ingest\n"},
                                         {"b", "[log]\nlevel = 5\n"},
                                         {"c", "[[\n"},
                                         {"d", "[cameras.a]\npipeline = \"maybe-in-a\"\n"}},
                                        {"pipelines.default.stages.9.use=motion"}));
  ASSERT_EQ(lines.size(), 3U);
  EXPECT_THAT(lines[0],
              ::testing::AllOf(::testing::StartsWith("a:1:8: is no TOML: "), ::testing::HasSubstr("; allowed: ")));
  EXPECT_EQ(lines[1], "b:2:9: log.level: is 5, allowed: \"debug\", \"info\", \"warning\", \"error\"");
  EXPECT_THAT(lines[2], ::testing::StartsWith("c:1:"));
}

TEST(Loader, ProblemsAreInTheOrderOfTheFiles) {
  const auto lines = printed(load_texts({{"z", "[log]\nx = 1\n"}, {"a", "[log]\ny = 1\n"}}, {"log.z=1"}));
  ASSERT_EQ(lines.size(), 3U);
  EXPECT_EQ(lines[0].substr(0, 2), "z:");
  EXPECT_EQ(lines[1].substr(0, 2), "a:");
  EXPECT_EQ(lines[2].substr(0, 10), "--set:1:1:");
}

TEST(Loader, WithoutTheStageMotionThereIsNoBuiltInStage) {
  const StageTable none({});
  const auto result = load_config(std::vector<ConfigText>{}, {}, none);
  EXPECT_TRUE(std::get<Config>(result).pipelines.at("default").stages.empty());
}

}  // namespace
}  // namespace framewake::test
