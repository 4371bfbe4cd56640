// What a frame and a camera cost when there are many.
#include <memory>
#include <thread>

#include "bench/benches.hpp"
#include "bench/support/camera_socket.hpp"
#include "bench/support/daemon_process.hpp"
#include "bench/support/footage.hpp"
#include "bench/support/paced.hpp"
#include "bench/support/stats.hpp"

namespace framewake::bench {
namespace {

constexpr int rate = 15;  // frames a second and camera
constexpr double goal_growth = 1.15;
constexpr double flat = 1.05;  // memory may grow by so much from a third of the run to its end

/// A daemon with its cameras.
class Site {
 public:
  Site(const Options& options, std::size_t cameras) : daemon_(options.framewake) {
    for (std::size_t i = 0; i < cameras; ++i)
      cameras_.emplace_back(daemon_.ingest_port(), "/camera/c" + std::to_string(i));
  }

  /// All cameras send for `seconds`, each at its rate and evenly spread.
  void run(const Footage& messages, int seconds) {
    const double cpu_before = daemon_.cpu_seconds();
    const auto count = static_cast<std::uint64_t>(cameras_.size()) * rate * static_cast<std::uint64_t>(seconds);
    Beat beat(std::chrono::nanoseconds(1'000'000'000) / (rate * static_cast<std::int64_t>(cameras_.size())));
    for (std::uint64_t step = beat.next(); step < count; step = beat.next()) {
      const std::size_t camera = step % cameras_.size();
      // Each camera is at its own place of the footage.
      cameras_[camera].send(messages.at(frames_ + step / cameras_.size() + camera * 7));
      ++sent_;
    }
    frames_ += count / cameras_.size();
    std::this_thread::sleep_for(milliseconds(100));  // the last frames; then first the CPU: asking costs some, too
    const double cpu = daemon_.cpu_seconds() - cpu_before;
    const std::uint64_t processed_before = settled_.processed;
    settled_ = daemon_.settled(sent_);
    cpu_us_a_frame_.push_back(cpu * 1e6 / static_cast<double>(settled_.processed - processed_before));
    memory_.push_back(daemon_.memory().resident);
  }

  std::size_t cameras() const { return cameras_.size(); }
  double cpu_us_a_frame() const { return median(cpu_us_a_frame_); }
  double processed_share() const {
    return static_cast<double>(settled_.processed) / static_cast<double>(settled_.received);
  }
  double memory_at_a_third() const { return memory_[memory_.size() / 3]; }
  double memory_at_the_end() const { return memory_.back(); }

 private:
  DaemonProcess daemon_;
  std::vector<CameraSocket> cameras_;
  std::uint64_t sent_ = 0;
  std::uint64_t frames_ = 0;  // of each camera
  FateCounts settled_;
  std::vector<double> cpu_us_a_frame_, memory_;  // per round
};

void add_row(Table& table, const Site& site, const Site& one) {
  const double growth = site.cpu_us_a_frame() / one.cpu_us_a_frame();
  const double memory_growth = site.memory_at_the_end() / site.memory_at_a_third();
  const bool is_one = &site == &one;
  const double more = site.memory_at_the_end() - one.memory_at_the_end();
  table.add({std::to_string(site.cameras()), percent(site.processed_share()), microseconds_text(site.cpu_us_a_frame()),
             number(growth), mebibytes_text(site.memory_at_a_third()), mebibytes_text(site.memory_at_the_end()),
             is_one ? "" : mebibytes_text(more / static_cast<double>(site.cameras() - 1)),
             is_one ? "flat memory" : "CPU ≤ 1.15 × one camera's, flat memory",
             verdict(growth <= goal_growth && memory_growth <= flat)});
}

}  // namespace

Report many_cameras(const Options& options) {
  const Footage footage = make_footage(options, 640, 480, options.smoke ? 30 : 200);
  const Footage messages = footage.masked();
  std::vector<std::unique_ptr<Site>> sites;
  for (const std::size_t cameras : {1, 8, 64}) sites.push_back(std::make_unique<Site>(options, cameras));
  const int rounds = options.smoke ? 3 : 9;
  for (int round = 0; round < rounds; ++round)
    for (const auto& site : sites) site->run(messages, options.smoke ? 1 : 5);

  Report report{
      .title = "Many cameras",
      .measured = "Cameras at 15 frames a second each (" + footage.what +
                  "), evenly spread in time, from one sender; a daemon of its own for each number of cameras, "
                  "the three in turn, in rounds. CPU is all of the daemon's, per frame processed, the median of "
                  "the rounds. Memory is resident, at a third of the run and at its end (flat: within 5 %).",
      .table = Table({"cameras", "processed", "CPU a frame", "× one camera's", "memory at a third", "at the end",
                      "each further camera", "goal", "verdict"})};
  for (const auto& site : sites) add_row(report.table, *site, *sites.front());
  return report;
}

}  // namespace framewake::bench
