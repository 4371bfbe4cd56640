// Texts to trees: positions, merging, and texts that are hostile.

#include "config/document.hpp"

#include <gtest/gtest.h>

#include "config/text_limits.hpp"

namespace framewake {
namespace {

Node tree(const std::string& text, const std::string& name = "f") {
  Problems problems;
  auto document = parse_toml({name, text}, problems);
  for (const auto& problem : problems.sorted({})) ADD_FAILURE() << problem;
  return document ? document->root : Node{};
}

std::string problem_of(const std::string& text) {
  Problems problems;
  const auto document = parse_toml({"f", text}, problems);
  EXPECT_FALSE(document && document->complete);
  const auto all = problems.sorted({});
  EXPECT_EQ(all.size(), 1U);
  return all.empty() ? "" : to_string(all.front());
}

TEST(Document, KnowsWhereKeysAndValuesStand) {
  const auto root = tree("# first\n[ingest]\n  listen = \"x\"\n[[pipelines.default.stages]]\nuse = 5\n");
  const auto* listen = root.find("ingest")->find("listen");
  EXPECT_EQ(listen->key_where.line, 3U);
  EXPECT_EQ(listen->key_where.column, 3U);
  EXPECT_EQ(listen->where.column, 12U);
  EXPECT_EQ(listen->where.file, "f");
  const auto& stage = root.find("pipelines")->find("default")->find("stages")->list()->front();
  EXPECT_EQ(stage.where.line, 4U);
  EXPECT_EQ(stage.find("use")->where.line, 5U);
}

TEST(Document, MergeIsKeyByKeyButReplacesLists) {
  auto root = tree("[a]\nx = 1\ny = 2\nlist = [1, 2, 3]\n", "low");
  merge(root, tree("[a]\ny = 3\nlist = [4]\n[b]\nz = 1\n", "high"));
  EXPECT_EQ(std::get<std::int64_t>(root.find("a")->find("x")->value), 1);
  EXPECT_EQ(std::get<std::int64_t>(root.find("a")->find("y")->value), 3);
  EXPECT_EQ(root.find("a")->find("y")->where.file, "high");
  EXPECT_EQ(root.find("a")->find("list")->list()->size(), 1U);
  EXPECT_NE(root.find("b"), nullptr);
}

TEST(Document, ASyntaxErrorHasItsPlace) {
  EXPECT_EQ(problem_of("a = 1\nb = = 2\n").substr(0, 16), "f:2:5: b: is no ");
  EXPECT_EQ(problem_of("[a]\nx = 1\nx = 2\n").substr(0, 4), "f:3:");
}

TEST(Document, AnyCharacterMayStandWhereAKeyShould) {
  for (const std::string bad :
       {"[!]", "[[!]]", "[a.!]", "!", "!=1", "a.!=1", "a={!=1}", "[\x01]", "a=!",  "a=[!]", "[",       "[[",  "a.",
        "a",   "a=",    "=",     "]", "\"",  "'",     "\"\"\"",  "a=\"\\", "a=0x", "a=+",   "a=1979-", "a={", "a=[1,"})
    EXPECT_EQ(problem_of(bad).substr(0, 4), "f:1:") << bad;
}

TEST(Document, RefusesBytesThatAreNoText) {
  EXPECT_EQ(problem_of("a = \"\xff\xfe\"\n").substr(0, 4), "f:1:");
  EXPECT_EQ(problem_of(std::string("a = \"x\0y\"\n", 10)).substr(0, 4), "f:1:");
  EXPECT_EQ(problem_of("a = 99999999999999999999999999\n").substr(0, 4), "f:1:");
}

TEST(Document, DeepNestingIsOneProblemNotACrash) {
  constexpr std::size_t deep = 200'000;
  std::string dots = "a";
  for (std::size_t i = 0; i < deep; ++i) dots += ".a";
  EXPECT_EQ(problem_of(dots + " = 1\n"), "f:1:34: is nested too deeply, allowed: keys of up to 16 dots");
  EXPECT_EQ(problem_of("\n[" + dots + "]\n").substr(0, 6), "f:2:35");
  EXPECT_NE(problem_of("a = " + std::string(deep, '[')), "");
  std::string tables = "a = ";
  for (std::size_t i = 0; i < 1'000; ++i) tables += "{a=";
  EXPECT_NE(problem_of(tables), "");
}

TEST(Document, DotsOutsideOfKeysDoNotCount) {
  std::string points;
  for (int i = 0; i < 100; ++i) points += "[0.1, 0.2], ";
  for (const auto& text :
       {"a = [" + points + "]", "a = \"" + std::string(100, '.') + "\"", "a = '" + std::string(100, '.') + "'",
        "# " + std::string(100, '.'), "a = \"\"\"x\n" + std::string(100, '.') + "\"\"\"",
        std::string("\"a.......................b\" = 1"), "a = \"\\\"" + std::string(50, '.') + "\""})
    EXPECT_FALSE(refuse_text(text)) << text;
}

TEST(Document, DotsBehindStringsDoCount) {
  std::string dots = "a";
  for (int i = 0; i < 20; ++i) dots += ".a";
  for (const auto& text : {"b = {c = \"x\", " + dots + " = 1}", "b = {c = \"\"\"x\"\"\"\"\", " + dots + " = 1}",
                           "b = {c = 'x', \"\"." + dots + " = 1}", "# x\n" + dots + " = 1"})
    EXPECT_TRUE(refuse_text(text)) << text;
}

TEST(Document, CharactersBeyondAsciiStandOnlyInQuotesAndComments) {
  const std::string arabic = "\xef\xba\xbf";  // U+FEBF, undefined behaviour in toml++ 3.3
  for (const auto& text : {arabic + "[log]", "a = 1" + arabic, "a = \"x\"" + arabic, "a" + arabic + " = 1",
                           "a = \"\"\"x\\\n  " + arabic + "\"\"\"", "a = \"\\" + arabic + "\""})
    EXPECT_NE(problem_of(text).find("has a character beyond ASCII"), std::string::npos) << text;
  EXPECT_EQ(problem_of("[log]\nx = 1 " + arabic),
            "f:2:7: has a character beyond ASCII outside of quotes, allowed: in quotes and comments");
  for (const auto& text : {"a = \"" + arabic + "\"", "a = '" + arabic + "'", "# " + arabic, "\"" + arabic + "\" = 1",
                           "a = \"\"\"x\n" + arabic + "\"\"\"", std::string("\xef\xbb\xbf[log]")})
    EXPECT_NE(tree(text).table(), nullptr) << text;
}

TEST(Document, ALargeTextIsReadAndATooLargeOneIsNot) {
  EXPECT_EQ(std::get<std::string>(tree("a = \"" + std::string(1'000'000, 'x') + "\"").find("a")->value).size(),
            1'000'000U);
  EXPECT_EQ(problem_of("a = \"" + std::string(largest_config_text, 'x') + "\""),
            "f: is too large, allowed: up to 1 MiB");
}

TEST(Document, SingleValues) {
  const Where where{"--set", 1, 1};
  EXPECT_EQ(std::get<std::int64_t>(parse_toml_value("5", where)->value), 5);
  EXPECT_EQ(std::get<std::string>(parse_toml_value("\"x\"", where)->value), "x");
  EXPECT_EQ(parse_toml_value("[1, [2]]", where)->list()->at(1).list()->at(0).where.file, "--set");
  EXPECT_FALSE(parse_toml_value("250ms", where));
  EXPECT_FALSE(parse_toml_value("1\nother = 2", where));
  EXPECT_FALSE(parse_toml_value("", where));
}

}  // namespace
}  // namespace framewake
