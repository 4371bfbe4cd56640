// What the daemon adds to a frame's decoding and stages, for one camera.
#include <condition_variable>
#include <future>
#include <mutex>

#include "base/thread.hpp"
#include "bench/benches.hpp"
#include "bench/support/camera_socket.hpp"
#include "bench/support/daemon_process.hpp"
#include "bench/support/footage.hpp"
#include "bench/support/paced.hpp"
#include "bench/support/result_reader.hpp"
#include "bench/support/stats.hpp"

namespace framewake::bench {
namespace {

constexpr Duration interval = std::chrono::nanoseconds(1'000'000'000 / 30);
constexpr double goal_p50_us = 150;
constexpr double goal_p99_us = 1000;

/// What it takes at the least: one thread wakes another that sleeps.
class WakeUp {
 public:
  WakeUp() {
    sleeper_ = start_thread("bench-sleeper", [this](const std::stop_token&) { sleep_and_note(); });
  }
  ~WakeUp() {
    const std::lock_guard lock(mutex_);
    ended_ = true;
    woken_.notify_one();
  }
  WakeUp(const WakeUp&) = delete;
  WakeUp& operator=(const WakeUp&) = delete;

  void measure() {
    {
      const std::lock_guard lock(mutex_);
      set_at_ = Clock::now();
    }
    woken_.notify_one();
  }
  std::vector<double> samples_us() {
    const std::lock_guard lock(mutex_);
    return samples_us_;
  }

 private:
  void sleep_and_note() {
    std::unique_lock lock(mutex_);
    for (;;) {
      woken_.wait(lock, [this] { return ended_ || set_at_ != TimePoint{}; });
      if (ended_) return;
      samples_us_.push_back(std::chrono::duration<double, std::micro>(Clock::now() - set_at_).count());
      set_at_ = {};
    }
  }

  std::mutex mutex_;
  std::condition_variable woken_;
  // guarded by mutex_:
  TimePoint set_at_{};
  bool ended_ = false;
  std::vector<double> samples_us_;
  std::jthread sleeper_;  // last: ends before what it uses
};

struct Samples {
  std::vector<double> added, wait, decode, stages, total;
};

/// Reads results until that of the last frame has come.
Samples read_results(CameraSocket& camera, std::uint64_t last_frame) {
  Samples samples;
  for (ResultNumbers result; result.frame < last_frame;) {
    result = read_result(camera.receive_text());
    samples.added.push_back(result.total - result.decode - result.stages);
    samples.wait.push_back(result.wait);
    samples.decode.push_back(result.decode);
    samples.stages.push_back(result.stages);
    samples.total.push_back(result.total);
  }
  return samples;
}

Samples measure(const Options& options, const Footage& messages, WakeUp& wake_up) {
  const DaemonProcess daemon(options.framewake);
  CameraSocket camera(daemon.ingest_port(), "/camera/front?reply=results");
  const std::uint64_t frames = options.smoke ? 60 : 900;
  auto results = std::async(std::launch::async, [&] { return read_results(camera, frames); });
  Beat beat(interval / 2);  // frames on the even beats, wake-ups alone on the odd ones
  for (std::uint64_t sent = 0; sent < frames; ++sent) {
    beat.next();
    camera.send(messages.at(sent));
    beat.next();
    wake_up.measure();
  }
  Samples samples = results.get();
  const FateCounts fates = daemon.settled(frames);
  if (fates.processed != samples.total.size())
    throw Broken(std::to_string(fates.processed) + " frames processed, " + std::to_string(samples.total.size()) +
                 " results");
  return samples;
}

}  // namespace

Report added_latency(const Options& options) {
  const Footage footage = make_footage(options, 1280, 720, options.smoke ? 30 : 300);
  WakeUp wake_up;
  const Samples samples = measure(options, footage.masked(), wake_up);
  const auto wake_us = wake_up.samples_us();
  if (wake_us.empty()) throw Broken("latency: nothing woke up");

  Report report{.title = "Added latency",
                .measured = "One camera sends 30 frames a second (" + footage.what +
                            ") over a socket and reads its results; the times are those that the results carry. "
                            "\"Added\" is total − decode − stages, from the arrival of the frame's last byte to the "
                            "complete result. In the same run, between the frames, a thread that sleeps on a "
                            "condition variable is woken at the same pace: no hand-off between threads is quicker.",
                .table = Table({"time", "p50", "p99", "p50 ÷ wake-up", "goal", "verdict"})};
  const double wake_p50 = median(wake_us);
  const auto row = [&](const char* what, const std::vector<double>& us, const char* goal, const std::string& verdict) {
    report.table.add({what, microseconds_text(median(us)), microseconds_text(quantile(us, 0.99)),
                      number(median(us) / wake_p50), goal, verdict});
  };
  row("a wake-up alone", wake_us, "", "");
  row("added", samples.added, "p50 ≤ 150 µs, p99 ≤ 1 ms",
      verdict(median(samples.added) <= goal_p50_us && quantile(samples.added, 0.99) <= goal_p99_us));
  row("of it, arrival → taken", samples.wait, "", "");
  row("decode", samples.decode, "", "");
  row("stages", samples.stages, "", "");
  row("total, arrival → result", samples.total, "", "");
  report.remarks.push_back(
      "The whole way takes " + number(median(samples.total) / (median(samples.decode) + median(samples.stages))) +
      " × its decoding and stages (medians). " + std::to_string(samples.total.size()) + " results.");
  return report;
}

}  // namespace framewake::bench
