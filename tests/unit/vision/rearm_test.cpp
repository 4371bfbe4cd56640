// A pipeline that follows another: which stages go on with what they remember.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "support/manual_time.hpp"
#include "unit/decode/decoding.hpp"
#include "unit/vision/watching.hpp"
#include "vision/pipeline.hpp"
#include "vision/stages/mask.hpp"
#include "vision/stages/motion.hpp"
#include "vision/stages/zones.hpp"

namespace framewake {
namespace {

using namespace test;
using testing::ElementsAre;

struct MemoOptions {
  int live = 0;
  int rearm = 0;
  int stubborn = 0;  ///< not 0: cannot change after all
};

/// Remembers how many frames it has seen; tells it, and its option, by the area and the box of a motion.
class MemoStage final : public Stage {
 public:
  explicit MemoStage(std::shared_ptr<const void> options)
      : options_(std::static_pointer_cast<const MemoOptions>(std::move(options))) {}
  std::string_view name() const noexcept override { return "memo"; }
  void run(StageFrame& frame) override {
    if (!frame.result.motion) frame.result.motion.emplace();
    frame.result.motion->regions.push_back({++seen_, options_->live, 0, 0});
  }
  bool change(const std::shared_ptr<const void>& options) override {
    if (options_->stubborn != 0) return false;
    options_ = std::static_pointer_cast<const MemoOptions>(options);
    return true;
  }

 private:
  std::shared_ptr<const MemoOptions> options_;
  int seen_ = 0;
};

const StageTable& memo_table() {
  static const StageTable table({{.name = "memo",
                                  .summary = "",
                                  .options = OptionsFor<MemoOptions>{}
                                                 .row("live", &MemoOptions::live, {.text = ""})
                                                 .row("rearm", &MemoOptions::rearm, {.text = "", .apply = Apply::rearm})
                                                 .row("stubborn", &MemoOptions::stubborn, {.text = ""})
                                                 .table(),
                                  .make = [](auto options) { return std::make_unique<MemoStage>(options); }}});
  return table;
}

StageSpec memo(MemoOptions options) {
  return {"memo", std::make_shared<MemoOptions>(options)};
}

class RearmTest : public testing::Test {
 protected:
  void follow(std::vector<StageSpec> stages, const StageTable& table = built_in_stages()) {
    pipeline_ = std::make_unique<Pipeline>(PipelineSpec{"test", std::move(stages)}, table, time_, std::move(pipeline_));
  }
  Result run(std::string image, double seconds = 0) {
    EncodedFrame frame = frame_of(std::move(image));
    frame.arrival = moment(seconds);
    frame.session = 1;
    Result result;
    Picture picture(frame, decoder_, time_);
    const auto rejection = pipeline_->run(frame, picture, result);
    EXPECT_FALSE(rejection);
    return result;
  }
  /// Of each memo stage: frames seen, and its option.
  std::vector<std::pair<int, int>> memos() {
    std::vector<std::pair<int, int>> all;
    const Result result = run(make_jpeg(64, 48));
    for (const Box& box : result.motion->regions) all.emplace_back(box[0], box[1]);
    return all;
  }

