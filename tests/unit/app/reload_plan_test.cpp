#include "app/reload_plan.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "config/loader.hpp"

namespace framewake {
namespace {

using nlohmann::json;
using testing::IsSupersetOf;
using testing::UnorderedElementsAre;

Config config_of(const std::string& text) {
  LoadResult result = load_config({{"f", text}}, {}, built_in_stages());
  if (const auto* problems = std::get_if<std::vector<ConfigProblem>>(&result))
    for (const ConfigProblem& problem : *problems) ADD_FAILURE() << problem;
  return std::get<Config>(result);
}

ReloadPlan plan(const std::string& before, const std::string& after) {
  return plan_reload(make_schema(built_in_stages()), config_of(before), config_of(after));
}

/// A value that differs from `value`.
OptionValue another(const OptionRow& row, OptionValue value) {
  if (auto* flag = std::get_if<bool>(&value)) *flag = !*flag;
  if (auto* integer = std::get_if<std::int64_t>(&value)) ++*integer;
  if (auto* number = std::get_if<double>(&value)) *number += 0.125;
  if (auto* duration = std::get_if<milliseconds>(&value)) ++*duration;
  if (auto* size = std::get_if<Bytes>(&value)) ++size->count;
  if (auto* texts = std::get_if<std::vector<std::string>>(&value)) texts->push_back("more");
  if (auto* polygons = std::get_if<std::vector<Polygon>>(&value)) polygons->push_back({{0, 0}, {1, 0}, {1, 1}});
  auto* text = std::get_if<std::string>(&value);
  if (text == nullptr) return value;
  if (row.choices.empty()) return *text + "x";
  return *text == row.choices.front() ? row.choices.back() : row.choices.front();
}

TEST(ReloadPlan, WhatIsFineByItselfMayNotBeWithWhatStays) {
  const std::string hash = "token_hash = \"sha256:" + std::string(64, '0') + "\"\n";
  const std::string open = "[ingest]\nlisten = \"0.0.0.0:8999\"\n[defaults]\n" + hash;
  EXPECT_TRUE(plan(open, open).problems.empty());
  const auto echo = plan(open, "[ingest]\necho = true\n[defaults]\n" + hash).problems;
  ASSERT_EQ(echo.size(), 1U);
  EXPECT_EQ(echo.front().key, "ingest.echo");
  EXPECT_THAT(echo.front().what, testing::EndsWith("what takes a restart counts as it is now"));
  const auto without_tokens = plan(open, "").problems;
  ASSERT_EQ(without_tokens.size(), 1U) << "nobody could send until the restart";
  EXPECT_EQ(without_tokens.front().key, "ingest.listen");
  EXPECT_TRUE(plan("", "[ingest]\nlisten = \"0.0.0.0:8999\"\nanonymous = true\necho = true\n").problems.empty());
}

TEST(ReloadPlan, EveryKeyOfASectionChangesAsItsRowSaysAndNoOtherWithIt) {
  const Schema schema = make_schema(built_in_stages());
  const Config running = config_of("");
  for (const Section& section : schema.sections) {
    for (const OptionRow& row : section.table.rows) {
      Config wanted = running;
      const OptionValue old_value = row.get(section.in(wanted));
      const OptionValue new_value = another(row, old_value);
      row.set(section.in(wanted), new_value);
      ReloadPlan made = plan_reload(schema, running, wanted);
      ASSERT_EQ(made.changes.size(), 1U) << section.name << '.' << row.key;
      EXPECT_EQ(made.changes[0].key, section.name + "." + row.key);
      EXPECT_EQ(made.changes[0].apply, row.apply);
      const bool stays = row.apply == Apply::restart;
      EXPECT_EQ(row.get(section.in(made.config)), stays ? old_value : new_value) << made.changes[0].key;
    }
  }
}

TEST(ReloadPlan, ListenersAndThreadsTakeARestartAndLimitsDoNot) {
  const Schema schema = make_schema(built_in_stages());
  std::vector<std::string> restart;
  std::vector<std::string> live;
  for (const Section& section : schema.sections)
    for (const OptionRow& row : section.table.rows)
      (row.apply == Apply::restart ? restart : live).push_back(section.name + "." + row.key);
  EXPECT_THAT(restart, IsSupersetOf({"ingest.listen", "http.listen", "processing.threads"}));
  EXPECT_THAT(live,
              IsSupersetOf({"log.level", "ingest.max_message", "ingest.unknown_cameras", "ingest.idle_timeout",
                            "processing.max_pixels", "http.max_connections", "http.password_hash", "defaults.max_age",
                            "defaults.stale_after", "defaults.frozen_after", "reload.on_change"}));
}

TEST(ReloadPlan, ACamerasKeysThatTakeARestartStayToo) {
  Schema schema = make_schema(built_in_stages());
  for (OptionRow& row : schema.cameras.table.rows)
    if (row.key == "max_age") row.apply = Apply::restart;
  const ReloadPlan made =
      plan_reload(schema, config_of("[defaults]\nmax_age = \"5 s\"\n[cameras.a]\nmax_age = \"2 s\"\n"),
                  config_of("[defaults]\nmax_age = \"5 s\"\n[cameras.a]\nmax_age = \"3 s\"\nstale_after = \"1 s\"\n"
                            "[cameras.b]\nmax_age = \"4 s\"\n"));
  EXPECT_EQ(made.config.of(*CameraId::parse("a")).max_age, milliseconds(2000));
  EXPECT_EQ(made.config.of(*CameraId::parse("a")).stale_after, milliseconds(1000));
  EXPECT_EQ(made.config.of(*CameraId::parse("b")).max_age, milliseconds(5000));
}

TEST(ReloadPlan, NothingOfAStageTakesARestart) {
  for (const StageKind& kind : built_in_stages().kinds())
    for (const OptionRow& row : kind.options.rows) EXPECT_NE(row.apply, Apply::restart) << kind.name << "." << row.key;
}

const std::string a_token =
    "[[http.tokens]]\nname = \"p\"\ntoken_hash = \"sha256:" + std::string(64, 'a') + "\"\nscopes = [\"read\"]\n";

TEST(ReloadPlan, TokensOfOperatorsComeAndGo) {
  const ReloadPlan made = plan("", a_token);
  EXPECT_EQ(made.config.http.tokens.size(), 1U);
  ASSERT_EQ(made.changes.size(), 3U);
  for (const ChangedKey& change : made.changes) EXPECT_EQ(change.apply, Apply::live) << change.key;
  EXPECT_TRUE(plan(a_token, "").config.http.tokens.empty());
}

TEST(ReloadPlan, TheLastSecretOfAListenerThatOthersReachStays) {
  const std::string open = "[http]\nlisten = \"0.0.0.0:8990\"\n";
  EXPECT_TRUE(plan(open + a_token, open + a_token).problems.empty());
  const auto problems = plan(open + a_token, "").problems;  // fine by itself: it listens on loopback
  ASSERT_EQ(problems.size(), 1U);
  EXPECT_EQ(problems.front().key, "http.listen");
  EXPECT_THAT(problems.front().what, testing::HasSubstr("there is no password"));
  EXPECT_TRUE(plan(open + "anonymous = true\n" + a_token, open + "anonymous = true\n").problems.empty());
}

TEST(ReloadPlan, AListThatTakesARestartStaysAsAWhole) {
  Schema schema = make_schema(built_in_stages());
  for (Section& section : schema.sections)
    for (ListOfTables& list : section.lists)
      for (OptionRow& row : list.table.rows) row.apply = Apply::restart;
  const ReloadPlan made = plan_reload(schema, config_of(""), config_of(a_token));
  EXPECT_TRUE(made.config.http.tokens.empty());
  ASSERT_FALSE(made.changes.empty());
  for (const ChangedKey& change : made.changes) EXPECT_EQ(change.apply, Apply::restart) << change.key;
}

TEST(ReloadPlan, WhatTakesARestartIsNamedAgainTheNextTime) {
  const ReloadPlan first = plan("", "[processing]\nthreads = 3\nstop_timeout = \"1 s\"\n");
  EXPECT_EQ(first.config.processing.threads, 0);
  EXPECT_EQ(first.config.processing.stop_timeout, milliseconds(1000));
  const ReloadPlan second = plan_reload(make_schema(built_in_stages()), first.config,
                                        config_of("[processing]\nthreads = 3\nstop_timeout = \"1 s\"\n"));
  ASSERT_EQ(second.changes.size(), 1U);
  EXPECT_EQ(second.changes[0].key, "processing.threads");
}

TEST(ReloadPlan, CamerasAndPipelinesComeAndGo) {
  const ReloadPlan made = plan("[cameras.a]\nmax_age = \"2 s\"\n",
                               "[cameras.b]\npipeline = \"night\"\n[[pipelines.night.stages]]\nuse = \"mask\"\n");
  EXPECT_EQ(made.config.cameras.size(), 1U);
  EXPECT_EQ(made.config.of(*CameraId::parse("b")).pipeline, "night");
  EXPECT_TRUE(made.config.pipelines.contains("night"));
}

TEST(ReloadPlan, NothingChangedIsNothing) {
  EXPECT_TRUE(plan("", "[processing]\nthreads = 0\n").changes.empty());
}

TEST(ReloadReport, IsTheListOfChangesWithTheirClasses) {
  const ReloadPlan made =
      plan("",
           "[log]\nlevel = \"error\"\n[processing]\nthreads = 3\n[[pipelines.default.stages]]\nuse = \"motion\"\n"
           "scale = \"1/4\"\n");
  const json answer = json::parse(reload_json({made.changes, {}}));
  std::vector<std::pair<std::string, std::string>> changes;
  for (const json& change : answer.at("changes")) changes.emplace_back(change.at("key"), change.at("class"));
  EXPECT_THAT(changes, UnorderedElementsAre(std::pair("log.level", "live"), std::pair("processing.threads", "restart"),
                                            std::pair("pipelines.default.stages.0.scale", "rearm")));
}

TEST(ReloadReport, OrTheListOfMistakesWithTheirPlaces) {
  const ReloadReport report{{}, {{.file = "f.toml", .line = 3, .column = 9, .key = "log.level", .what = "is \"x\""}}};
  EXPECT_FALSE(report.taken());
  const json answer = json::parse(reload_json(report));
  EXPECT_FALSE(answer.contains("changes"));
  EXPECT_EQ(
      answer.at("errors"),
      (json::array({{{"file", "f.toml"}, {"line", 3}, {"column", 9}, {"key", "log.level"}, {"what", "is \"x\""}}})));
}

}  // namespace
}  // namespace framewake
