// How many 720p cameras two cores can look at, and whether they still see.
#include <future>
#include <memory>
#include <nlohmann/json.hpp>
#include <thread>

#include "bench/benches.hpp"
#include "bench/support/camera_socket.hpp"
#include "bench/support/daemon_process.hpp"
#include "bench/support/paced.hpp"
#include "bench/support/stats.hpp"
#include "bench/support/usage.hpp"
#include "bench/vision/yard.hpp"

namespace framewake::bench {
namespace {

constexpr int rate = 15;
constexpr std::size_t watched = 4;         ///< cameras that ask for their results
constexpr std::size_t warm_up = 2 * rate;  ///< frames at a camera's start that do not count
constexpr double goal_processed = 0.995;
constexpr double goal_age_ms = 20;
constexpr double goal_recall = 0.99;

/// What came back for one frame.
struct Answer {
  std::uint64_t frame = 0;  ///< from 1
  double age_ms = 0;
  std::vector<cv::Rect> regions;
};

std::vector<Answer> read_answers(CameraSocket& camera, std::uint64_t last) {
  std::vector<Answer> answers;
  try {
    for (std::uint64_t frame = 0; frame < last;) {
      const auto json = nlohmann::json::parse(camera.receive_text());
      if (json.at("type") == "expired") {
        frame = json.at("frame");
        continue;
      }
      if (json.at("type") != "result") throw Broken("fleet: " + json.dump());
      Answer& answer = answers.emplace_back();
      answer.frame = frame = json.at("frame");
      answer.age_ms = json.at("times_us").at("total").get<double>() / 1000;
      for (const auto& box : json.at("motion").at("regions"))
        answer.regions.emplace_back(box[0], box[1], box[2], box[3]);
    }
  } catch (const Broken&) {  // shut down: the last frame was not processed
  }
  return answers;
}

struct Outcome {
  std::size_t cameras = 0;
  double processed = 0;  ///< share of the frames sent
  std::vector<double> ages_ms;
  std::uint64_t seen = 0, plain = 0, alarms = 0, quiet = 0;
  double daemon_cpu = 0, sender_cpu = 0;  ///< cores

