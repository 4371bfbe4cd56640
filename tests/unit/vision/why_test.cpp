// What the stage motion says of its decisions, on made scenes; what track says of faint objects; what all that costs.
#include <gmock/gmock.h>

#include "frame/decision_log.hpp"
#include "support/manual_time.hpp"
#include "unit/decode/allocation_counter.hpp"
#include "unit/decode/decoding.hpp"
#include "unit/vision/watching.hpp"
#include "vision/pipeline.hpp"
#include "vision/stages/mask.hpp"
#include "vision/stages/motion.hpp"
#include "vision/stages/track.hpp"

namespace framewake {
namespace {

using namespace test;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

class WhyMotionTest : public testing::Test {
 protected:
  WhyMotionTest() { options_->on_after = milliseconds(0); }

  /// One frame of the scene at `seconds`; what was said, a line a decision.
  std::vector<std::string> look(double seconds) { return show(scene_.frame(seconds), seconds); }
  std::vector<std::string> show(const cv::Mat& gray, double seconds, std::uint64_t session = 1) {
    if (!pipeline_) {
      std::vector<StageSpec> stages{{"motion", options_}};
      if (!mask_->polygons.empty()) stages.insert(stages.begin(), {"mask", mask_});
      pipeline_ = std::make_unique<Pipeline>(PipelineSpec{"test", stages}, built_in_stages(), time_);
    }
    EncodedFrame frame = frame_of(make_jpeg(gray, {.quality = 90}));
    frame.arrival = moment(seconds);
    frame.session = session;
    Picture picture(frame, decoder_, time_);
    Result result;
    EXPECT_FALSE(pipeline_->run(frame, picture, result));
    std::vector<std::string> lines;
    for (const Decision& decision : result.decisions.all()) lines.push_back(decision_text(decision));
    return lines;
  }
  /// Two seconds and a half without anything.
  void settle() {
    for (int i = 0; i < 25; ++i) look(i * 0.1);
  }
  /// Something bright that comes at 2.5 s.
  void comes(const cv::Rect2d& box, double until = 1e9) {
    scene_.movers.push_back({.box = box, .velocity = {40, 0}, .contrast = 80, .begin = 2.45, .end = until});
  }

