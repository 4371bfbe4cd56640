#include "capture/capture_loop.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <deque>
#include <thread>

#include "base/thread.hpp"

namespace framewake {
namespace {

using testing::ElementsAre;

/// Time that passes only while somebody waits for it.
class FakePacing final : public Pacing {
 public:
  TimePoint now() const override { return now_; }
  bool wait_until(TimePoint moment, const std::stop_token& stop) override {
    now_ = std::max(now_, moment);
    return !stop.stop_requested();
  }
  void advance(Duration by) { now_ += by; }

 private:
  TimePoint now_{std::chrono::hours(1)};
};

/// Gives what it was told to give; each reading may take time.
class ScriptedSource final : public FrameSource {
 public:
  ScriptedSource(bool is_live, FakePacing& pacing) : live_(is_live), pacing_(pacing) {}
  void add(milliseconds due, milliseconds takes = {}) { script_.push_back({due, takes}); }
  bool live() const override { return live_; }
  std::variant<CapturedFrame, EndOfSource> next(const std::stop_token&) override {
    if (script_.empty()) return EndOfSource{problem};
    const auto [due, takes] = script_.front();
    script_.pop_front();
    pacing_.advance(takes);
    CapturedFrame frame;
    frame.picture = "image due " + std::to_string(due.count());
    frame.due = due;
    return frame;
  }
  std::string problem;

