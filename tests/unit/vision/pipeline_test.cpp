// Whole frames through a pipeline: JPEG in, result out.
#include "vision/pipeline.hpp"

#include "support/manual_time.hpp"
#include "unit/decode/allocation_counter.hpp"
#include "unit/decode/decoding.hpp"
#include "unit/vision/watching.hpp"
#include "vision/stages/mask.hpp"
#include "vision/stages/motion.hpp"

namespace framewake {
namespace {

using namespace test;

class PipelineTest : public testing::Test {
 protected:
  std::unique_ptr<Pipeline> make(std::vector<StageSpec> stages, const StageTable& table = built_in_stages()) {
    return std::make_unique<Pipeline>(PipelineSpec{"test", std::move(stages)}, table, time_);
  }

  /// The frame `seconds` after the start; fails the test when it does not decode.
  Result run(Pipeline& pipeline, std::string image, double seconds, std::uint64_t session = 1) {
    EncodedFrame frame = frame_of(std::move(image));
    frame.arrival = moment(seconds);
    frame.session = session;
    Result result;
    Picture picture(frame, decoder_, time_);
    const auto rejection = pipeline.run(frame, picture, result);
    EXPECT_FALSE(rejection) << rejection->detail;
    return result;
  }

  ManualTime time_;
  Decoder decoder_;
};

StageSpec motion(milliseconds on_after = milliseconds(0)) {
  auto options = std::make_shared<MotionOptions>();
  options->on_after = on_after;
  return {"motion", options};
}

std::string jpeg_of(Scene& scene, double t, int quality = 85) {
  return make_jpeg(scene.frame(t), {.quality = quality});
}

/// Takes time and asks for pictures as told.
class TimedStage final : public Stage {
 public:
  TimedStage(ManualTime& time, Duration takes, int gray) : time_(time), takes_(takes), gray_(gray) {}
  std::string_view name() const noexcept override { return "timed"; }
  void run(StageFrame& frame) override {
    time_.advance(takes_);
    if (gray_ > 0) frame.picture.gray(gray_);
  }

 private:
  ManualTime& time_;
  Duration takes_;
  int gray_;
};

TEST_F(PipelineTest, TimesEachStageAndTellsTheSize) {
  const StageTable table({{.name = "slow",
                           .summary = {},
                           .options = {},
                           .make = [this](auto) { return std::make_unique<TimedStage>(time_, milliseconds(7), 8); }},
                          {.name = "quick", .summary = {}, .options = {}, .make = [this](auto) {
                             return std::make_unique<TimedStage>(time_, milliseconds(1), 0);
                           }}});
  const auto pipeline = make({{"slow", nullptr}, {"quick", nullptr}}, table);
  EXPECT_EQ(pipeline->running(), nullptr);
  const Result result = run(*pipeline, make_jpeg(123, 77), 0);
  ASSERT_EQ(result.times.stages.size(), 2U);
  EXPECT_EQ(result.times.stages[0].spent, milliseconds(7));
  EXPECT_EQ(result.times.stages[1].spent, milliseconds(1));
  EXPECT_EQ(result.times.stages[1].stage, "timed");
  EXPECT_EQ(result.width, 123);
  EXPECT_EQ(result.height, 77);
  EXPECT_FALSE(result.motion);
  EXPECT_EQ(pipeline->running(), nullptr);
}

/// Goes on by a millisecond whenever it is asked.
class TickingTime final : public TimeSource {
 public:
  TimePoint now() const noexcept override { return TimePoint(milliseconds(ticks_++)); }