  double recall() const { return plain == 0 ? 0 : static_cast<double>(seen) / static_cast<double>(plain); }
  bool reached() const {
    return processed >= goal_processed && quantile(ages_ms, 0.99) < goal_age_ms && recall() >= goal_recall &&
           alarms == 0;
  }
};

bool covers(const std::vector<cv::Rect>& regions, const cv::Rect& box) {
  int shared = 0;
  for (const cv::Rect& region : regions) shared += (region & box).area();
  return 2 * shared >= box.area();
}

/// `shown`: which frame of the yard the camera sent as its first, second …
void judge(const Yard& yard, const std::vector<std::size_t>& shown, const std::vector<Answer>& answers,
           Outcome& outcome) {
  for (const Answer& answer : answers) {
    if (answer.frame <= warm_up) continue;
    outcome.ages_ms.push_back(answer.age_ms);
    const std::size_t at = shown[answer.frame - 1];
    if (yard.is_plain(at)) {
      ++outcome.plain;
      if (covers(answer.regions, *yard.truth[at])) ++outcome.seen;
    } else if (yard.is_quiet(at)) {
      ++outcome.quiet;
      if (!answer.regions.empty()) ++outcome.alarms;
    }
  }
}

Outcome run(const Options& options, const Yard& yard, const std::vector<std::string>& messages, std::size_t cameras,
            std::size_t frames) {
  const DaemonProcess daemon(options.framewake);
  std::vector<CameraSocket> sockets;
  for (std::size_t i = 0; i < cameras; ++i)
    sockets.emplace_back(daemon.ingest_port(), "/camera/c" + std::to_string(i) + (i < watched ? "?reply=results" : ""));
  std::vector<std::vector<std::size_t>> shown(cameras);
  std::vector<std::future<std::vector<Answer>>> answers;
  for (std::size_t i = 0; i < std::min(watched, cameras); ++i)
    answers.push_back(std::async(std::launch::async, [&, i] { return read_answers(sockets[i], frames); }));

  const double daemon_before = daemon.cpu_seconds(), sender_before = thread_cpu_seconds();
  const TimePoint begin = Clock::now();
  std::uint64_t sent = 0;
  // One beat is one camera's; each could be late by an interval of its own before it had something newer to send.
  constexpr std::chrono::nanoseconds interval = std::chrono::nanoseconds(1'000'000'000) / rate;
  Beat beat(interval / static_cast<std::int64_t>(cameras), interval);
  for (std::uint64_t step = beat.next(); step < frames * cameras; step = beat.next()) {
    const std::size_t camera = step % cameras;
    const std::size_t at = (step / cameras + camera * 13) % messages.size();  // each at its own place
    sockets[camera].send(messages[at]);
    shown[camera].push_back(at);
    ++sent;
  }
  const double seconds = std::chrono::duration<double>(Clock::now() - begin).count();
  const FateCounts fates = daemon.settled(sent);
  Outcome outcome;
  outcome.cameras = cameras;
  outcome.processed = static_cast<double>(fates.processed) / static_cast<double>(frames * cameras);
  outcome.daemon_cpu = (daemon.cpu_seconds() - daemon_before) / seconds;
  outcome.sender_cpu = (thread_cpu_seconds() - sender_before) / seconds;
  for (CameraSocket& socket : sockets) socket.shut_down();
  for (std::size_t i = 0; i < answers.size(); ++i) judge(yard, shown[i], answers[i].get(), outcome);
  return outcome;
}

void add_row(Table& table, const Outcome& outcome) {
  const double quiet = static_cast<double>(std::max<std::uint64_t>(outcome.quiet, 1));
  table.add({std::to_string(outcome.cameras), percent(outcome.processed),
             microseconds_text(1000 * quantile(outcome.ages_ms, 0.5)),
             microseconds_text(1000 * quantile(outcome.ages_ms, 0.99)), percent(outcome.recall()),
             percent(static_cast<double>(outcome.alarms) / quiet), number(outcome.daemon_cpu),
             number(outcome.sender_cpu),
             outcome.cameras <= 48 ? verdict(outcome.reached())
             : outcome.reached()   ? "reached too"
                                   : ""});
}

}  // namespace

Report fleet(const Options& options) {
  const Yard yard = make_yard(options, options.smoke ? 60 : 240);
  std::vector<std::string> messages;
  for (const std::string& jpeg : yard.jpegs) messages.push_back(masked_message(jpeg));
  Report report{
      .title = "Many 720p cameras",
      .measured = "Cameras at 15 frames a second each (" + yard.what +
                  "), through the whole daemon with its defaults, from one sender on the same machine, which is "
                  "part of the load. Processed: of all frames that the cameras had to send, also those for "
                  "which the sender came a whole interval too late. Age, seen and alarms are of the " +
                  std::to_string(watched) +
                  " cameras that ask for results, without the first two seconds: seen, of the frames with all "
                  "of the walker in them, those in which half of him is covered by regions; alarms, of the "
                  "quiet frames, those with a region. CPU in cores. Goal up to 48 cameras on two cores: 99.5 % "
                  "processed, age p99 below 20 ms, 99 % seen, no alarm.",
      .table = Table(
          {"cameras", "processed", "age p50", "age p99", "seen", "alarms", "daemon's CPU", "sender's CPU", "goal"})};
  const std::size_t frames = options.smoke ? 45 : 20 * rate;
  const std::vector<std::size_t> steps =
      options.smoke ? std::vector<std::size_t>{4} : std::vector<std::size_t>{8, 16, 32, 48, 64};
  for (const std::size_t cameras : steps) add_row(report.table, run(options, yard, messages, cameras, frames));
  report.remarks.push_back("Cores of this machine: " + std::to_string(std::thread::hardware_concurrency()) + ".");
  return report;
}

}  // namespace framewake::bench
