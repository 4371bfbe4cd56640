// The daemon's stop, step by step.
#include <pthread.h>

#include <array>
#include <future>
#include <latch>
#include <string_view>

#include "running_daemon.hpp"

namespace framewake {
namespace {

bool on_net_thread() {
  std::array<char, 16> name{};
  ::pthread_getname_np(::pthread_self(), name.data(), name.size());
  return std::string_view(name.data()) == "fw-net";
}

/// Real time; but from hold() on, the net thread's next question for it is not answered until release().
class HeldTime final : public TimeSource {
 public:
  TimePoint now() const noexcept override {
    if (armed_.load() && on_net_thread() && armed_.exchange(false)) {
      caught_.count_down();
      released_.wait();
    }
    return steady_time().now();
  }
  void hold() { armed_ = true; }
  void wait_until_held() const { caught_.wait(); }
  void release() { released_.count_down(); }

 private:
  mutable std::atomic<bool> armed_{false};
  mutable std::latch caught_{1};
  mutable std::latch released_{1};
};

/// Tells when the thread that runs it ends.
class LastWordsStage final : public Stage {
 public:
  explicit LastWordsStage(std::latch& ended) : ended_(ended) {}
  std::string_view name() const noexcept override { return "last_words"; }
  void run(StageFrame&) override {
    struct AtEnd {
      std::latch& ended;
      ~AtEnd() { ended.count_down(); }
    };
    thread_local const AtEnd at_end{ended_};
  }

 private:
  std::latch& ended_;
};

struct NoOptions {};

// The net thread is in the midst of a frame when the stop begins, and puts it in when the processors are gone.
TEST(Stop, FramesThatComeAfterTheProcessorsHaveTheirFate) {
  std::latch processor_ended{1};
  const StageTable stages(
      {{"last_words", "for the test", OptionsFor<NoOptions>{}.table(),
        [&](std::shared_ptr<const void>) { return std::make_unique<LastWordsStage>(processor_ended); }}});
  const std::vector<std::string> set{"ingest.listen=127.0.0.1:0", "http.listen=127.0.0.1:0", "processing.threads=1",
                                     "pipelines.default.stages=[{use=\"last_words\"}]"};
  auto loaded = load_config(LoadRequest{.file = {}, .set = set, .may_be_missing = false}, stages);
  ASSERT_TRUE(std::holds_alternative<Config>(loaded));
  HeldTime time;
  Daemon daemon(std::get<Config>(loaded), stages, time);
  test::RawWebSocket camera(daemon.ingest_port());
  camera.upgrade("/camera/front?reply=results");
  camera.send(test::Opcode::binary, test::make_jpeg(64, 48));
  camera.receive_text();

  time.hold();
  camera.send(test::Opcode::binary, test::make_jpeg(64, 48));
  time.wait_until_held();
  auto stopped = std::async(std::launch::async, [&] { return daemon.stop(); });
  processor_ended.wait();
  time.release();
  camera.receive_close_code();
  camera.send(test::Opcode::close, std::string("\x03\xe9", 2));
  EXPECT_TRUE(stopped.get().empty());
  EXPECT_EQ(daemon.cameras().at(0).fates, (FateCounts{.received = 2, .processed = 1, .expired = 1}));
}

}  // namespace
}  // namespace framewake
