// A text with mistakes in it: what is taken out, and that the rest is told of as well.
#include "config/repair.hpp"

#include <gmock/gmock.h>

#include "config/document.hpp"
#include "config/loader.hpp"
#include "load.hpp"

namespace framewake {
namespace {

using namespace test;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;
using testing::StartsWith;

std::string without_value(std::string text, std::uint32_t line, std::uint32_t column) {
  return take_value_out(text, line, column) ? text : "as it was";
}

TEST(Repair, TakesAValueOutThatEndsWithItsLine) {
  EXPECT_EQ(without_value("a = 1\nb = 250ms # half\r\nc = 3", 2, 8), "a = 1\nb = \"(no TOML stood here)\"\r\nc = 3");
  EXPECT_EQ(without_value("a =\n", 1, 4), "a =\"(no TOML stood here)\"\n");
  EXPECT_EQ(without_value("a.\"b\" = \"x\n", 1, 11), "a.\"b\" = \"(no TOML stood here)\"\n");
  EXPECT_EQ(without_value("a = [1, 2m] # [\n", 1, 10), "a = \"(no TOML stood here)\"\n");
}

TEST(Repair, LeavesWhatItCannotBeSureOf) {
  EXPECT_EQ(without_value("a = [1, 2\nb = 3\n", 2, 1), "as it was") << "the mistake is in the line before";
  EXPECT_EQ(without_value("a = [1m,\n2]\n", 1, 7), "as it was") << "the list goes on";
  EXPECT_EQ(without_value("[a\n", 1, 3), "as it was");
  EXPECT_EQ(without_value("{a} = 1m\n", 1, 8), "as it was");
  EXPECT_EQ(without_value("x = \"\"\"\na = \\q\n\"\"\"", 2, 6), "as it was") << "it may stand within a text";
  EXPECT_EQ(without_value("a = 1m", 2, 5), "as it was") << "there is no such line";
}

TEST(Repair, TakesALineOut) {
  std::string text = "a = 1\na = 2\nb = 3\n";
  EXPECT_TRUE(take_line_out(text, 2, 5));
  EXPECT_EQ(text, "a = 1\n\nb = 3\n");
  EXPECT_FALSE(take_line_out(text, 2, 5));
}

TEST(Repair, TellsWhoForgotQuotes) {
  EXPECT_TRUE(lacks_quotes("a = 250 ms", 1, 9));
  EXPECT_FALSE(lacks_quotes("a = \"250 ms", 1, 12));
  EXPECT_FALSE(lacks_quotes("a = ", 1, 5));
}

TEST(Repair, AWrongValueDoesNotHideTheOtherMistakes) {
  EXPECT_THAT(problems_in(R"([defaults]
max_age = 250ms
priority = 2
priority = 3
prioritty = 1
[ingest]
takeover = 'x'
listen = 127.0.0.1:8999
[cameras.front]
token_hash = 0a1b
[[pipelines.default.stages]]
use = motion
min_area = 2
)"),
              ElementsAre(StartsWith("f:2:14: defaults.max_age: is no TOML: "), StartsWith("f:4:12: is no TOML: "),
                          StartsWith("f:5:1: defaults.prioritty: unknown key"), StartsWith("f:7:12: ingest.takeover: "),
                          StartsWith("f:8:12: ingest.listen: is no TOML: "),
                          StartsWith("f:10:15: cameras.front.token_hash: is no TOML: "),
                          StartsWith("f:12:7: pipelines.default.stages.0.use: is no TOML: ")));
}

TEST(Repair, NobodyComplainsOfWhatWasTakenOut) {
  for (const std::string wrong :
       {"[cameras]\na = {pipeline = x}\n", "cameras = nobody\n", "pipelines = {default = none}\n", "ingest = 5 s\n",
        "[pipelines.default]\nstages = some\n", "[http]\ntokens = {x}\n", "[http]\nlisten = 127.0.0.1:8999\n",
        "[defaults]\npipeline = day\n", "[ingest]\nanonymous = perhaps\nlisten = \"0.0.0.0:8999\"\n"})
    EXPECT_THAT(problems_in(wrong, {"ingest.echo=false"}), ElementsAre(HasSubstr("is no TOML"))) << wrong;
}

TEST(Repair, ALineIsBlamedOnce) {
  EXPECT_THAT(problems_in("[defaults]\n\"a=b\" = 1m\n"), ElementsAre(StartsWith("f:2:")));
  EXPECT_THAT(problems_in("[defaults]\npriority = 1q\npriority = 2q\n"),
              ElementsAre(StartsWith("f:2:13: defaults.priority: is no TOML"), StartsWith("f:3:12: is no TOML")));
}

TEST(Repair, WhatAMistakeHasHiddenIsNoLessHostile) {
  std::string dots = "a";
  for (int i = 0; i < 200'000; ++i) dots += ".a";
  EXPECT_THAT(problems_in("b = \"x\\\n" + dots + " = 1\n"),
              ElementsAre(StartsWith("f:1:"), HasSubstr("is nested too deeply")));
}

TEST(Repair, AHundredMistakesAreTold) {
  std::string text = "[defaults]\n";
  for (int i = 0; i < 100; ++i) text += "key" + std::to_string(i) + " = 5q\n";
  EXPECT_THAT(problems_in(text), SizeIs(50)) << "as many as are looked for";
}

std::vector<std::string> problems_of_stages(const std::string& text) {
  return printed(load_config({{"f", text}}, {}, built_in_stages()));
}

TEST(StageMistakes, AWrongKeyDoesNotHideWhatElseIsWrongWithItsStage) {
  EXPECT_THAT(problems_of_stages("[[pipelines.default.stages]]\nuse = 'detect'\nmodel = '/nope.onnx'\nscore = 7\n"
                                 "when = 'motion'\nsmallest = 0.5\nlargest = 2\n"),
              ElementsAre(HasSubstr("model: is \"/nope.onnx\", which does not exist"), HasSubstr("score: is 7"),
                          HasSubstr("when: is \"motion\", which needs a stage motion before this one"),
                          HasSubstr("largest: is 2")))
      << "`smallest` is judged by `largest`, of which nothing is known";
  EXPECT_THAT(problems_of_stages("[[pipelines.default.stages]]\nuse = 'zones'\nname = 'a'\npolygons = [[[0, 0]]]\n"),
              ElementsAre(HasSubstr("needs a stage track"), HasSubstr("has a polygon 1")));
  EXPECT_THAT(problems_of_stages("[[pipelines.default.stages]]\nuse = 'motion'\n[[pipelines.default.stages]]\n"
                                 "use = 'orient'\ncrop = '1,2,3'\n"),
              ElementsAre(HasSubstr("must be the first stage"), HasSubstr("crop: is \"1,2,3\"")));
}

TEST(StageMistakes, WhatAnUnknownKeyWasMeantToBeIsNotMissing) {
  EXPECT_THAT(problems_of_stages("[[pipelines.default.stages]]\nuse = 'zones'\npolygon = []\n"),
              ElementsAre(HasSubstr("needs a stage track"), HasSubstr("did you mean \"polygons\"?")));
  EXPECT_THAT(problems_of_stages("[[pipelines.default.stages]]\nuse = 'zones'\nxyz = 1\n"),
              ElementsAre(HasSubstr("polygons: is empty"), HasSubstr("needs a stage track"), HasSubstr("unknown key")));
}

}  // namespace
}  // namespace framewake