 private:
  mutable int ticks_ = 0;
};

TEST_F(PipelineTest, DecodingIsNotTheStagesTime) {
  TickingTime ticking;
  Pipeline pipeline({"test", {motion()}}, built_in_stages(), ticking);
  const EncodedFrame frame = frame_of(make_jpeg(320, 240));
  Result result;
  Picture picture(frame, decoder_, ticking);
  ASSERT_FALSE(pipeline.run(frame, picture, result));
  EXPECT_EQ(result.times.decode, milliseconds(1));
  // Asked at the stage's begin and end and twice while decoding: three steps, one of them decoding.
  EXPECT_EQ(result.times.stages.at(0).spent, milliseconds(2));
}

TEST_F(PipelineTest, TellsWhatWasDecoded) {
  const auto pipeline = make({motion(), motion()});
  const Result large = run(*pipeline, make_jpeg(1280, 720), 0), small = run(*pipeline, make_jpeg(320, 240), 1);
  DecodeCounts expected{};
  expected[index_of(DecodeForm::gray_1_8)] = 1;
  EXPECT_EQ(large.decodes, expected);
  expected = {};
  expected[index_of(DecodeForm::gray_1_4)] = 1;
  EXPECT_EQ(small.decodes, expected);
}

TEST_F(PipelineTest, RefusesWhatDoesNotDecodeWithAndWithoutStages) {
  for (const bool with_motion : {true, false}) {
    const auto pipeline = make(with_motion ? std::vector{motion(), motion()} : std::vector<StageSpec>{});
    std::string image = make_jpeg(320, 240);
    image.resize(image.size() / 2);
    const EncodedFrame frame = frame_of(image);
    Result result;
    Picture picture(frame, decoder_, time_);
    const auto rejection = pipeline->run(frame, picture, result);
    ASSERT_TRUE(rejection);
    EXPECT_EQ(rejection->reason, RejectReason::bad_image);
    EXPECT_FALSE(rejection->detail.empty());
  }
}

TEST_F(PipelineTest, UnknownStageIsABug) {
  EXPECT_THROW(make({{"no such stage", nullptr}}), std::invalid_argument);
}

class MotionAtQuality : public PipelineTest, public testing::WithParamInterface<int> {};
INSTANTIATE_TEST_SUITE_P(Qualities, MotionAtQuality, testing::Values(40, 85));

TEST_P(MotionAtQuality, IsQuietOnNoiseAndFindsTheWalker) {
  Scene scene({640, 360});
  scene.movers = {{.box = {40, 150, 40, 90}, .velocity = {60, 0}, .begin = 20}};
  const auto pipeline = make({motion()});
  int active = 0;
  int found = 0;
  for (int i = 0; i < 250; ++i) {
    const double t = i * 0.1;
    const Result result = run(*pipeline, jpeg_of(scene, t, GetParam()), t);
    ASSERT_TRUE(result.motion);
    if (t < 20) {
      active += result.motion->active ? 1 : 0;
      EXPECT_EQ(result.motion->area, 0);
    } else if (t >= 21 && result.motion->active && result.motion->regions.size() == 1) {
      const Box& box = result.motion->regions[0];
      found += overlap({box[0], box[1], box[2], box[3]}, scene.truth(t)[0]) > 0.6 ? 1 : 0;
      EXPECT_NEAR(result.motion->area, 40 * 90 / (640. * 360), 0.01);
    }
  }
  EXPECT_EQ(active, 0);
  EXPECT_GE(found, 36) << "of 40";
}

TEST_F(PipelineTest, OnAfterAndANewSession) {
  Scene scene({640, 360});
  scene.movers = {{.box = {40, 150, 40, 90}, .velocity = {60, 0}, .begin = 3}};
  const auto pipeline = make({motion(milliseconds(500))});
  double on_at = -1;
  for (int i = 0; i < 60; ++i) {
    const Result result = run(*pipeline, jpeg_of(scene, i * 0.1), i * 0.1);
    if (result.motion->active && on_at < 0) on_at = i * 0.1;
  }
  EXPECT_NEAR(on_at, 3.5, 0.11);
  const Result again = run(*pipeline, jpeg_of(scene, 6), 6, 2);
  EXPECT_FALSE(again.motion->active) << "what was before the reconnection is another story";
  EXPECT_TRUE(again.motion->regions.empty());
}

/// Counts the frames that reach it.
class CountingStage final : public Stage {
 public:
  explicit CountingStage(int& count) : count_(count) {}
  std::string_view name() const noexcept override { return "counting"; }
  void run(StageFrame&) override { ++count_; }

 private:
  int& count_;
};

class MotionGate : public PipelineTest {
 protected:
  /// Frames at 10 a second through motion and a stage behind it.
  Result watch(Scene& scene, Pipeline& pipeline, double begin, double end) {
    Result result;
    for (double t = begin; t < end - 0.05; t += 0.1) result = run(pipeline, jpeg_of(scene, t), t);
    return result;
  }
  std::unique_ptr<Pipeline> make_gate(bool gate, milliseconds on_after) {
    table_ = StageTable(
        {*built_in_stages().find("motion"), {.name = "counting", .summary = {}, .options = {}, .make = [this](auto) {
                                               return std::make_unique<CountingStage>(passed_);
                                             }}});
    auto options = std::make_shared<MotionOptions>();
    options->gate = gate;
    options->on_after = on_after;
    options->off_after = milliseconds(1000);
    return make({{"motion", options}, {"counting", nullptr}}, table_);
  }

