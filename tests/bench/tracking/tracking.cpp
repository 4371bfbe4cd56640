// The tracker beside SORT: the same detections, the same truth, in the same run.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>

#include "base/time.hpp"
#include "bench/benches.hpp"
#include "bench/tracking/sort.hpp"
#include "support/tracking_score.hpp"
#include "vision/track/tracker.hpp"

namespace framewake::bench {
namespace {

namespace fs = std::filesystem;

constexpr double clear_score = 0.5;      ///< what a stage detect asks for by default
constexpr milliseconds frame_time(100);  ///< the clip has 10 frames a second

struct Row {
  int frame = 0;
  std::int64_t id = 0;
  cv::Rect2d box;
  double score = 1;
};

/// Lines of MOT challenge: frame, id, left, top, width, height, score …
std::vector<Row> read_rows(const fs::path& path) {
  std::ifstream in(path);
  std::vector<Row> rows;
  for (std::string line; std::getline(in, line);) {
    Row row;
    double frame = 0, id = 0;
    const int count = std::sscanf(line.c_str(), "%lf,%lf,%lf,%lf,%lf,%lf,%lf", &frame, &id, &row.box.x, &row.box.y,
                                  &row.box.width, &row.box.height, &row.score);
    if (count < 6 || !(row.box.width > 0) || !(row.box.height > 0)) continue;
    row.frame = static_cast<int>(frame);
    row.id = static_cast<std::int64_t>(id);
    rows.push_back(row);
  }
  if (rows.empty()) throw Broken(path.string() + " has no boxes");
  return rows;
}

/// The file of this folder whose name ends so.
std::optional<fs::path> find_file(const fs::path& folder, const std::string& ending) {
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error))
    if (entry.path().filename().string().ends_with(ending)) return entry.path();
  return std::nullopt;
}

struct Clip {
  test::TrackSheet truth;
  std::map<int, std::vector<Row>> detections;
  int last = 0;
};

std::optional<Clip> read_clip(const Options& options) {
  const char* named = std::getenv("FRAMEWAKE_TRACKING_DATA");
  const fs::path folder = named != nullptr ? named : options.footage;
  const auto truth = find_file(folder, "gt.txt"), detections = find_file(folder, "det.txt");
  if (!truth || !detections) return std::nullopt;
  Clip clip;
  for (const Row& row : read_rows(*truth)) clip.truth[row.frame].push_back({row.id, row.box});
  for (const Row& row : read_rows(*detections)) {
    clip.detections[row.frame].push_back(row);
    clip.last = std::max(clip.last, row.frame);
  }
  return clip;
}

struct Outcome {
  test::TrackScore score;
  double us_a_frame = 0;
};

/// `track` gets one frame's detections and the sheet's place for what it makes of them.
template <class Track>
Outcome judge(const Clip& clip, Track track) {
  test::TrackSheet sheet;
  static const std::vector<Row> nothing;
  const TimePoint begin = steady_time().now();
  for (int frame = 1; frame <= clip.last; ++frame) {
    const auto rows = clip.detections.find(frame);
    track(frame, rows == clip.detections.end() ? nothing : rows->second, sheet[frame]);
  }
  const double spent = static_cast<double>(to_us(steady_time().now() - begin));
  return {test::score_tracks(clip.truth, sheet), spent / clip.last};
}

Outcome judge_ours(const Clip& clip, const TrackerSettings& settings) {
  Tracker tracker(settings);
  return judge(clip, [&](int frame, const std::vector<Row>& rows, std::vector<test::TrackBox>& out) {
    std::vector<Sighting> seen;
    for (const Row& row : rows) seen.push_back({"person", row.score, row.box, row.score < settings.begin_score});
    const auto ids = tracker.update(seen, TimePoint{} + frame_time * frame);
    for (std::size_t i = 0; i < seen.size(); ++i)
      if (ids[i]) out.push_back({static_cast<std::int64_t>(*ids[i]), tracker.find(*ids[i])->motion.box()});
  });
}

Outcome judge_sort(const Clip& clip, double least_score) {
  Sort sort;
  return judge(clip, [&](int, const std::vector<Row>& rows, std::vector<test::TrackBox>& out) {
    std::vector<cv::Rect2d> boxes;
    for (const Row& row : rows)
      if (row.score >= least_score) boxes.push_back(row.box);
    for (const Sort::Box& box : sort.update(boxes)) out.push_back({box.id, box.box});
  });
}

std::string fixed(double value) {
  char text[32];
  std::snprintf(text, sizeof(text), "%.3f", value);
  return text;
}

void add(Table& table, const std::string& who, const Outcome& outcome, const std::string& goal = "",
         const std::string& reached = "") {
  const test::TrackScore& score = outcome.score;
  table.add({who, fixed(score.mota()), fixed(score.idf1()), std::to_string(score.switches),
             std::to_string(score.fragments), std::to_string(score.missed), std::to_string(score.false_alarms),
             microseconds_text(outcome.us_a_frame), goal, reached});
}

}  // namespace

Report tracking(const Options& options) {
  Report report{.title = "Tracking",
                .measured =
                    "People of a clip with published truth and detections (MOT challenge files: the folder given "
                    "with --data, or by FRAMEWAKE_TRACKING_DATA): the stage track with its defaults, and SORT from "
                    "its paper's description with its paper's settings, on the same detections in the same run. "
                    "MOTA and IDF1 at an overlap of 0.5, in the frames that have truth.",
                .table = Table({"tracker", "MOTA", "IDF1", "switches", "fragments", "missed", "false", "a frame",
                                "goal", "verdict"})};
  const auto clip = read_clip(options);
  if (!clip) {
    report.remarks.push_back("Not measured: no folder with files …gt.txt and …det.txt was given.");
    return report;
  }
  const Outcome sort = judge_sort(*clip, 0), clear_sort = judge_sort(*clip, clear_score);
  const Outcome ours = judge_ours(*clip, {});
  const bool reached = ours.score.mota() >= std::max(sort.score.mota(), clear_sort.score.mota()) &&
                       ours.score.idf1() >= std::max(sort.score.idf1(), clear_sort.score.idf1());
  add(report.table, "framewake", ours, "MOTA and IDF1 ≥ SORT's", verdict(reached));
  add(report.table, "SORT, all detections", sort);
  add(report.table, "SORT, detections of 0.5 and more", clear_sort);
  return report;
}

}  // namespace framewake::bench