  ManualTime time_;
  Decoder decoder_;
  std::unique_ptr<Pipeline> pipeline_;
};

TEST_F(RearmTest, AStageThatStaysTheSameGoesOn) {
  follow({memo({.live = 1})}, memo_table());
  EXPECT_THAT(memos(), ElementsAre(std::pair(1, 1)));
  follow({memo({.live = 1})}, memo_table());
  EXPECT_THAT(memos(), ElementsAre(std::pair(2, 1)));
}

TEST_F(RearmTest, ALiveOptionChangesAndTheMemoryStays) {
  follow({memo({.live = 1})}, memo_table());
  memos();
  follow({memo({.live = 7})}, memo_table());
  EXPECT_THAT(memos(), ElementsAre(std::pair(2, 7)));
}

TEST_F(RearmTest, OnlyTheStageThatIsArmedAnewForgets) {
  follow({memo({.live = 1}), memo({.live = 2}), memo({.live = 3})}, memo_table());
  memos();
  follow({memo({.live = 1}), memo({.live = 2, .rearm = 5}), memo({.live = 3})}, memo_table());
  EXPECT_THAT(memos(), ElementsAre(std::pair(2, 1), std::pair(1, 2), std::pair(2, 3)));
}

TEST_F(RearmTest, StagesKeepTheirMemoryWhenOthersComeAndGo) {
  follow({memo({.live = 1}), memo({.live = 2})}, memo_table());
  memos();
  follow({memo({.live = 2})}, memo_table());
  EXPECT_THAT(memos(), ElementsAre(std::pair(2, 2)));
  follow({memo({.live = 9, .rearm = 1}), memo({.live = 2})}, memo_table());
  EXPECT_THAT(memos(), ElementsAre(std::pair(1, 9), std::pair(3, 2)));
}

TEST_F(RearmTest, AStageThatCannotChangeIsMadeAnew) {
  follow({memo({.live = 1, .stubborn = 1})}, memo_table());
  memos();
  follow({memo({.live = 2, .stubborn = 1})}, memo_table());
  EXPECT_THAT(memos(), ElementsAre(std::pair(1, 2)));
}

/// A walker who comes at 2 s: motion at 2.5 s is seen by who has learnt the scene before.
class MotionRearmTest : public RearmTest {
 protected:
  MotionRearmTest() { scene_.movers = {{.box = {40, 150, 40, 90}, .velocity = {60, 0}, .begin = 2}}; }
  static StageSpec motion(const std::function<void(MotionOptions&)>& set = [](MotionOptions&) {}) {
    auto options = std::make_shared<MotionOptions>();
    options->on_after = milliseconds(0);
    set(*options);
    return {"motion", options};
  }
  static StageSpec mask(std::vector<Polygon> polygons) {
    return {"mask", std::make_shared<MaskOptions>(MaskOptions{std::move(polygons)})};
  }
  bool moving_after(std::vector<StageSpec> before, std::vector<StageSpec> after) {
    follow(std::move(before));
    for (int i = 0; i < 20; ++i) EXPECT_FALSE(run(make_jpeg(scene_.frame(i * 0.1)), i * 0.1).motion->active);
    follow(std::move(after));
    Result result;
    for (int i = 20; i < 25; ++i) result = run(make_jpeg(scene_.frame(i * 0.1)), i * 0.1);
    return result.motion->active;
  }
  Scene scene_{{640, 360}};
};

TEST_F(MotionRearmTest, AThresholdChangesWithoutLearningAnew) {
  EXPECT_TRUE(moving_after({motion()}, {motion([](MotionOptions& o) { o.sensitivity = 0.6; })}));
}

TEST_F(MotionRearmTest, ATimeChangesAtOnce) {
  EXPECT_FALSE(moving_after({motion()}, {motion([](MotionOptions& o) { o.on_after = std::chrono::seconds(60); })}));
}

TEST_F(MotionRearmTest, AThresholdTakesEffectAtOnce) {
  EXPECT_FALSE(moving_after({motion()}, {motion([](MotionOptions& o) { o.threshold = 255; })}));
}

TEST_F(MotionRearmTest, AnotherScaleIsLearntAnew) {
  EXPECT_FALSE(moving_after({motion()}, {motion([](MotionOptions& o) { o.scale = MotionScale::quarter; })}));
}

TEST_F(MotionRearmTest, AMaskThatChangesLeavesTheMotionStageAsItWas) {
  const Polygon everything{{0, 0}, {1, 0}, {1, 1}, {0, 1}};
  const Polygon corner{{0, 0}, {0.05, 0}, {0.05, 0.05}};
  EXPECT_TRUE(moving_after({mask({everything}), motion()}, {mask({corner}), motion()}));
  pipeline_.reset();
  EXPECT_FALSE(moving_after({mask({corner}), motion()}, {mask({everything}), motion()}));
  pipeline_.reset();
  EXPECT_TRUE(moving_after({motion()}, {mask({corner}), motion()}));
}

TEST_F(MotionRearmTest, AnotherSizeIsLearntAnewAlsoWhenItIsReducedToTheSamePixels) {
  follow({motion()});
  for (int i = 0; i < 20; ++i) run(make_jpeg(scene_.frame(i * 0.1)), i * 0.1);
  Scene other({1280, 720}, 5);  // looked at at 1/8, where 640 × 360 was at 1/4
  const Result result = run(make_jpeg(other.frame(2)), 2);
  EXPECT_TRUE(result.motion->regions.empty());
  const auto& decisions = result.decisions.all();
  EXPECT_TRUE(std::any_of(decisions.begin(), decisions.end(),
                          [](const Decision& one) { return one.reason == Reason::motion_other_size; }));
}

/// Somebody in the middle of the picture, who has his number.
class SomebodyStage final : public Stage {
 public:
  std::string_view name() const noexcept override { return "somebody"; }
  void run(StageFrame& frame) override { frame.result.objects = {{"person", 0.9, {310, 170, 20, 20}, 1, {}, false}}; }
};

class ZonesRearmTest : public RearmTest {
 protected:
  static StageSpec zone(
      const std::string& name, const std::function<void(ZonesOptions&)>& set = [](ZonesOptions&) {}) {
    auto options = std::make_shared<ZonesOptions>();
    options->name = name;
    options->polygons = {{{0.2, 0.2}, {0.8, 0.2}, {0.8, 0.8}, {0.2, 0.8}}};
    set(*options);
    return {"zones", options};
  }
  void follow_zones(std::vector<StageSpec> zones) {
    static const StageTable table({{.name = "somebody",
                                    .summary = "",
                                    .options = {},
                                    .make = [](auto) { return std::make_unique<SomebodyStage>(); }},
                                   zones_stage()});
    zones.insert(zones.begin(), StageSpec{"somebody", nullptr});
    follow(std::move(zones), table);
  }
  /// Of each zone: how many have come in until now.
  std::vector<std::pair<std::string, std::uint64_t>> entered() {
    std::vector<std::pair<std::string, std::uint64_t>> all;
    now_ += 0.5;
    for (const ZoneResult& zone : run(make_jpeg(640, 360), now_).zones)
      all.emplace_back(zone.name, zone.labels.empty() ? 0 : zone.labels.front().entered);
    return all;
  }
  double now_ = 0;
};

using Entered = std::pair<std::string, std::uint64_t>;

TEST_F(ZonesRearmTest, WhatIsCountedGoesWithTheName) {
  follow_zones({zone("door"), zone("gate")});
  entered();
  EXPECT_THAT(entered(), ElementsAre(Entered("door", 1), Entered("gate", 1)));
  const auto longer = [](ZonesOptions& o) { o.dwell = std::chrono::seconds(9); };
  follow_zones({zone("porch"), zone("gate", longer)});
  EXPECT_THAT(entered(), ElementsAre(Entered("porch", 0), Entered("gate", 1)))
      << "the new one must not be the old door";
  const auto other = [](ZonesOptions& o) { o.inertia = std::chrono::seconds(1); };
  follow_zones({zone("gate", other)});
  EXPECT_THAT(entered(), ElementsAre(Entered("gate", 1)));
}

TEST_F(ZonesRearmTest, AnotherPlaceInTheListChangesNothing) {
  follow_zones({zone("door"), zone("gate", [](ZonesOptions& o) { o.polygons = {{{0, 0}, {0.1, 0}, {0, 0.1}}}; })});
  entered();
  EXPECT_THAT(entered(), ElementsAre(Entered("door", 1), Entered("gate", 0)));
  const auto longer = [](ZonesOptions& o) { o.dwell = std::chrono::seconds(9); };
  follow_zones({zone("gate", longer), zone("door", longer)});
  EXPECT_EQ(entered().back(), Entered("door", 1));
}

}  // namespace
}  // namespace framewake