 private:
  struct Step {
    milliseconds due, takes;
  };
  const bool live_;
  FakePacing& pacing_;
  std::deque<Step> script_;
};

class CaptureLoopTest : public testing::Test {
 protected:
  /// Runs to the end; returns the moments of the frames in ms from now.
  std::vector<std::int64_t> run(FrameSource& source, std::optional<double> fps = {}) {
    CaptureLoop loop(pacing, fps, 85);
    const TimePoint begin = pacing.now();
    std::vector<std::int64_t> moments;
    problem = loop.run(source,
                       [&](ReadyFrame frame) {
                         moments.push_back(std::chrono::duration_cast<milliseconds>(frame.captured - begin).count());
                         frames.push_back(std::move(frame));
                       },
                       {});
    return moments;
  }
  FakePacing pacing;
  std::vector<ReadyFrame> frames;
  std::string problem;
};

TEST_F(CaptureLoopTest, PlaysAtTheSourcesOwnTimes) {
  ScriptedSource source(false, pacing);
  for (const int due : {0, 40, 140, 150}) source.add(milliseconds(due), milliseconds(5));
  EXPECT_THAT(run(source), ElementsAre(5, 45, 145, 155));
  EXPECT_EQ(problem, "");
  EXPECT_EQ(frames[2].seq, 3U);
  EXPECT_EQ(frames[2].image, "image due 140");
}

TEST_F(CaptureLoopTest, PlaysAtTheRateAskedFor) {
  ScriptedSource source(false, pacing);
  for (const int due : {0, 40, 140, 150}) source.add(milliseconds(due));
  EXPECT_THAT(run(source, 50), ElementsAre(0, 20, 40, 60));
}

TEST_F(CaptureLoopTest, CatchesUpAfterAShortDelayAndGivesUpTheTimeOfALongOne) {
  ScriptedSource source(false, pacing);
  source.add(milliseconds(0));
  source.add(milliseconds(100), milliseconds(300));  // 200 late
  source.add(milliseconds(200));
  source.add(milliseconds(400));  // in time again
  source.add(milliseconds(500), milliseconds(5'000));
  source.add(milliseconds(600));  // its time goes on from there
  EXPECT_THAT(run(source), ElementsAre(0, 300, 300, 400, 5'400, 5'500));
}

TEST_F(CaptureLoopTest, LiveFramesAreNotPaced) {
  ScriptedSource source(true, pacing);
  for (int i = 0; i < 4; ++i) source.add(milliseconds(0), milliseconds(33));
  EXPECT_THAT(run(source), ElementsAre(33, 66, 99, 132));
}

TEST_F(CaptureLoopTest, LeavesOutWhatALiveSourceHasTooMuch) {
  ScriptedSource source(true, pacing);
  for (int i = 0; i < 13; ++i) source.add(milliseconds(0), milliseconds(33));
  EXPECT_THAT(run(source, 10), ElementsAre(33, 132, 231, 330, 429));  // a frame of 33 ms may be a little early
  EXPECT_EQ(frames.back().seq, 5U);                                   // what was left out has no number
}

TEST_F(CaptureLoopTest, DoesNotHurryAfterALiveGap) {
  ScriptedSource source(true, pacing);
  source.add({}, milliseconds(0));
  source.add({}, milliseconds(5'000));
  for (int i = 0; i < 8; ++i) source.add({}, milliseconds(50));
  const auto moments = run(source, 10);
  EXPECT_LE(moments.size(), 7U);
}

class LimitTest : public CaptureLoopTest {
 protected:
  /// Ten pictures a second for three seconds; the limit holds for the second one of them.
  std::vector<std::int64_t> run_limited(bool live) {
    ScriptedSource source(live, pacing);
    for (int i = 0; i < 30; ++i) source.add(milliseconds(100 * i), milliseconds(live ? 100 : 0));
    CaptureLoop loop(pacing, {}, 85);
    const TimePoint begin = pacing.now();
    std::vector<std::int64_t> moments;
    loop.run(source,
             [&](const ReadyFrame& frame) {
               const auto moment = std::chrono::duration_cast<milliseconds>(frame.captured - begin).count();
               if (moment >= 1000 && moment < 2000) loop.limit(2, {});
               if (moment >= 2000) loop.limit({}, {});
               moments.push_back(moment);
             },
             {});
    return moments;
  }
  static std::ptrdiff_t between(const std::vector<std::int64_t>& moments, std::int64_t from, std::int64_t to) {
    return std::count_if(moments.begin(), moments.end(), [&](std::int64_t m) { return m >= from && m < to; });
  }
};

TEST_F(LimitTest, HoldsFromTheNextPictureOnForAllKindsOfSources) {
  for (const bool live : {true, false}) {
    const auto moments = run_limited(live);
    EXPECT_GE(between(moments, 0, 1000), 9) << live;
    EXPECT_LE(between(moments, 1100, 2000), 3) << live;
    EXPECT_GE(between(moments, 1100, 2000), 1) << live;
    EXPECT_GE(between(moments, 2100, 3001), 8) << live;
  }
}

TEST_F(CaptureLoopTest, SaysWhyTheSourceEnded) {
  ScriptedSource source(false, pacing);
  source.add(milliseconds(0));
  source.problem = "unplugged";
  EXPECT_THAT(run(source), ElementsAre(0));
  EXPECT_EQ(problem, "unplugged");
}

TEST_F(CaptureLoopTest, NumbersGoOnFromOneRunToTheNext) {
  CaptureLoop loop(pacing, {}, 85);
  std::vector<std::uint64_t> numbers;
  for (int round = 0; round < 2; ++round) {
    ScriptedSource source(false, pacing);
    source.add(milliseconds(0));
    loop.run(source, [&](const ReadyFrame& frame) { numbers.push_back(frame.seq); }, {});
  }
  EXPECT_THAT(numbers, ElementsAre(1, 2));
}

// The real waiting: a frame that is due in an hour does not keep a stop waiting.
TEST(SteadyPacing, AStopEndsTheWaitAtOnce) {
  SteadyPacing pacing;
  bool waited_to_the_end = true;
  std::jthread waiter = start_thread("waiter", [&](const std::stop_token& stop) {
    waited_to_the_end = pacing.wait_until(pacing.now() + std::chrono::hours(1), stop);
  });
  waiter.request_stop();
  waiter.join();
  EXPECT_FALSE(waited_to_the_end);
  EXPECT_TRUE(pacing.wait_until(pacing.now(), {}));
}

}  // namespace
}  // namespace framewake