  Scene scene_{{640, 480}};
  std::shared_ptr<MotionOptions> options_ = std::make_shared<MotionOptions>();
  std::shared_ptr<MaskOptions> mask_ = std::make_shared<MaskOptions>();
  std::unique_ptr<Pipeline> pipeline_;
  ManualTime time_;
  Decoder decoder_;
};

TEST_F(WhyMotionTest, WhyItOnlyLearnsIsTold) {
  EXPECT_THAT(look(0), ElementsAre(HasSubstr("the first frame since a start or a new connection")));
  EXPECT_THAT(look(0.25), ElementsAre("the background is still being learnt: learning for 250 ms < 1 s (warm_up)"));
  settle();
  EXPECT_THAT(look(2.5), ElementsAre("nothing has changed (sensitivity)"));
  EXPECT_THAT(look(9.5),
              ElementsAre("no frame for a while, the background is learnt anew: gap 7.0 s > 5 s (relearn_gap)"));
  EXPECT_THAT(show(make_scene(320, 240), 9.6), ElementsAre(HasSubstr("the frames have another size")));
  EXPECT_THAT(show(make_scene(320, 240), 9.7, 2), ElementsAre(HasSubstr("a new connection")));
}

TEST_F(WhyMotionTest, WhatIsTooSmallIsMeasured) {
  options_->smallest = 0.05;
  settle();
  comes({300, 200, 60, 60});
  EXPECT_THAT(look(2.5), ElementsAre(testing::MatchesRegex("area 0\\.01[0-9]* < 0\\.05 \\(smallest\\)")));
}

TEST_F(WhyMotionTest, WhatMovesAndWhatComesOfItIsTold) {
  options_->on_after = milliseconds(200);
  settle();
  comes({100, 200, 60, 60}, 3.55);
  const auto first = look(2.5);
  EXPECT_THAT(first, Contains(testing::MatchesRegex("moves: area 0\\.01[0-9]* >= 0\\.0005 \\(smallest\\)")));
  EXPECT_THAT(first, Contains("not active yet: moving for 0 ms < 200 ms (on_after)"));
  for (double t = 2.6; t < 3.45; t += 0.1) look(t);
  EXPECT_THAT(look(3.5), Contains(HasSubstr("active: moving for 1.0 s >= 200 ms (on_after)")));
  EXPECT_THAT(look(4.5), Contains("still active: still for 1.0 s < 2 s (off_after)"));
  look(5);
  EXPECT_THAT(look(5.6), Contains("not active any more: still for 2.1 s >= 2 s (off_after)"));
  EXPECT_THAT(look(5.7), Not(Contains(HasSubstr("off_after"))));
}

TEST_F(WhyMotionTest, AGateSaysThatItIsShut) {
  options_->gate = true;
  settle();
  EXPECT_THAT(look(2.5), Contains("nothing moves, so the stages after motion do not run (gate)"));
  comes({100, 200, 60, 60});
  EXPECT_THAT(look(2.6), Not(Contains(HasSubstr("(gate)"))));
}

TEST_F(WhyMotionTest, ALightSwitchIsTold) {
  options_->lightning = 0.3;
  settle();
  comes({0, 0, 640, 320});
  EXPECT_THAT(look(2.5), Contains(testing::MatchesRegex(
                             "so much at once is the light, the background is learnt anew: changed 0\\.[0-9]* > 0\\.3 "
                             "\\(lightning\\)")));
}

TEST_F(WhyMotionTest, AShadowIsToldToBeLight) {
  settle();
  scene_.weather = [](cv::Mat& scene, double) {
    cv::Mat part = scene(cv::Rect(200, 100, 200, 200));
    part.convertTo(part, -1, 0.5);
  };
  std::vector<std::string> all;
  for (double t = 2.5; t < 4; t += 0.1)
    for (const auto& line : look(t)) all.push_back(line);
  EXPECT_THAT(all, Contains("the background under another light (a lamp, a shadow)"));
}

TEST_F(WhyMotionTest, AShakeIsMeasured) {
  settle();
  scene_.shake = [](double) { return cv::Point2d(6, 0); };
  EXPECT_THAT(
      look(2.5),
      Contains(testing::MatchesRegex("the whole picture has moved, which was taken back: by [5-7]\\.?[0-9]* px")));
}

TEST_F(WhyMotionTest, WhatHappensUnderAMaskIsTold) {
  mask_->polygons = {{{0, 0}, {1, 0}, {1, 0.5}, {0, 0.5}}};
  settle();
  comes({200, 100, 60, 60});
  EXPECT_THAT(look(2.5), ElementsAre(HasSubstr("something changes where a mask is: area "), HasSubstr("nothing")));
}

TEST_F(WhyMotionTest, AMaskOverAllIsTold) {
  mask_->polygons = {{{0, 0}, {1, 0}, {1, 1}, {0, 1}}};
  EXPECT_THAT(look(0), ElementsAre("masks cover the whole picture: nothing is looked at (mask.polygons)"));
}

TEST(WhyCost, TakingDownDecisionsAllocatesNothing) {
  if (!counts_allocations) GTEST_SKIP() << "a sanitizer has the allocator";
  DecisionLog log;
  FrameDecisions warm;
  warm.note({.reason = Reason::motion_nothing});
  log.record(1, moment(0), warm.all());
  start_counting();
  for (std::uint64_t frame = 2; frame < 1000; ++frame) {
    FrameDecisions decisions;
    for (std::uint64_t i = 0; i < 40; ++i)
      decisions.note({.reason = static_cast<Reason>(i % reason_count),
                      .label = "traffic light with a long name",
                      .track = i + frame,
                      .name = "a zone with quite a long name, longer than any short string"});
    log.record(frame, moment(static_cast<double>(frame) * 0.07), decisions.all());
  }
  EXPECT_EQ(counted().count, 0U);
}

TEST(WhyTrackTest, WhatIsTooFaintToBeginWithIsTold) {
  const StageKind kind = track_stage();
  const auto stage = kind.make(std::make_shared<TrackOptions>());
  Decoder decoder;
  ManualTime time;
  const auto run = [&](double seconds, double score) {
    EncodedFrame frame = frame_of(make_png(cv::Mat(200, 200, CV_8UC1, cv::Scalar(0))));
    Picture picture(frame, decoder, time);
    Result result;
    result.objects = std::vector<DetectedObject>{{"person", score, {50, 50, 40, 80}, {}, {}, false}};
    StageFrame step{.picture = picture, .arrival = moment(seconds), .session = 1, .result = result, .ignored = {}};
    step.looks_for_objects = true;
    stage->run(step);
    return decision_text(result.decisions.all().back());
  };
  EXPECT_EQ(run(0, 0.55), "begins no track: score 0.55 < 0.6 (begin_score)");
  run(1, 0.9);
  run(1.5, 0.9);
  EXPECT_EQ(run(1.6, 0.55), "goes on though it is seen only faintly: score 0.55 >= 0.1 (faint)");
}

}  // namespace
}  // namespace framewake
