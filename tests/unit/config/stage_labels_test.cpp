// A stage that hides or waits for objects by label: a label that nobody before it finds is a mistake with a place.
#include <gmock/gmock.h>

#include "config/loader.hpp"

namespace framewake {
namespace {

using testing::HasSubstr;

struct FinderOptions {
  std::string label = "cat";
};
struct SeekerOptions {
  std::string name = "seeker";
  std::vector<std::string> labels;
};

StageTable finder_and_seeker() {
  StageKind finder{
      .name = "finder",
      .summary = "Finds.",
      .options = OptionsFor<FinderOptions>{}.row("label", &FinderOptions::label, {.text = "What."}).table(),
      .make = {}};
  finder.finds = [](const void* options, const std::string& label) {
    return static_cast<const FinderOptions*>(options)->label == label;
  };
  finder.gives = [](const void*, const std::string& label) { return label == "pet"; };
  StageKind seeker{.name = "seeker",
                   .summary = "Seeks.",
                   .options = OptionsFor<SeekerOptions>{}
                                  .row("name", &SeekerOptions::name, {.text = "Who."})
                                  .row("labels", &SeekerOptions::labels, {.text = "What."})
                                  .table(),
                   .make = {}};
  seeker.name_key = "name";
  seeker.check_labels = [](const void* options, const LabelsBefore& before) {
    StageFaults faults;
    for (const auto& label : static_cast<const SeekerOptions*>(options)->labels)
      if (!before.found(label) && !before.given(label)) faults.push_back({"labels", "naming \"" + label + "\""});
    return faults;
  };
  return StageTable({finder, seeker});
}

std::string problem_with(const std::string& stages) {
  const StageTable table = finder_and_seeker();
  const auto loaded =
      load_config({.file = {}, .set = {"pipelines.default.stages=" + stages}, .may_be_missing = false}, table);
  const auto* problems = std::get_if<std::vector<ConfigProblem>>(&loaded);
  if (problems == nullptr) return "";
  EXPECT_EQ(problems->size(), 1U);
  return problems->front().key + " " + problems->front().what;
}

TEST(StageLabels, AreThoseThatAStageBeforeFinds) {
  EXPECT_EQ(problem_with(R"([{use="finder"}, {use="seeker", labels=["cat"]}])"), "");
  EXPECT_EQ(problem_with(R"([{use="finder"}, {use="finder", label="dog"}, {use="seeker", labels=["cat", "dog"]}])"),
            "");
  EXPECT_EQ(problem_with(R"([{use="finder"}, {use="seeker", labels=["cat", "pet"]}])"), "");
  EXPECT_THAT(problem_with(R"([{use="finder"}, {use="seeker", labels=["cta"]}])"),
              HasSubstr("pipelines.default.stages.1.labels is naming \"cta\""));
  EXPECT_THAT(problem_with(R"([{use="seeker", labels=["cat"]}, {use="finder"}])"),
              HasSubstr("pipelines.default.stages.0.labels"));
  EXPECT_THAT(problem_with(R"([{use="fnider"}, {use="seeker", labels=["cat"]}])"),
              HasSubstr("pipelines.default.stages.0.use"))
      << "who is misspelt may be whom the others need";
}

TEST(StageNames, NoTwoOfAPipelineHaveTheSame) {
  EXPECT_EQ(problem_with(R"([{use="seeker", name="a"}, {use="seeker", name="b"}, {use="seeker"}])"), "");
  EXPECT_THAT(
      problem_with(R"([{use="seeker", name="a"}, {use="seeker", name="b"}, {use="seeker", name="a"}])"),
      HasSubstr("pipelines.default.stages.2.name is \"a\", as is that of another stage seeker of this pipeline; "
                "allowed: a name of its own"));
  EXPECT_THAT(problem_with(R"([{use="seeker"}, {use="seeker"}])"),
              HasSubstr("pipelines.default.stages.1.name is \"seeker\""));
}

}  // namespace
}  // namespace framewake
