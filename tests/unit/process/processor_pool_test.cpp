#include "process/processor_pool.hpp"

#include <latch>
#include <stdexcept>

#include "decode/picture.hpp"
#include "fixture.hpp"

namespace framewake::test {
namespace {

TEST_F(PoolTest, AResultCarriesItsFrameAndItsTimes) {
  start(1, [this](StageFrame&) { time_.advance(milliseconds(7)); });
  EncodedFrame sent = frame();
  sent.seq = 41;
  sent.capture_to_arrival = microseconds(1500);
  time_.advance(milliseconds(3));  // on its way to the processor
  publish(std::move(sent));

  const Outcome outcome = sink_.wait_for(1).at(0);
  ASSERT_EQ(outcome.fate, Fate::processed);
  const Result& result = outcome.result;
  EXPECT_EQ(result.camera.str(), "front");
  EXPECT_EQ(result.frame, 1U);
  EXPECT_EQ(result.seq, 41U);
  EXPECT_EQ(result.width, 64);
  EXPECT_EQ(result.height, 48);
  EXPECT_EQ(result.times.capture, microseconds(1500));
  EXPECT_EQ(result.times.wait, milliseconds(3));
  EXPECT_EQ(result.times.total, milliseconds(10));
  ASSERT_EQ(result.times.stages.size(), 1U);
  EXPECT_EQ(result.times.stages[0].stage, "lambda");
  EXPECT_EQ(result.times.stages[0].spent, milliseconds(7));
  EXPECT_EQ(lane().ledger().counts(), (FateCounts{.received = 1, .processed = 1}));
}

TEST_F(PoolTest, AFrameOlderThanItsCameraAllowsIsExpiredNotProcessed) {
  int runs = 0;
  start(1, [&](StageFrame&) { ++runs; });
  EncodedFrame sent = frame();
  time_.advance(milliseconds(1001));
  publish(std::move(sent));
  EXPECT_EQ(sink_.wait_for(1).at(0).fate, Fate::expired);
  EXPECT_EQ(runs, 0);
  EXPECT_EQ(lane().ledger().counts(), (FateCounts{.received = 1, .expired = 1}));
}

TEST_F(PoolTest, ACorruptImageCostsItselfOnly) {
  start(1, [](StageFrame&) {});
  std::string cut = small_jpeg();
  cut.resize(cut.size() / 2);
  publish(frame("front", cut));
  const Outcome bad = sink_.wait_for(1).at(0);
  ASSERT_EQ(bad.fate, Fate::rejected);
  EXPECT_EQ(bad.rejection.reason, RejectReason::bad_image);
  EXPECT_NE(bad.rejection.detail, "");
  EXPECT_EQ(bad.in_vain, DecodeCounts{}) << "its end is missing: it is refused before it is decoded";
  publish(frame());
  EXPECT_EQ(sink_.wait_for(2).at(1).fate, Fate::processed);
  EXPECT_EQ(pipelines_made_, 1);
}

TEST_F(PoolTest, AStageThatThrowsCostsThatFrameAndStartsAnew) {
  bool fail = true;
  start(1, [&](StageFrame& frame) {
    frame.picture.bgr();
    if (std::exchange(fail, false)) throw std::runtime_error("no such luck");
  });
  publish(frame());
  const Outcome failed = sink_.wait_for(1).at(0);
  ASSERT_EQ(failed.fate, Fate::rejected);
  EXPECT_EQ(failed.rejection.reason, RejectReason::internal);
  EXPECT_EQ(failed.in_vain[index_of(DecodeForm::bgr)], 1U) << "it has been paid for";
  publish(frame());
  EXPECT_EQ(sink_.wait_for(2).at(1).fate, Fate::processed);
  EXPECT_EQ(pipelines_made_, 2) << "what the stages remembered is not to be trusted";
  EXPECT_EQ(lane().ledger().counts(), (FateCounts{.received = 2, .processed = 1, .rejected = 1}));
}

TEST_F(PoolTest, LackOfMemoryCostsThatFrameAndIsSaid) {
  int frames = 0;
  start(1, [&frames](StageFrame&) {
    if (++frames == 1) throw std::bad_alloc();
    if (frames == 2) CV_Error(cv::Error::StsNoMem, "as OpenCV says it");
  });
  for (int i = 0; i < 3; ++i) {
    publish(frame());
    sink_.wait_for(static_cast<std::size_t>(i) + 1);
  }
  const auto outcomes = sink_.wait_for(3);
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(outcomes[static_cast<std::size_t>(i)].fate, Fate::rejected);
    EXPECT_EQ(outcomes[static_cast<std::size_t>(i)].rejection.detail, "there was not enough memory for this frame");
  }
  EXPECT_EQ(outcomes[2].fate, Fate::processed);
  EXPECT_TRUE(lane().ledger().counts().balanced());
}

TEST_F(PoolTest, PipelinesAreMadeAnewBetweenFrames) {
  start(2, [](StageFrame&) {});
  publish(frame());
  sink_.wait_for(1);
  pool_->remake_pipelines();
  EXPECT_EQ(pipelines_made_, 1);
  publish(frame());
  sink_.wait_for(2);
  publish(frame());
  sink_.wait_for(3);
  EXPECT_EQ(pipelines_made_, 2);
}

TEST_F(PoolTest, TheMakerGetsTheFormerPipelineUnlessItIsNotToBeTrusted) {
  bool fail = false;
  start(1, [&](StageFrame&) {
    if (fail) throw std::runtime_error("no such luck");
  });
  publish(frame());
  sink_.wait_for(1);
  EXPECT_EQ(pipelines_followed_, 0);
  pool_->remake_pipelines();
  publish(frame());
  sink_.wait_for(2);
  EXPECT_EQ(pipelines_followed_, 1);
  fail = true;
  publish(frame());
  sink_.wait_for(3);
  fail = false;
  publish(frame());
  sink_.wait_for(4);
  EXPECT_EQ(pipelines_made_, 3);
  EXPECT_EQ(pipelines_followed_, 1);
}

TEST_F(PoolTest, SaysWhoHoldsWhatSinceWhenAndAHeldFrameHoldsUpTheJoinOnlyUntilItsDeadline) {
  std::latch entered(1);
  std::latch leave(1);
  start(1, [&](StageFrame&) {
    entered.count_down();
    leave.wait();
  });
  publish(frame("yard"));
  entered.wait();
  const auto held = pool_->workers();
  ASSERT_EQ(held.size(), 1U);
  EXPECT_EQ(held[0].thread, "fw-proc-0");
  EXPECT_EQ(held[0].camera, "yard");
  EXPECT_EQ(held[0].stage, "lambda");
  EXPECT_EQ(held[0].since, time_.now());

  pool_->request_stop();
  EXPECT_FALSE(pool_->join_until(Clock::now() + milliseconds(1)));
  leave.count_down();
  EXPECT_TRUE(pool_->join_until(Clock::now() + std::chrono::seconds(30)));
  EXPECT_FALSE(pool_->workers()[0].camera.has_value());
  EXPECT_EQ(sink_.wait_for(1).at(0).fate, Fate::processed) << "the frame in hands is finished first";
}

TEST_F(PoolTest, TwoCamerasAreWorkedOnAtOnce) {
  std::latch both(2);
  start(2, [&](StageFrame&) { both.arrive_and_wait(); });  // hangs when one waits for the other
  publish(frame("front"));
  publish(frame("yard"));
  EXPECT_EQ(sink_.wait_for(2).size(), 2U);
}

}  // namespace
}  // namespace framewake::test
