#include "app/duties.hpp"

#include <gtest/gtest.h>

#include <deque>

#include "support/manual_time.hpp"
#include "support/notify_socket.hpp"

namespace framewake {
namespace {

using test::ManualTime;
constexpr milliseconds soon{0};

CameraStatus camera(const std::string& name, CameraState state, double fps, int p99_ms) {
  CameraStatus status;
  status.camera = *CameraId::parse(name);
  status.state = state;
  status.fps = fps;
  status.age_p50 = milliseconds(p99_ms / 2);
  status.age_p99 = milliseconds(p99_ms);
  return status;
}

TEST(OneLine, TellsWhatAnOperatorWantsToKnow) {
  EXPECT_EQ(one_line({}), "no camera yet");
  EXPECT_EQ(one_line({camera("front", CameraState::offline, 9, 9)}), "0 of 1 camera live");
  EXPECT_EQ(one_line({camera("back", CameraState::live, 10, 20), camera("door", CameraState::stale, 99, 999),
                      camera("front", CameraState::live, 14.95, 36)}),
            "2 of 3 cameras live, 24.9 frames/s, age p50 18.0 ms p99 36.0 ms (front)");
}

TEST(OneLine, LeavesOutAgesThatNobodyKnows) {
  CameraStatus young = camera("front", CameraState::live, 1, 2);
  young.age_p50.reset();
  young.age_p99.reset();
  EXPECT_EQ(one_line({young}), "1 of 1 camera live, 1.0 frames/s");
}

class DutiesTest : public testing::Test {
 protected:
  DutiesTest() {
    setenv("WATCHDOG_USEC", "2000000", 1);
    manager_.emplace();
    unsetenv("WATCHDOG_USEC");
    duties_.emplace(
        *manager_,
        VitalSigns{.ask_net_thread =
                       [this](std::function<void()> question) {
                         if (turning_) question();
                       },
                   .workers = [this] { return workers_; }},
        [this] { return cameras_; }, std::chrono::seconds(10), time_);
  }
  /// Attends whenever it is due, for so long; counts what the manager was told.
  void live_for(Duration time) {
    for (const TimePoint end = time_.now() + time;;) {
      const TimePoint due = duties_->attend();
      while (const auto told = socket_.receive(soon)) (*told == "WATCHDOG=1" ? fed_ : told_).push_back(*told);
      ASSERT_GT(due, time_.now()) << "it would spin";
      if (due > end) return;
      time_.advance(due - time_.now());
    }
  }

  test::NotifySocket socket_;
  ManualTime time_;
  bool turning_ = true;
  std::vector<WorkerState> workers_;
  std::vector<CameraStatus> cameras_;
  std::optional<ServiceManager> manager_;
  std::optional<Duties> duties_;
  std::vector<std::string> fed_;
  std::vector<std::string> told_;
};

TEST_F(DutiesTest, FeedsTheWatchdogAtHalfOfItsLimit) {
  live_for(std::chrono::seconds(10));
  EXPECT_EQ(fed_.size(), 11U) << "at once, and each second";
}

TEST_F(DutiesTest, SaysTheStatusOnlyWhenItChanges) {
  live_for(std::chrono::seconds(60));
  EXPECT_EQ(told_, (std::vector<std::string>{"STATUS=no camera yet"}));
  cameras_ = {camera("front", CameraState::offline, 0, 0)};
  live_for(std::chrono::seconds(10));
  EXPECT_EQ(told_.back(), "STATUS=0 of 1 camera live");
  EXPECT_EQ(told_.size(), 2U);
}

TEST_F(DutiesTest, ARemarkStaysUntilItIsTakenAway) {
  live_for(std::chrono::seconds(1));
  duties_->remark("reload refused: 2 mistakes");
  live_for(milliseconds(100));
  EXPECT_EQ(told_.back(), "STATUS=reload refused: 2 mistakes; no camera yet");
  live_for(std::chrono::seconds(30));
  EXPECT_EQ(told_.size(), 2U);
  duties_->remark("");
  live_for(milliseconds(100));
  EXPECT_EQ(told_.back(), "STATUS=no camera yet");
}

TEST_F(DutiesTest, StarvesTheWatchdogWhileAStageIsStuckAndFeedsItAgainAfter) {
  live_for(std::chrono::seconds(1));
  workers_ = {{.thread = "fw-proc-0", .camera = "front", .stage = "detect", .since = time_.now()}};
  live_for(milliseconds(10'400));
  fed_.clear();
  live_for(std::chrono::seconds(60));
  EXPECT_TRUE(fed_.empty());
  EXPECT_EQ(told_.back().find("STATUS=wedged: fw-proc-0 has held a frame of camera front in stage detect"), 0U);
  workers_.clear();
  live_for(milliseconds(500));
  EXPECT_FALSE(fed_.empty());
  EXPECT_EQ(told_.back(), "STATUS=no camera yet");
}

TEST_F(DutiesTest, StarvesTheWatchdogWhileTheNetThreadDoesNotTurn) {
  live_for(std::chrono::seconds(1));
  turning_ = false;
  live_for(milliseconds(1900));
  fed_.clear();
  live_for(std::chrono::seconds(60));
  EXPECT_TRUE(fed_.empty());
  EXPECT_EQ(told_.back().find("STATUS=wedged: fw-net"), 0U);
}

}  // namespace
}  // namespace framewake
