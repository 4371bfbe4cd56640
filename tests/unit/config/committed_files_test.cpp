// config/framewake.toml and docs/config.md are what the program writes, and the sample changes nothing.

#include <gmock/gmock.h>

#include <fstream>
#include <sstream>

#include "config/changes.hpp"
#include "config/loader.hpp"
#include "config/reference/reference.hpp"

namespace framewake::test {
namespace {

namespace fs = std::filesystem;

const fs::path source = FRAMEWAKE_SOURCE_DIR;

std::string text_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  EXPECT_TRUE(in) << file;
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

TEST(CommittedFiles, TheSampleIsCurrent) {
  EXPECT_EQ(text_of(source / "config/framewake.toml"), reference_toml(make_schema(built_in_stages())))
      << "to write it anew: framewake reference --format toml > config/framewake.toml";
}

TEST(CommittedFiles, TheDocumentationIsCurrent) {
  EXPECT_EQ(text_of(source / "docs/config.md"), reference_markdown(make_schema(built_in_stages())))
      << "to write it anew: framewake reference --format markdown > docs/config.md";
}

TEST(CommittedFiles, TheManPageIsCurrent) {
  EXPECT_EQ(text_of(source / "docs/man/framewake.toml.5"), reference_man(make_schema(built_in_stages())))
      << "to write it anew: framewake reference --format man5 > docs/man/framewake.toml.5";
}

TEST(CommittedFiles, TheSampleEqualsTheDefaults) {
  const auto schema = make_schema(built_in_stages());
  const auto result = load_config({.file = source / "config/framewake.toml", .set = {}}, built_in_stages());
  if (const auto* problems = std::get_if<std::vector<ConfigProblem>>(&result))
    for (const auto& problem : *problems) ADD_FAILURE() << problem;
  ASSERT_TRUE(std::holds_alternative<Config>(result));
  const auto& config = std::get<Config>(result);
  std::vector<std::string> changed;
  for (const auto& change : changed_keys(schema, built_in_config(schema), config)) changed.push_back(change.key);
  EXPECT_THAT(changed, ::testing::IsEmpty());
  EXPECT_EQ(config.pipelines.at("default").stages.at(0).use, default_stage);
}

}  // namespace
}  // namespace framewake::test
