// How old frames are when a processor ten times slower than the camera gets them: the daemon beside two other designs.
#include <array>
#include <atomic>
#include <future>
#include <random>

#include "bench/benches.hpp"
#include "bench/freshness/designs.hpp"
#include "bench/support/camera_socket.hpp"
#include "bench/support/paced.hpp"
#include "bench/support/stats.hpp"
#include "support/images.hpp"

namespace framewake::bench {
namespace {

constexpr Duration interval = std::chrono::nanoseconds(1'000'000'000 / 60);
constexpr double interval_us = 1e6 / 60;
constexpr double goal_us = interval_us + 5000;
constexpr int send_buffer = 256 * 1024;  // a few frames; what the system gives on the loopback holds seconds of them

/// A camera, the design that it sends to, and what the slow work saw.
class Run {
 public:
  using MakeDesign = std::function<std::unique_ptr<Design>(SlowWork)>;

  Run(const MakeDesign& make, std::size_t most_frames)
      : sent_at_(most_frames), design_(make([this](std::uint64_t number) { work(number); })) {}

  /// Sends until `end`, at the camera's rate, as far as the other side lets it.
  void send_until(TimePoint end) {
    CameraSocket camera(design_->port(), "/camera/front", send_buffer);
    Beat beat(interval);
    while (Clock::now() < end && sent_ < sent_at_.size()) {
      beat.next();
      sent_at_[sent_++] = Clock::now();
      camera.send(messages_[sent_ % messages_.size()]);
    }
    sending_ = false;
    missed_ = beat.missed();
    blocked_ = camera.blocked_sends();
    camera.sync();
    received_ = design_->received();
  }
  /// On another connection: how long the server's thread takes to answer a ping, every few milliseconds until `end`.
  void ping_until(TimePoint end) {
    CameraSocket probe(design_->port(), "/camera/probe");
    for (Beat beat(milliseconds(5)); Clock::now() < end; beat.next()) {
      const TimePoint asked = Clock::now();
      probe.sync();
      answers_us_.push_back(static_cast<double>(to_us(Clock::now() - asked)));
    }
  }
  /// Ends the design; afterwards the ages may be read.
  void finish() { design_.reset(); }

  std::uint64_t sent() const { return sent_; }
  std::uint64_t due() const { return sent_ + missed_; }
  std::uint64_t received() const { return received_; }
  std::uint64_t blocked() const { return blocked_; }
  const std::vector<double>& answers_us() const { return answers_us_; }
  const std::vector<double>& ages_us() const { return ages_us_; }

 private:
  void work(std::uint64_t number) {
    const TimePoint sent = sent_at_.at(number - 1);
    if (sending_) ages_us_.push_back(static_cast<double>(to_us(Clock::now() - sent)));
    // Not exactly ten intervals each time, so that frames are taken at all moments between two arrivals.
    std::uniform_int_distribution<std::int64_t> around(interval.count() * 9, interval.count() * 11);
    std::this_thread::sleep_for(std::chrono::nanoseconds(around(random_)));
  }

  static std::vector<std::string> make_messages() {
    constexpr int count = 8;
    std::vector<std::string> messages;
    messages.reserve(count);
    for (int step = 0; step < count; ++step)
      messages.push_back(masked_message(test::make_jpeg(test::make_scene(640, 480, step))));
    return messages;
  }

  std::vector<std::atomic<TimePoint>> sent_at_;
  std::atomic<bool> sending_ = true;  // what is worked off afterwards does not count
  const std::vector<std::string> messages_ = make_messages();
  std::uint64_t sent_ = 0, missed_ = 0, received_ = 0, blocked_ = 0;
  std::mt19937 random_{7};
  std::vector<double> answers_us_;
  std::vector<double> ages_us_;  // of the working thread until finish()
  std::unique_ptr<Design> design_;
};

void add_row(Table& table, const char* design, const Run& run, const std::string& goal, const std::string& verdict) {
  const double p99 = quantile(run.ages_us(), 0.99);
  table.add({design, std::to_string(run.sent()) + " of " + std::to_string(run.due()), std::to_string(run.blocked()),
             std::to_string(run.received()), std::to_string(run.ages_us().size()),
             microseconds_text(quantile(run.answers_us(), 0.99)), microseconds_text(median(run.ages_us())),
             microseconds_text(p99), number(p99 / interval_us), goal, verdict});
}

void check(const Run& run, const char* design) {
  if (run.received() != run.sent())
    throw Broken(std::string(design) + ": sent " + std::to_string(run.sent()) + ", received " +
                 std::to_string(run.received()));
  if (run.ages_us().empty()) throw Broken(std::string(design) + ": no frame was processed");
}

}  // namespace

Report freshness(const Options& options) {
  const auto length = std::chrono::seconds(options.smoke ? 3 : 40);
  const auto most_frames = static_cast<std::size_t>(length / interval + 60);
  std::vector<double> waits_us;
  Run ours([&](SlowWork work) { return make_framewake_design(std::move(work), waits_us); }, most_frames);
  Run held(make_lock_held_design, most_frames);
  Run queue(make_queue_design, most_frames);
  const std::array<Run*, 3> runs{&ours, &held, &queue};

  const TimePoint end = Clock::now() + length;
  std::vector<std::future<void>> clients;
  for (Run* run : runs) {
    clients.push_back(std::async(std::launch::async, [run, end] { run->send_until(end); }));
    clients.push_back(std::async(std::launch::async, [run, end] { run->ping_until(end); }));
  }
  for (auto& client : clients) client.get();
  for (Run* run : runs) run->finish();

  Report report{
      .title = "Freshness under overload",
      .measured =
          "A camera of 640×480 JPEGs at 60 frames a second, over a socket with a send buffer of a few frames, "
          "into a processor that takes 10 intervals (9 to 11, evenly spread) for each frame; all three designs "
          "at the same time, each with a camera of its own. A frame's age is what has passed from the start of "
          "its sending until the processor has it in hands. \"Blocked\" counts sends that found the socket "
          "full; a camera that is held back passes frames over. \"Server answers\" is the round trip of a ping on "
          "another connection: how long the server's thread can be held up.",
      .table = Table({"design", "sent", "blocked", "received", "processed", "server answers, p99", "age p50", "age p99",
                      "p99 ÷ interval", "goal", "verdict"})};
  check(ours, "framewake");
  check(held, "lock held");
  check(queue, "queue");
  const double wait_p99 = quantile(waits_us, 0.99);
  add_row(report.table, "framewake", ours, "waited ≤ interval + 5 ms at p99, none blocked",
          verdict(wait_p99 <= goal_us && ours.blocked() == 0));
  add_row(report.table, "lock held while processing", held, "", "");
  add_row(report.table, "queue, first in first out", queue, "", "");
  report.remarks.push_back("What a frame had waited in framewake when taken (arrival → taken): p50 " +
                           microseconds_text(median(waits_us)) + ", p99 " + microseconds_text(wait_p99) +
                           "; the interval is " + microseconds_text(interval_us) + ".");
  return report;
}

}  // namespace framewake::bench
