// Looking for people where something moves, beside looking at every frame.
#include <algorithm>
#include <opencv2/core/types.hpp>

#include "bench/accuracy/clips.hpp"
#include "bench/benches.hpp"
#include "bench/support/usage.hpp"
#include "bench/vision/runner.hpp"
#include "bench/vision/yard.hpp"

namespace framewake::bench {
namespace {

constexpr double least_overlap = 0.4;  ///< shared over united area
constexpr double learning = 2;         ///< seconds
constexpr double goal_recall = 0.98;   ///< of the recall of looking at every frame

struct Way {
  std::string name;
  std::string toml;
};

struct Outcome {
  std::uint64_t people = 0, found = 0, reported = 0, right = 0;
  double cpu = 0;
  std::size_t frames = 0;

  double recall() const { return people == 0 ? 0 : static_cast<double>(found) / static_cast<double>(people); }
  double precision() const { return reported == 0 ? 1 : static_cast<double>(right) / static_cast<double>(reported); }
  double ms() const { return 1000 * cpu / static_cast<double>(frames); }
};

std::vector<Way> ways(const PeopleModel& people) {
  const std::string motion = "[[pipelines.default.stages]]\nuse = \"motion\"\n";
  const std::string detect = "[[pipelines.default.stages]]\nuse = \"detect\"\n" + people.toml;
  return {{"every frame", detect},
          {"frames with motion", motion + "gate = true\n" + detect},
          {"frames with motion, and only around it", motion + "gate = true\n" + detect + "where = \"motion\"\n"}};
}

double overlap_of(const cv::Rect& a, const cv::Rect& b) {
  const double shared = (a & b).area();
  return shared / (a.area() + b.area() - shared);
}

void judge(const std::vector<cv::Rect>& truth, const Result& result, Outcome& outcome) {
  std::vector<cv::Rect> boxes;
  if (result.objects)
    for (const DetectedObject& object : *result.objects)
      boxes.emplace_back(object.box[0], object.box[1], object.box[2], object.box[3]);
  const auto is_near = [](const std::vector<cv::Rect>& all, const cv::Rect& box) {
    return std::any_of(all.begin(), all.end(),
                       [&](const cv::Rect& one) { return overlap_of(one, box) >= least_overlap; });
  };
  outcome.people += truth.size();
  outcome.reported += boxes.size();
  for (const cv::Rect& person : truth) outcome.found += is_near(boxes, person) ? 1 : 0;
  for (const cv::Rect& box : boxes) outcome.right += is_near(truth, box) ? 1 : 0;
}

Outcome watch(const Clip& clip, const Way& way, const Options& options) {
  PipelineRunner runner(way.toml, options);
  Outcome outcome;
  outcome.frames = clip.jpegs.size();
  for (std::size_t i = 0; i < clip.jpegs.size(); ++i) {
    const double t = static_cast<double>(i) / clip.fps;
    const double before = thread_cpu_seconds();
    const Result result = runner.run(clip.jpegs[i], t);
    outcome.cpu += thread_cpu_seconds() - before;
    if (clip.truth[i] && t >= learning) judge(clip.truth[i]->boxes, result, outcome);
  }
  return outcome;
}

/// A place at which mostly nothing happens: for what that costs. Nobody in it is a real person.
Clip quiet_clip(const Options& options) {
  Yard yard = make_yard(options, options.smoke ? 20 : 120);
  const std::size_t quiet = yard.jpegs.size() / 2;
  Clip clip{.name = "a quiet place", .size = {1280, 720}, .fps = 15, .jpegs = std::move(yard.jpegs), .truth = {}};
  clip.jpegs.resize(quiet);
  clip.truth.resize(quiet);
  return clip;
}

void add_rows(Report& report, const Clip& clip, const PeopleModel& people, const Options& options) {
  std::optional<Outcome> all;
  for (const Way& way : ways(people)) {
    const Outcome outcome = watch(clip, way, options);
    if (!all) all = outcome;
    const bool judged = outcome.people > 0;
    report.table.add(
        {clip.name, way.name, number(outcome.ms()), number(outcome.cpu / all->cpu),
         judged ? percent(outcome.recall()) : "", judged ? percent(outcome.precision()) : "",
         judged && way.name != "every frame" ? verdict(outcome.recall() >= goal_recall * all->recall()) : ""});
  }
}

}  // namespace

Report detection_on_motion(const Options& options) {
  const PeopleModel people = people_model(options);
  Report report{
      .title = "Looking for people only where something moves",
      .measured = "People by " + people.name +
                  ", on one thread, decoding included. Recall: of the people of the truth, those whom a "
                  "box of a person shares 0.4 of their united area with; precision the other way round. Goal: "
                  "recall within 2 % of that of looking at every frame.",
      .table = Table({"clip", "looks at", "CPU ms a frame", "÷ every frame's", "recall", "precision", "goal"})};
  Options as_they_are = options;
  as_they_are.smoke = true;  // without their worse versions
  for (Clip& clip : annotated_clips(as_they_are)) {
    if (clip.name != "vtest") continue;  // the others have no people
    if (options.smoke) clip.jpegs.resize(std::min<std::size_t>(clip.jpegs.size(), 8));
    add_rows(report, clip, people, options);
  }
  if (report.table.empty()) report.remarks.emplace_back("Recall was not measured: no truth was given (--annotated).");
  add_rows(report, quiet_clip(options), people, options);
  return report;
}

}  // namespace framewake::bench