  StageTable table_{{}};
  int passed_ = 0;
};

TEST_F(MotionGate, StopsQuietFramesAndOpensWithTheFirstMotion) {
  Scene scene({640, 360});
  scene.movers = {{.box = {40, 150, 40, 90}, .velocity = {60, 0}, .begin = 5, .end = 8}};
  const auto pipeline = make_gate(true, milliseconds(500));
  const Result quiet = watch(scene, *pipeline, 0, 5);
  EXPECT_EQ(passed_, 0);
  EXPECT_TRUE(quiet.motion) << "the gate's own answer is there";
  ASSERT_EQ(quiet.times.stages.size(), 1U) << "no time of a stage that did not run";
  EXPECT_EQ(quiet.width, 640);
  const Result moving = watch(scene, *pipeline, 5, 5.3);
  EXPECT_EQ(passed_, 3) << "from the first frame with motion on, not only after on_after";
  EXPECT_FALSE(moving.motion->active);
  ASSERT_EQ(moving.times.stages.size(), 2U);
  watch(scene, *pipeline, 5.3, 8);
  EXPECT_EQ(passed_, 30);
  watch(scene, *pipeline, 8, 20);
  EXPECT_GE(passed_, 38) << "open until off_after is over";
  EXPECT_LE(passed_, 42);
}

TEST_F(MotionGate, IsNoGateUnlessAskedFor) {
  Scene scene({640, 360});
  const auto pipeline = make_gate(false, milliseconds(0));
  watch(scene, *pipeline, 0, 1);
  EXPECT_EQ(passed_, 10);
}

StageSpec mask(std::vector<Polygon> polygons) {
  auto options = std::make_shared<MaskOptions>();
  options->polygons = std::move(polygons);
  return {"mask", options};
}

TEST_F(PipelineTest, MaskedMotionIsIgnoredAndWhatIsBesideItFound) {
  Scene scene({640, 360});
  scene.movers = {{.box = {40, 100, 40, 90}, .velocity = {20, 0}, .begin = 2},
                  {.box = {500, 100, 40, 90}, .velocity = {-20, 0}, .begin = 2}};
  const Polygon left_relative{{0, 0}, {0.5, 0}, {0.5, 1}, {0, 1}};
  const Polygon left_pixels{{0, 0}, {320, 0}, {320, 360}, {0, 360}};
  for (const Polygon& polygon : {left_relative, left_pixels}) {
    const auto pipeline = make({mask({polygon}), motion()});
    Result result;
    for (int i = 0; i < 50; ++i) result = run(*pipeline, jpeg_of(scene, i * 0.1), i * 0.1);
    ASSERT_EQ(result.motion->regions.size(), 1U);
    const Box& box = result.motion->regions[0];
    EXPECT_GT(overlap({box[0], box[1], box[2], box[3]}, scene.truth(4.9)[1]), 0.6);
    EXPECT_NEAR(result.motion->area, 40 * 90 / (320. * 360), 0.02) << "a share of what is not masked";
  }
}

TEST_F(PipelineTest, SizesMayChangeAndBeOdd) {
  const auto pipeline = make({mask({{{0, 0}, {0.3, 0}, {0.3, 1}}}), motion()});
  int i = 0;
  for (const cv::Size size : {cv::Size(640, 360), cv::Size(1, 1), cv::Size(3000, 2), cv::Size(2, 3000),
                              cv::Size(333, 77), cv::Size(640, 360)})
    for (int n = 0; n < 20; ++n, ++i) {
      const Result result = run(*pipeline, make_jpeg(size.width, size.height), i * 0.1);
      EXPECT_FALSE(result.motion->active);
      EXPECT_EQ(result.width, size.width);
    }
}

TEST_F(PipelineTest, AllScalesFindTheWalker) {
  for (const auto scale :
       {MotionScale::automatic, MotionScale::eighth, MotionScale::quarter, MotionScale::half, MotionScale::full}) {
    Scene scene({640, 360});
    scene.movers = {{.box = {40, 150, 40, 90}, .velocity = {60, 0}, .begin = 2}};
    auto options = std::make_shared<MotionOptions>();
    options->scale = scale;
    const auto pipeline = make({{"motion", options}});
    Result result;
    for (int i = 0; i < 50; ++i) result = run(*pipeline, jpeg_of(scene, i * 0.1), i * 0.1);
    ASSERT_EQ(result.motion->regions.size(), 1U) << static_cast<int>(scale);
    const Box& box = result.motion->regions[0];
    EXPECT_GT(overlap({box[0], box[1], box[2], box[3]}, scene.truth(4.9)[0]), 0.6) << static_cast<int>(scale);
  }
}

TEST_F(PipelineTest, AQuietFrameCostsNoLargeAllocation) {
  if (!counts_allocations) GTEST_SKIP() << "a sanitizer has the allocator";
  Scene scene({1280, 720});
  const auto pipeline = make({mask({{{0, 0}, {0.3, 0}, {0.3, 1}}}), motion()});
  for (int i = 0; i < 20; ++i) run(*pipeline, jpeg_of(scene, i * 0.1), i * 0.1);
  EncodedFrame frame = frame_of(jpeg_of(scene, 2));
  frame.arrival = moment(2);
  frame.session = 1;
  Picture picture(frame, decoder_, time_);
  picture.gray(8);  // what libjpeg takes for itself is decode's test
  Result result;
  start_counting();
  const auto rejection = pipeline->run(frame, picture, result);
  const Allocations spent = counted();
  EXPECT_FALSE(rejection);
  EXPECT_LE(spent.largest, 4096U);
  EXPECT_LE(spent.count, 16U);
}

}  // namespace
}  // namespace framewake
