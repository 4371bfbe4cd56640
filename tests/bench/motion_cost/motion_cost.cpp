// CPU per 720p frame for finding motion: the daemon beside OpenCV's usual two calls, and beside Debian's motion.
#include "bench/benches.hpp"
#include "bench/motion_cost/contenders.hpp"
#include "bench/support/stats.hpp"

namespace framewake::bench {
namespace {

constexpr double goal_opencv = 1.0 / 8;
constexpr double goal_motion = 0.4;

struct Entry {
  const char* name;
  std::unique_ptr<Contender> contender;
  std::vector<double> us_a_frame;  // per round
};

}  // namespace

Report motion_cost(const Options& options) {
  const Footage footage = make_footage(options, 1280, 720, options.smoke ? 30 : 300);
  Entry ours{"framewake, from socket to result", make_framewake(options, footage), {}};
  Entry opencv{"cv::imdecode + BackgroundSubtractorMOG2", make_opencv(footage), {}};
  Entry motion{"Debian's motion, from socket on", make_motion(footage), {}};

  const std::size_t count = options.smoke ? 30 : 90;
  const std::size_t rounds = options.smoke ? 2 : 8;
  for (std::size_t round = 0; round < rounds; ++round)
    for (Entry* entry : {&ours, &opencv, &motion})
      if (entry->contender != nullptr)
        entry->us_a_frame.push_back(entry->contender->run({round * count, count}) * 1e6 / static_cast<double>(count));

  Report report{
      .title = "Motion cost",
      .measured = "CPU per frame (" + footage.what +
                  "), in interleaved rounds, the median of the rounds. "
                  "framewake is the whole process: receiving at 30 frames a second, unmasking, checking, "
                  "handing over, decoding, motion, the reply to the camera. OpenCV's calls run on one thread, "
                  "frame after frame from memory, as they come. motion fetches the same frames as an M-JPEG "
                  "stream at 30 frames a second, with its movies, pictures and web servers off.",
      .table = Table({"who", "CPU a frame", "framewake ÷ it", "goal", "verdict"})};
  const double cost = median(ours.us_a_frame);
  report.table.add({ours.name, microseconds_text(cost), "1.00", "", ""});
  const auto row = [&](const Entry& entry, double goal, const char* goal_text) {
    if (entry.contender == nullptr) {
      report.table.add({entry.name, "not measured", "", goal_text, "not measured"});
      return;
    }
    const double ratio = cost / median(entry.us_a_frame);
    report.table.add(
        {entry.name, microseconds_text(median(entry.us_a_frame)), number(ratio), goal_text, verdict(ratio <= goal)});
  };
  row(opencv, goal_opencv, "≤ 1/8");
  row(motion, goal_motion, "≤ 0.4");
  if (opencv.contender == nullptr)
    report.remarks.emplace_back("OpenCV's imgcodecs and video modules were not there when this was built.");
  if (motion.contender == nullptr)
    report.remarks.emplace_back("motion is not installed here (apt-get install motion), so it was not measured.");
  return report;
}

}  // namespace framewake::bench
