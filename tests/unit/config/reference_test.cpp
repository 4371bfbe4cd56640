// The written-out table of keys, with stages made for tests.

#include "config/reference/reference.hpp"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>
#include <sstream>

#include "config/changes.hpp"
#include "load.hpp"

namespace framewake::test {
namespace {

using ::testing::IsEmpty;

/// The sample with its examples made real: every line that begins with # and no space loses the #.
std::string with_examples(const std::string& sample) {
  std::istringstream lines(sample);
  std::string text;
  for (std::string line; std::getline(lines, line);) {
    const bool is_example = line.size() > 1 && line[0] == '#' && line[1] != ' ';
    text += (is_example ? line.substr(1) : line) + "\n";
  }
  return text;
}

TEST(SampleFile, LoadingItChangesNothing) {
  const auto schema = make_schema(stages_for_tests());
  const auto config = config_of(reference_toml(schema));
  EXPECT_THAT(changed_keys(schema, built_in_config(schema), config), IsEmpty());
}

TEST(SampleFile, HasEveryKey) {
  const auto schema = make_schema(stages_for_tests());
  const auto sample = "\n" + reference_toml(schema);
  for (const auto& section : schema.sections) {
    EXPECT_NE(sample.find("\n[" + section.name + "]\n"), std::string::npos) << section.name;
    for (const auto& row : section.table.rows)
      EXPECT_EQ(sample.find("\n" + row.key + " = ") == std::string::npos, row.text.starts_with("For tests: "))
          << row.key;
  }
  for (const auto& row : mask_for_tests().rows)
    EXPECT_NE(sample.find("\n#" + row.key + " = "), std::string::npos) << row.key;
}

TEST(SampleFile, ItsExamplesAreFineToo) {
  const auto sample = reference_toml(make_schema(stages_for_tests()));
  const auto config = config_of(with_examples(sample));
  EXPECT_EQ(config.pipelines.at("default").stages.size(), 2U);
  EXPECT_EQ(config.cameras.size(), 1U);
  EXPECT_EQ(stage_options<MaskForTests>(config, "default", 0).polygons.size(), 1U);
}

TEST(SampleFile, ItsLinesAreShort) {
  std::istringstream lines(reference_toml(make_schema(stages_for_tests())));
  for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), 120U) << line;
}

TEST(Documentation, HasEveryKeyWithItsDefault) {
  const auto schema = make_schema(stages_for_tests());
  const auto text = reference_markdown(schema);
  for (const auto& section : schema.sections)
    for (const auto& row : section.table.rows)
      EXPECT_NE(text.find("| `" + row.key + "` | `"), std::string::npos) << section.name << "." << row.key;
  EXPECT_NE(text.find("| `on_after` | `\"200 ms\"` | durations like \"250 ms\", 0 ms to 1 min | at once | How long"),
            std::string::npos);
  EXPECT_NE(text.find("A \\| file."), std::string::npos);
}

TEST(JsonSchema, DescribesEveryKey) {
  const auto schema = make_schema(stages_for_tests());
  const auto json = nlohmann::json::parse(reference_json_schema(schema));
  EXPECT_EQ(json["$schema"], "https://json-schema.org/draft/2020-12/schema");
  const auto& properties = json["properties"];
  for (const auto& section : schema.sections)
    for (const auto& row : section.table.rows)
      EXPECT_TRUE(properties[section.name]["properties"].contains(row.key)) << section.name << "." << row.key;
  EXPECT_EQ(properties["ingest"]["properties"]["max_message"]["default"], "4 MiB");
  EXPECT_EQ(properties["processing"]["properties"]["threads"]["maximum"], 64);
  EXPECT_EQ(properties["ingest"]["properties"]["takeover"]["enum"], (nlohmann::json{"newest", "reject"}));
  EXPECT_EQ(properties["ingest"]["additionalProperties"], false);
  const auto& stages = properties["pipelines"]["additionalProperties"]["properties"]["stages"]["items"]["oneOf"];
  ASSERT_EQ(stages.size(), 2U);
  EXPECT_EQ(stages[1]["properties"]["use"]["const"], "motion");
  EXPECT_EQ(stages[1]["required"], nlohmann::json{"use"});
  EXPECT_TRUE(stages[0]["properties"].contains("polygons"));
}

}  // namespace
}  // namespace framewake::test
