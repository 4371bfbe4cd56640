// What each stage costs a frame.
#include <map>

#include "bench/benches.hpp"
#include "bench/support/footage.hpp"
#include "bench/support/stats.hpp"
#include "bench/vision/runner.hpp"

namespace framewake::bench {
namespace {

struct Line {
  std::string what;
  std::string stage;  ///< whose time it is; "": decoding
  std::string toml;
};

std::string stage_toml(const std::string& use, const std::string& keys = "") {
  return "[[pipelines.default.stages]]\nuse = \"" + use + "\"\n" + keys;
}

std::vector<Line> lines(const Options& options) {
  const PeopleModel people = people_model(options);
  const std::string motion = stage_toml("motion");
  const std::string detect = stage_toml("detect", people.toml);
  const std::string track = stage_toml("track");
  const std::string zones = stage_toml(
      "zones",
      "name = \"yard\"\npolygons = [[[0.2,0.2],[0.8,0.2],[0.8,0.9],[0.2,0.9]]]\nlines = [[[0,0.5],[1,0.5]]]\n");
  std::vector<Line> all{
      {"decoding for motion", "", motion},
      {"motion", "motion", motion},
      {"decoding for motion at 1/4", "", stage_toml("motion", "scale = \"1/4\"\n")},
      {"motion at 1/4", "motion", stage_toml("motion", "scale = \"1/4\"\n")},
      {"mask", "mask", stage_toml("mask", "polygons = [[[0,0],[0.3,0],[0.3,0.3]]]\n") + motion},
      {"decoding for motion and detect", "", motion + detect},
      {"detect, the frame (" + people.name + ")", "detect", detect},
      {"detect, around motion", "detect",
       motion + stage_toml("detect", people.toml + "when = \"motion\"\nwhere = \"motion\"\n")},
      {"track, of motion", "track", motion + track},
      {"track, of objects", "track", detect + track},
      {"zones", "zones", motion + track + zones},
      {"orient, a quarter turn (decoding for motion)", "", stage_toml("orient", "rotate = 90\n") + motion},
      {"orient", "orient", stage_toml("orient", "rotate = 90\n") + motion},
      {"privacy, people as they are found", "privacy",
       motion + detect + stage_toml("privacy", "labels = [\"person\"]\n")}};
  if (people.name != "HOG people")
    all.push_back({"detect, the frame (HOG people)", "detect", stage_toml("detect", "model = \"hog\"\n")});
  return all;
}

double spent_ms(const Line& line, const Result& result) {
  if (line.stage.empty()) return static_cast<double>(to_us(result.times.decode)) / 1000;
  double sum = 0;
  for (const StageTime& stage : result.times.stages)
    if (stage.stage == line.stage) sum += static_cast<double>(to_us(stage.spent)) / 1000;
  return sum;
}

/// The median over the frames after the first few, which learn.
double measure(const Line& line, const Footage& footage, std::size_t frames, const Options& options) {
  PipelineRunner runner(line.toml, options);
  std::vector<double> samples;
  for (std::size_t i = 0; i < frames; ++i) {
    const Result result = runner.run(footage.at(i), static_cast<double>(i) / 10);
    if (i >= frames / 4) samples.push_back(spent_ms(line, result));
  }
  return median(samples);
}

}  // namespace

Report stage_costs(const Options& options) {
  const std::size_t frames = options.smoke ? 8 : 80;
  const Footage small = make_footage(options, 640, 480, frames), middle = make_footage(options, 1280, 720, frames),
                large = make_footage(options, 1920, 1080, frames);
  Report report{.title = "What each stage costs",
                .measured = "Milliseconds a frame, the median, one thread, " + middle.what +
                            "; a stage's time is without decoding, which has lines of its own.",
                .table = Table({"what", "640×480", "1280×720", "1920×1080"})};
  for (const Line& line : lines(options))
    report.table.add({line.what, number(measure(line, small, frames, options)),
                      number(measure(line, middle, frames, options)), number(measure(line, large, frames, options))});
  return report;
}

}  // namespace framewake::bench
