// How well motion is found on annotated footage: this program beside OpenCV's models and other programs' algorithms.
#include <algorithm>

#include "bench/accuracy/clips.hpp"
#include "bench/accuracy/finder.hpp"
#include "bench/accuracy/score.hpp"
#include "bench/benches.hpp"
#include "bench/support/usage.hpp"

namespace framewake::bench {
namespace {

constexpr double learning = 2;  ///< seconds at a clip's start that do not count, for anybody
constexpr std::size_t smoke_frames = 60;

struct Outcome {
  Score score;
  double cpu = 0;  ///< seconds a frame, decoding included
};

Outcome watch(const Clip& clip, Finder& finder) {
  Outcome outcome;
  const double before = thread_cpu_seconds();
  double scoring = 0;
  for (std::size_t i = 0; i < clip.jpegs.size(); ++i) {
    const double t = static_cast<double>(i) / clip.fps;
    const auto found = finder.find(clip.jpegs[i], t);
    const double found_at = thread_cpu_seconds();
    if (clip.truth[i] && t >= learning) outcome.score.add(*clip.truth[i], found, clip.size);
    scoring += thread_cpu_seconds() - found_at;
  }
  outcome.cpu = (thread_cpu_seconds() - before - scoring) / static_cast<double>(clip.jpegs.size());
  return outcome;
}

/// What the goal is about, of one clip or on average of several.
struct Merits {
  double f1 = 0, precision = 0, recall = 0, cpu = 0;
};

Merits merits_of(const Outcome& outcome) {
  return {outcome.score.f1(), outcome.score.precision(), outcome.score.recall(), outcome.cpu};
}

/// Where framewake is at least as good as one of the others: the names of what it is not.
std::string goal_verdict(const Merits& ours, const Merits& theirs, bool is_mog2) {
  constexpr double tenth = 10;
  std::string lacking;
  const auto judge = [&](bool reached, const char* what) {
    if (!reached) lacking += (lacking.empty() ? "not in " : ", ") + std::string(what);
  };
  judge(ours.f1 >= theirs.f1, "F1");
  judge(ours.recall >= theirs.recall, "recall");
  if (is_mog2) judge(theirs.cpu >= tenth * ours.cpu, "a tenth of the CPU");
  return lacking.empty() ? verdict(true) : lacking;
}

void add_row(Table& table, const Clip& clip, const std::string& name, const Outcome& outcome, const Outcome& ours) {
  const Score& score = outcome.score;
  table.add({clip.name, name, number(score.f1()), number(score.precision()), number(score.recall()),
             score.mask_f1() > 0 ? number(score.mask_f1()) : "", percent(score.things_found()),
             percent(score.frames_found()), number(score.false_regions()), number(outcome.cpu / ours.cpu),
             name == "framewake" ? "" : goal_verdict(merits_of(ours), merits_of(outcome), name == "MOG2")});
}

/// The average of the clips that came as footage, each counting alike.
class Average {
 public:
  void add(std::size_t who, const Outcome& outcome, const Outcome& ours) {
    sums_.resize(std::max(sums_.size(), who + 1));
    const Merits one = merits_of(outcome);
    Merits& sum = sums_[who];
    sum.f1 += one.f1;
    sum.precision += one.precision;
    sum.recall += one.recall;
    sum.cpu += one.cpu / ours.cpu;
    if (who == 0) ++clips_;
  }
  void add_rows(Table& table) const {
    const auto mean = [&](const Merits& sum) {
      return Merits{sum.f1 / clips_, sum.precision / clips_, sum.recall / clips_, sum.cpu / clips_};
    };
    const auto kinds = finders();
    for (std::size_t who = 0; who < sums_.size(); ++who) {
      const Merits one = mean(sums_[who]);
      table.add({"mean of the footage as it came", kinds[who].name, number(one.f1), number(one.precision),
                 number(one.recall), "", "", "", "", number(one.cpu),
                 who == 0 ? "" : goal_verdict(mean(sums_[0]), one, kinds[who].name == "MOG2")});
    }
  }

 private:
  std::vector<Merits> sums_;  ///< by finder
  int clips_ = 0;
};

}  // namespace

Report accuracy(const Options& options) {
  Report report{
      .title = "Accuracy of motion",
      .measured =
          "Regions as reported, against annotated footage as JPEGs. F1, precision and recall are of area: what the "
          "found "
          "boxes cover of the boxes around what moves; \"masks\" the same F1 against the annotated pixels, which no "
          "box "
          "fills. Things: boxes of the truth of which half is covered; frames: frames with motion in which some of it "
          "is "
          "found; false: regions on nothing, per 100 frames. The first two seconds count for nobody. framewake is the "
          "stage "
          "with its defaults; OpenCV's models look at full resolution in colour, as they come, with shadows taken out, "
          "an "
          "opening, a closing and the same least size. Motion and Frigate are their algorithms, written again from a "
          "description, with their defaults. CPU includes decoding, on one thread. Goal: F1 and recall at "
          "least the other's, and at most a tenth of MOG2's CPU. The mean is over the clips of footage, each counting "
          "alike.",
      .table = Table({"clip", "who", "F1", "precision", "recall", "masks", "things", "frames", "false",
                      "CPU ÷ framewake's", "framewake at least as good"})};
  auto clips = annotated_clips(options);
  if (options.annotated.empty())
    report.remarks.emplace_back("No annotated footage was given (--annotated): only a made scene was measured.");
  Average average;
  for (std::size_t c = 0; c < clips.size(); ++c) {
    Clip& clip = clips[c];
    if (options.smoke) clip.jpegs.resize(std::min(clip.jpegs.size(), smoke_frames));
    std::vector<Outcome> outcomes;  // framewake's first
    for (const FinderKind& kind : finders()) {
      outcomes.push_back(watch(clip, *kind.make()));
      add_row(report.table, clip, kind.name, outcomes.back(), outcomes.front());
      if (clip.as_it_came) average.add(outcomes.size() - 1, outcomes.back(), outcomes.front());
    }
    if (clip.as_it_came && (c + 1 == clips.size() || !clips[c + 1].as_it_came)) average.add_rows(report.table);
  }
  return report;
}

std::vector<FinderKind> finders() {
  return {{"framewake", make_framewake_finder},   {"MOG2", make_mog2_finder},     {"KNN", make_knn_finder},
          {"difference", make_difference_finder}, {"Motion", make_motion_finder}, {"Frigate", make_frigate_finder}};
}

}  // namespace framewake::bench
