// Frames that go on to another pool after their result, and cameras that rest.
#include <deque>

#include "fixture.hpp"

namespace framewake::test {
namespace {

class OnwardTest : public PoolTest {
 protected:
  /// What has been handed on; waits for it.
  EncodedFrame next_onward() {
    std::unique_lock lock(mutex_);
    came_.wait(lock, [this] { return !onward_.empty(); });
    EncodedFrame frame = std::move(onward_.front());
    onward_.pop_front();
    return frame;
  }
  std::function<bool(EncodedFrame)> collect() {
    return [this](EncodedFrame frame) {
      const std::lock_guard lock(mutex_);
      onward_.push_back(std::move(frame));
      came_.notify_all();
      return true;
    };
  }
  std::mutex mutex_;
  std::condition_variable came_;
  std::deque<EncodedFrame> onward_;
};

TEST_F(OnwardTest, AFrameGoesOnWithItsBytesAndWhatWasFound) {
  start(
      1,
      [](StageFrame& frame) {
        frame.result.motion.emplace().regions.push_back({1, 2, 3, 4});
        frame.ignored.push_back({{0, 0}, {1, 0}, {1, 1}});
        frame.looks_for_objects = true;
      },
      {}, collect());
  publish(frame());
  const Outcome told = sink_.wait_for(1).at(0);
  const EncodedFrame next = next_onward();
  EXPECT_EQ(told.fate, Fate::processed) << "its result does not wait";
  EXPECT_EQ(next.number, 1U);
  EXPECT_EQ(next.message, small_jpeg());
  ASSERT_NE(next.first_look, nullptr);
  EXPECT_EQ(next.first_look->motion->regions.at(0), (Box{1, 2, 3, 4}));
  EXPECT_EQ(next.first_look->ignored.size(), 1U);
  EXPECT_TRUE(next.first_look->looks_for_objects);
}

TEST_F(OnwardTest, OfWhatAGateHasStoppedOneASecondGoesOnToSayThatTimePasses) {
  start(
      1, [](StageFrame& frame) { frame.ended = frame.result.frame != 5; }, {}, collect());
  for (std::size_t i = 1; i <= 5; ++i) {  // 0 s, 0.4, 0.8, 1.2, 1.6
    publish(frame());
    sink_.wait_for(i);
    time_.advance(milliseconds(400));
  }
  const EncodedFrame first = next_onward();
  EXPECT_EQ(first.number, 1U);
  EXPECT_TRUE(first.first_look->ended);
  EXPECT_EQ(next_onward().number, 4U);
  const EncodedFrame last = next_onward();
  EXPECT_EQ(last.number, 5U) << "which has to be looked at";
  EXPECT_FALSE(last.first_look->ended);
}

TEST_F(OnwardTest, WhoIsHandedAFrameKnowsTheLongestSilenceAlsoOfThoseThatWereNot) {
  start(
      1, [](StageFrame& frame) { frame.ended = frame.result.frame != 4; }, {}, collect());
  std::size_t frames = 0;
  for (const int pause : {0, 700, 200, 100}) {
    time_.advance(milliseconds(pause));
    publish(frame());
    sink_.wait_for(++frames);
  }
  next_onward();
  const EncodedFrame last = next_onward();
  EXPECT_EQ(last.number, 4U);
  EXPECT_EQ(last.silence, milliseconds(700));
}

TEST_F(OnwardTest, AFrameThatOnlySaysThatTimePassesIsNotDecoded) {
  int runs = 0;
  start(1, [&](StageFrame&) { ++runs; });
  EncodedFrame later = frame();
  later.first_look = std::make_shared<FirstLook>();
  later.first_look->view = View(64, 48);
  later.first_look->ended = true;
  publish(std::move(later));
  const Outcome outcome = sink_.wait_for(1).at(0);
  EXPECT_EQ(outcome.fate, Fate::processed);
  EXPECT_EQ(outcome.result.decodes, DecodeCounts{});
  EXPECT_TRUE(outcome.result.times.stages.empty());
  EXPECT_EQ(runs, 0);
}

TEST_F(OnwardTest, ThePoolThatGetsItGoesOnFromThere) {
  start(1, [](StageFrame& frame) {
    ASSERT_TRUE(frame.result.motion);
    frame.result.objects.emplace().push_back({"cat", 0.9, frame.result.motion->regions.at(0), {}, {}, false});
  });
  EncodedFrame later = frame();
  later.first_look = std::make_shared<FirstLook>();
  later.first_look->view = View(64, 48);
  later.first_look->motion.emplace().regions.push_back({5, 6, 7, 8});
  publish(std::move(later));
  const Outcome outcome = sink_.wait_for(1).at(0);
  ASSERT_TRUE(outcome.result.objects);
  EXPECT_EQ(outcome.result.objects->at(0).box, (Box{5, 6, 7, 8}));
  EXPECT_TRUE(outcome.result.motion);
}

TEST_F(OnwardTest, AQuietCameraIsLookedAtLessOftenUntilSomethingMoves) {
  std::atomic<bool> moves{false};
  start(1,
        [&](StageFrame& frame) {
          auto& motion = frame.result.motion.emplace();
          if (moves) motion.regions.push_back({1, 2, 3, 4});
        },
        {.idle_fps = 1, .idle_after = Duration::zero()});
  lane().change(
      {std::chrono::seconds(60)});  // what rests is not due before the next frame comes, however late a worker wakes
  publish(frame());
  sink_.wait_for(1);
  for (int i = 0; i < 5; ++i) publish(frame());  // 2 to 6: each but the last is superseded
  moves = true;
  time_.advance(milliseconds(950));
  publish(frame());  // 7: the rest is over
  auto outcomes = sink_.wait_for(2);
  EXPECT_EQ(outcomes[1].frame, 7U);
  EXPECT_EQ(outcomes[1].result.superseded, 5U);
  EXPECT_TRUE(outcomes[1].result.rested);
  publish(frame());  // motion: at once
  outcomes = sink_.wait_for(3);
  EXPECT_EQ(outcomes[2].frame, 8U);
  EXPECT_FALSE(outcomes[2].result.rested);
  EXPECT_EQ(lane().ledger().counts(), (FateCounts{.received = 8, .processed = 3, .superseded = 5}));
}

TEST_F(OnwardTest, MotionInAFrameThatSomebodyWaitsForEndsTheRestForAll) {
  std::atomic<bool> moves{false};
  start(1,
        [&](StageFrame& frame) {
          auto& motion = frame.result.motion.emplace();
          if (moves) motion.regions.push_back({1, 2, 3, 4});
        },
        {.idle_fps = 0.01, .idle_after = Duration::zero()});
  publish(frame());
  sink_.wait_for(1);
  moves = true;
  EncodedFrame posted = frame();
  exchange_.publish(lane(), std::move(posted), time_.now(), /*may_rest=*/false);
  sink_.wait_for(2);
  publish(frame());
  EXPECT_EQ(sink_.wait_for(3).at(2).frame, 3U);
}

TEST_F(OnwardTest, ARestIsNoSilenceOfTheCamera) {
  std::mutex mutex;
  std::vector<std::optional<Duration>> told;
  start(1,
        [&](StageFrame& frame) {
          frame.result.motion.emplace();
          const std::lock_guard lock(mutex);
          told.push_back(frame.silence);
        },
        {.idle_fps = 0.1, .idle_after = Duration::zero()});
  publish(frame());
  sink_.wait_for(1);
  for (int i = 0; i < 90; ++i) {  // until the rest is over: then the first is taken at once
    time_.advance(milliseconds(100));
    publish(frame());
  }
  sink_.wait_for(2);
  const std::lock_guard lock(mutex);
  EXPECT_EQ(told.at(1), milliseconds(100));
}

TEST_F(OnwardTest, AReloadEndsTheRestThatAFrameInHandsBegins) {
  std::atomic<int> looked{0};
  start(1,
        [&](StageFrame& frame) {
          frame.result.motion.emplace();
          if (++looked != 1) return;
          pool_->remake_pipelines();
          exchange_.end_rests();  // before this frame's rest begins
        },
        {.idle_fps = 0.01, .idle_after = Duration::zero()});
  publish(frame());
  sink_.wait_for(1);
  publish(frame());
  EXPECT_EQ(sink_.wait_for(2).at(1).frame, 2U);
}

TEST_F(OnwardTest, AResultSaysOfWhichConfigurationItsStagesAre) {
  generation_ = 7;
  start(
      1, [](StageFrame&) {}, {}, collect());
  publish(frame());
  EXPECT_EQ(sink_.wait_for(1).at(0).result.generation, 7U);
  EncodedFrame next = next_onward();
  EXPECT_EQ(next.first_look->generation, 7U);
  next.first_look->generation = 5;  // looked at first before a reload
  next.number = lane().ledger().receive();
  publish(std::move(next));
  EXPECT_EQ(sink_.wait_for(2).at(1).result.generation, 5U) << "as old as the oldest part";
  next_onward();  // the thread is done with this test
}

}  // namespace
}  // namespace framewake::test
