#pragma once
// The stage privacy behind a stage that tells it what a test says.

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "support/manual_time.hpp"
#include "unit/decode/decoding.hpp"
#include "unit/vision/watching.hpp"
#include "vision/pipeline.hpp"
#include "vision/stages/privacy.hpp"

namespace framewake::test {

inline constexpr Box everywhere{0, 0, 640, 480};

/// What stages before privacy tell it, as the test says.
class ToldStage final : public Stage {
 public:
  explicit ToldStage(std::function<void(StageFrame&)>& tell) : tell_(tell) {}
  std::string_view name() const noexcept override { return "told"; }
  void run(StageFrame& frame) override {
    if (tell_) tell_(frame);
  }

 private:
  std::function<void(StageFrame&)>& tell_;
};

class PrivacyStageTest : public testing::Test {
 protected:
  PrivacyStageTest() {
    std::vector<StageKind> kinds = built_in_stages().kinds();
    kinds.push_back({.name = "told", .summary = {}, .options = {}, .make = [this](auto) {
                       return std::make_unique<ToldStage>(tell);
                     }});
    table_ = std::make_unique<StageTable>(std::move(kinds));
  }

  static StageSpec privacy(PrivacyOptions options) {
    return {"privacy", std::make_shared<PrivacyOptions>(std::move(options))};
  }
  void make(std::vector<StageSpec> privacies) {
    std::vector<StageSpec> stages{{"told", nullptr}};
    for (StageSpec& one : privacies) stages.push_back(std::move(one));
    pipeline_ =
        std::make_unique<Pipeline>(PipelineSpec{"test", std::move(stages)}, *table_, time_, std::move(pipeline_));
  }
  /// Faces, at two seconds' hold and without margin.
  void make_faces(double hold_seconds = 2) {
    make({privacy({.labels = {"face"}, .margin = 0, .hold = milliseconds(static_cast<int>(hold_seconds * 1000))})});
  }

  PrivacyResult run(double seconds, int width = 640, int height = 480, std::uint64_t session = 1) {
    EncodedFrame frame = frame_of(make_jpeg(width, height));
    frame.arrival = moment(seconds);
    frame.session = session;
    Result result;
    Picture picture(frame, decoder_, time_);
    EXPECT_FALSE(pipeline_->run(frame, picture, result));
    EXPECT_TRUE(result.privacy);
    return result.privacy.value_or(PrivacyResult{});
  }
  std::vector<Box> boxes(double seconds) {
    const PrivacyResult privacy = run(seconds);
    EXPECT_TRUE(privacy.may_be_shown()) << seconds;
    return privacy.parts.at(0).boxes;
  }

  void nobody_looks(std::optional<std::vector<Box>> moving = std::vector<Box>{}) {
    tell = [moving](StageFrame& frame) {
      if (moving) frame.result.motion = MotionResult{false, 0, *moving};
    };
  }
  /// By a model that finds everything but what is called like `but`.
  static ObjectLook look(std::vector<DetectedObject> objects, Box place = everywhere, const std::string& but = "") {
    return {{place}, std::move(objects), [but](const std::string& label) { return label != but; }};
  }
  void seen(std::vector<DetectedObject> objects, Box place = everywhere) {
    tell = [objects, place](StageFrame& frame) { frame.looks.push_back(look(objects, place)); };
  }

  std::function<void(StageFrame&)> tell;
  ManualTime time_;
  Decoder decoder_;
  std::unique_ptr<StageTable> table_;
  std::unique_ptr<Pipeline> pipeline_;
};

inline DetectedObject face(Box box, double score = 0.9) {
  return {"face", score, box, {}, {}, false};
}

}  // namespace framewake::test
