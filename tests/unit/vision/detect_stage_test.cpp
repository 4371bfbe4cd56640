// The stage detect: where and when it looks, what counts, and what it tells.
#include "vision/stages/detect.hpp"

#include <gmock/gmock.h>

#include <opencv2/core.hpp>

#include "support/images.hpp"
#include "support/manual_time.hpp"
#include "unit/decode/decoding.hpp"
#include "unit/vision/loaded_models.hpp"
#include "unit/vision/watching.hpp"

namespace framewake {
namespace {

using namespace test;

class DetectStageTest : public ModelTest {
 protected:
  std::optional<StageFault> prepare(const std::shared_ptr<DetectOptions>& options,
                                    const std::vector<std::string>& before = {"motion"}) {
    options->at_once = 1;
    const StageFaults faults = kind_.prepare(options.get(), before);
    return faults.empty() ? std::nullopt : std::optional(faults.front());
  }
  /// Runs the stage on a picture of one gray at `seconds`, with these regions of motion (nothing: no motion stage).
  Result run(Stage& stage, int gray, double seconds, const std::optional<std::vector<Box>>& regions = std::nullopt) {
    std::optional<MotionResult> motion;
    if (regions) motion = MotionResult{!regions->empty(), 0.1, *regions};
    return run_with(stage, gray, seconds, motion);
  }
  Result run_with(Stage& stage, int gray, double seconds, const std::optional<MotionResult>& motion) {
    EncodedFrame frame = frame_of(make_png(cv::Mat(640, 640, CV_8UC3, cv::Scalar::all(gray))));
    Picture picture(frame, decoder_, time_);
    Result result;
    result.motion = motion;
    StageFrame step{
        .picture = picture, .arrival = moment(seconds), .session = 1, .result = result, .ignored = ignored_};
    stage.run(step);
    EXPECT_TRUE(step.looks_for_objects);
    looks_ = step.looks;
    return result;
  }
  std::shared_ptr<DetectOptions> options() {
    auto made = std::make_shared<DetectOptions>();
    made->model = white_model();
    made->overlap = 1;
    return made;
  }

  StageKind kind_ = detect_stage(folders);
  ManualTime time_;
  Decoder decoder_;
  std::vector<Polygon> ignored_;
  std::vector<ObjectLook> looks_;  ///< of the last run
};

/// For the stage privacy: what must be hidden need not count as an object.
TEST_F(DetectStageTest, TellsWhereItLookedAndWhatItMadeOutThereWhetherThatCountsOrNot) {
  const auto o = options();
  o->score = 0.9;
  o->classes = {"class 1"};
  o->smallest = 0.9;
  o->when = "every 1 s";
  ASSERT_FALSE(prepare(o));
  const auto stage = kind_.make(o);
  ignored_ = {{{0, 0}, {640, 0}, {640, 640}, {0, 640}}};
  EXPECT_TRUE(run(*stage, 204, 0).objects->empty());
  ASSERT_EQ(looks_.size(), 1U);
  EXPECT_EQ(looks_[0].places, (std::vector<Box>{{0, 0, 640, 640}}));
  ASSERT_FALSE(looks_[0].seen.empty());
  EXPECT_EQ(looks_[0].seen[0].label, "class 0");
  EXPECT_NEAR(looks_[0].seen[0].score, 0.8, 0.01);
  EXPECT_TRUE(looks_[0].finds("class 0"));
  EXPECT_FALSE(looks_[0].finds("face")) << "a look for other things is none for this";
  run(*stage, 204, 0.5);
  EXPECT_TRUE(looks_.empty()) << "it has not looked";
  EXPECT_TRUE(kind_.finds(o.get(), "class 0"));
  EXPECT_FALSE(kind_.finds(o.get(), "face"));
}

TEST_F(DetectStageTest, ObjectsHaveLabelsScoresAndBoxesWithinTheFrame) {
  const auto o = options();
  ASSERT_FALSE(prepare(o));
  const auto stage = kind_.make(o);
  const Result seen = run(*stage, 255, 0);
  ASSERT_TRUE(seen.objects);
  ASSERT_EQ(seen.objects->size(), 100U);  // as many as a result holds
  EXPECT_EQ(seen.objects->front().label, "class 0");
  const Box& box = seen.objects->front().box;
  EXPECT_EQ(cv::Rect(box[0], box[1], box[2], box[3]) & cv::Rect(0, 0, 640, 640),
            cv::Rect(box[0], box[1], box[2], box[3]));
  const Result nothing = run(*stage, 0, 1);
  ASSERT_TRUE(nothing.objects);
  EXPECT_TRUE(nothing.objects->empty());
}

TEST_F(DetectStageTest, ScoresClassesAndSizesSortOut) {
  const auto seen = [&](const auto& set) {
    auto o = options();
    set(*o);
    EXPECT_FALSE(prepare(o));
    return !run(*kind_.make(o), 204, 0).objects->empty();  // every score is 0.8
  };
  EXPECT_TRUE(seen([](DetectOptions& o) { o.score = 0.79; }));
  EXPECT_FALSE(seen([](DetectOptions& o) { o.score = 0.81; }));
  EXPECT_FALSE(seen([](DetectOptions& o) { o.scores = {"class 0=0.9"}; }));
  EXPECT_TRUE(seen([](DetectOptions& o) { o.score = 0.9, o.scores = {"class 0=0.7"}; }));
  EXPECT_FALSE(seen([](DetectOptions& o) { o.classes = {"class 1"}; }));
  EXPECT_FALSE(seen([](DetectOptions& o) { o.smallest = 0.01; }));
  EXPECT_FALSE(seen([](DetectOptions& o) { o.largest = 0.00001; }));
  ignored_ = {{{0, 0}, {100, 0}, {100, 100}, {0, 100}}};
  EXPECT_FALSE(seen([](DetectOptions& o) { o.score = 0.5; }));
}

TEST_F(DetectStageTest, WhyAnObjectDoesNotCountIsTold) {
  const auto said = [&](const auto& set, int gray = 204) {
    auto o = options();
    o->overlap = 0.9;
    set(*o);
    EXPECT_FALSE(prepare(o));
    const Result result = run(*kind_.make(o), gray, 0);  // every score is 0.8, every box 0.8 × 0.8 pixels of 96 × 96
    const auto all = result.decisions.all();
    return all.empty() ? "nothing" : std::string(all.back().label.view()) + ": " + decision_text(all.back());
  };
  EXPECT_EQ(said([](DetectOptions& o) { o.score = 0.79; }), "class 0: found: score 0.8 >= 0.79 (score)");
  EXPECT_EQ(said([](DetectOptions& o) { o.score = 0.81; }), "class 0: score 0.8 < 0.81 (score)");
  EXPECT_EQ(said([](DetectOptions& o) { o.scores = {"class 0=0.9"}; }), "class 0: score 0.8 < 0.9 (scores)");
  EXPECT_EQ(said([](DetectOptions& o) { o.classes = {"class 1"}; }),
            "class 0: not among the classes that are wanted (classes)");
  EXPECT_THAT(said([](DetectOptions& o) { o.smallest = 0.01; }), testing::HasSubstr("< 0.01 (smallest)"));
  EXPECT_THAT(said([](DetectOptions& o) { o.largest = 0.00001; }), testing::HasSubstr("> 1e-05 (largest)"));
  EXPECT_EQ(said([](DetectOptions&) {}, 0), ": the model sees nothing at all, not even faintly (model)");
  ignored_ = {{{0, 0}, {100, 0}, {100, 100}, {0, 100}}};
  EXPECT_EQ(said([](DetectOptions&) {}), "class 0: its middle lies under a mask (mask.polygons)");
}

/// Its boxes' sides are e^(30 × (1 + red + green + blue)): finite in a black picture, beyond all numbers in a white one.
TEST_F(DetectStageTest, ALookWithNumbersThatAreNoneIsNoLook) {
  write("wild.cfg", tiny_darknet_cfg());
  const auto o = options();
  o->model = write("wild.weights", tiny_darknet_weights(30));
  ASSERT_FALSE(prepare(o));
  const auto stage = kind_.make(o);
  EXPECT_TRUE(run(*stage, 0, 0).objects);
  ASSERT_EQ(looks_.size(), 1U);
  EXPECT_EQ(looks_[0].places.size(), 1U);
  const Result blind = run(*stage, 255, 1);
  EXPECT_FALSE(blind.objects) << "nobody knows who is there";
  ASSERT_EQ(looks_.size(), 1U);
  EXPECT_TRUE(looks_[0].places.empty()) << "privacy must not take it for a look";
  EXPECT_THAT(decision_text(blind.decisions.all()[0]),
              testing::HasSubstr("of the model's numbers are none (NaN or infinite): it does not count as a look"));
}

TEST_F(DetectStageTest, ALabelBeyondTheClassesOfTheModelCannotBeWanted) {
  const auto with = [&](const auto& set) {
    auto o = options();
    o->labels = write("three.names", "person\ncat\ndog\n");
    set(*o);
    return std::pair(prepare(o), o);
  };
  const auto [fine, o] = with([](DetectOptions& one) { one.classes = {"cat"}; });
  EXPECT_FALSE(fine);
  EXPECT_TRUE(kind_.finds(o.get(), "cat"));
  EXPECT_TRUE(kind_.gives(o.get(), "cat"));
  EXPECT_TRUE(kind_.finds(o.get(), "person"));
  EXPECT_FALSE(kind_.gives(o.get(), "person")) << "it is not among the classes";
  EXPECT_FALSE(kind_.finds(o.get(), "dog")) << "privacy could wait for it for ever";
  const auto wanted = with([](DetectOptions& one) { one.classes = {"dog"}; }).first;
  ASSERT_TRUE(wanted);
  EXPECT_EQ(wanted->key, "classes");
  expect_part(wanted->what,
              "naming \"dog\", which its labels name beyond the 2 classes that the model has; allowed: \"person\"");
  EXPECT_TRUE(with([](DetectOptions& one) { one.scores = {"dog=0.4"}; }).first);
  EXPECT_TRUE(with([](DetectOptions& one) { one.classes = {""}; }).first);
}

TEST_F(DetectStageTest, AClassWithoutANameIsKnownByItsNumber) {
  auto o = options();
  o->labels = write("gap.names", "\ncat\n");
  o->classes = {"class 0"};
  EXPECT_FALSE(prepare(o));
}

TEST_F(DetectStageTest, WhatOverlapsAndWhatIsTooMuchIsToldOnce) {
  auto o = options();
  ASSERT_FALSE(prepare(o));
  const Result many = run(*kind_.make(o), 255, 0);
  ASSERT_EQ(many.decisions.all().size(), 2U);
  EXPECT_EQ(many.decisions.all()[0].alike, 100U);
  EXPECT_EQ(many.decisions.all()[1].reason, Reason::detect_too_many);
  EXPECT_GT(many.decisions.all()[1].value, 101) << "all that there were";
  o = options();
  o->overlap = 0.4;
  ASSERT_FALSE(prepare(o));
  const Result few = run(*kind_.make(o), 255, 0);
  EXPECT_EQ(few.decisions.all()[0].reason, Reason::detect_doubles);
  EXPECT_GT(few.decisions.all()[0].value, 10);
  EXPECT_GT(looks_[0].seen.size(), few.objects->size() + 10)
      << "a double may be somebody else: privacy must know of it";
}

TEST_F(DetectStageTest, WhyItDoesNotLookIsTold) {
  const auto said = [](const Result& result) { return decision_text(result.decisions.all()[0]); };
  auto o = options();
  o->when = "motion";
  ASSERT_FALSE(prepare(o));
  EXPECT_EQ(said(run(*kind_.make(o), 255, 0, std::vector<Box>{})),
            "not looked at: nothing moves, and when is \"motion\" (when)");
  o = options();
  o->when = "every 500 ms";
  ASSERT_FALSE(prepare(o));
  const auto stage = kind_.make(o);
  run(*stage, 255, 0);
  EXPECT_EQ(said(run(*stage, 255, 0.2)), "not looked at yet: last looked 200 ms < 500 ms (when)");
  o = options();
  o->where = DetectWhere::motion;
  ASSERT_FALSE(prepare(o));
  EXPECT_EQ(said(run(*kind_.make(o), 255, 0, std::vector<Box>{})),
            "not looked at: no region moves, and where is \"motion\" (where)");
}

TEST_F(DetectStageTest, OnMotionItLooksOnlyWhileSomethingMoves) {
  const auto o = options();
  o->when = "motion";
  ASSERT_FALSE(prepare(o));
  const auto stage = kind_.make(o);
  EXPECT_FALSE(run(*stage, 255, 0, std::vector<Box>{}).objects);
  EXPECT_TRUE(run(*stage, 255, 1, std::vector<Box>{{300, 300, 20, 20}}).objects);
  EXPECT_FALSE(run(*stage, 255, 2, std::vector<Box>{}).objects);
}

TEST_F(DetectStageTest, WhenMotionHasLearntAnewTheWholePictureIsLookedAtOnce) {
  for (const char* when : {"motion", "always"}) {
    const auto o = options();
    o->when = when;
    o->where = DetectWhere::motion;
    ASSERT_FALSE(prepare(o));
    const auto stage = kind_.make(o);
    const auto looks_everywhere = [&](double seconds, bool complete, std::uint64_t background) {
      run_with(*stage, 204, seconds, MotionResult{.complete = complete, .background = background});
      return looks_.size() == 1 && looks_[0].places == std::vector<Box>{{0, 0, 640, 640}};
    };
    EXPECT_FALSE(looks_everywhere(0, false, 1)) << when << ": motion does not know yet what stands there";
    EXPECT_TRUE(looks_everywhere(1, true, 1)) << when;
    EXPECT_FALSE(looks_everywhere(2, true, 1)) << when;
    EXPECT_TRUE(looks_everywhere(3, true, 2)) << when << ": the frame in which it learnt did not come here";
    EXPECT_FALSE(looks_everywhere(4, true, 2)) << when;
  }
}

TEST_F(DetectStageTest, WhatRunsBesideHasTheModelForItself) {
  const auto one = options();
  const auto loaded_with = [&](bool async) {
    const auto o = std::make_shared<DetectOptions>(*one);
    o->async = async;
    EXPECT_FALSE(prepare(o));
    return o->loaded;
  };
  const auto at_once = loaded_with(false), beside = loaded_with(true);
  EXPECT_NE(at_once, beside) << "a camera would wait for a thread that steps back behind all others";
  EXPECT_EQ(loaded_with(false), at_once);
  EXPECT_EQ(loaded_with(true), beside);
}

TEST_F(DetectStageTest, EverySoOften) {
  const auto o = options();
  o->when = "every 500 ms";
  ASSERT_FALSE(prepare(o));
  const auto stage = kind_.make(o);
  int looked = 0;
  for (int i = 0; i < 20; ++i) looked += run(*stage, 255, i * 0.1).objects ? 1 : 0;
  EXPECT_EQ(looked, 4);
}

TEST_F(DetectStageTest, WhereItMovesOnlyThatPartIsLookedAt) {
  const auto o = options();
  o->where = DetectWhere::motion;
  ASSERT_FALSE(prepare(o));
  const auto stage = kind_.make(o);
  const Result seen = run(*stage, 255, 0, std::vector<Box>{{500, 500, 40, 40}});
  ASSERT_TRUE(seen.objects && !seen.objects->empty());
  EXPECT_GE(seen.objects->front().box[0], 384);  // the crop's own corner, in pixels of the frame
  EXPECT_FALSE(run(*stage, 255, 1, std::vector<Box>{}).objects) << "nobody has looked";
}

TEST_F(DetectStageTest, OnlyThatPartIsDecodedInColour) {
  const auto o = options();
  o->where = DetectWhere::motion;
  ASSERT_FALSE(prepare(o));
  const auto stage = kind_.make(o);
  const auto decodes = [&](const std::vector<Box>& regions) {
    EncodedFrame frame = frame_of(make_jpeg(cv::Mat(720, 1280, CV_8UC3, cv::Scalar::all(255))));
    Picture picture(frame, decoder_, time_);
    picture.gray(8);  // as motion has seen it
    Result result;
    result.motion = MotionResult{true, 0.1, regions};
    StageFrame step{.picture = picture, .arrival = moment(0), .session = 1, .result = result, .ignored = {}};
    stage->run(step);
    EXPECT_FALSE(result.objects->empty());
    for (const DetectedObject& object : *result.objects) EXPECT_GE(object.box[0], 100);
    return picture.decodes();
  };
  DecodeCounts expected{};
  expected[index_of(DecodeForm::gray_1_8)] = 1;
  expected[index_of(DecodeForm::bgr_region)] = 1;
  EXPECT_EQ(decodes({{300, 300, 40, 40}}), expected);
  EXPECT_EQ(decodes({{300, 300, 40, 40}, {700, 300, 40, 40}}), expected) << "two squares are one part";
  expected[index_of(DecodeForm::bgr_region)] = 0;
  expected[index_of(DecodeForm::bgr)] = 1;
  EXPECT_EQ(decodes({{230, 10, 40, 40}, {1200, 650, 40, 40}}), expected) << "too far apart";
}

TEST_F(DetectStageTest, MistakesAreNamedByTheirKey) {
  const auto fault = [&](const auto& set, const std::vector<std::string>& before = {"motion"}) {
    auto o = options();
    set(*o);
    const auto found = prepare(o, before);
    return found ? found->key : "none";
  };
  EXPECT_EQ(fault([](DetectOptions& o) { o.when = "motion"; }, {}), "when");
  EXPECT_EQ(fault([](DetectOptions& o) { o.where = DetectWhere::motion; }, {"mask"}), "where");
  EXPECT_EQ(fault([](DetectOptions& o) { o.classes = {"unicorn"}; }), "classes");
  EXPECT_EQ(fault([](DetectOptions& o) { o.scores = {"unicorn=0.5"}; }), "scores");
  EXPECT_EQ(fault([](DetectOptions& o) { o.smallest = 0.5, o.largest = 0.1; }), "smallest");
  EXPECT_EQ(fault([](DetectOptions& o) { o.model = "/nowhere.onnx"; }), "model");
  EXPECT_EQ(fault([](DetectOptions&) {}), "none");
}

TEST_F(DetectStageTest, AllMistakesAreNamedAtOnce) {
  const auto keys = [&](const auto& set, const std::vector<std::string>& before = {"motion"}) {
    auto o = options();
    o->at_once = 1;
    set(*o);
    std::vector<std::string> all;
    for (const StageFault& fault : kind_.prepare(o.get(), before)) {
      all.push_back(fault.key);
      expect_part(fault.what, "allowed: ");
    }
    return all;
  };
  using Keys = std::vector<std::string>;
  const auto missing = [](DetectOptions& o) {
    o.model = "/nowhere.weights", o.config = "/nowhere.cfg", o.labels = "/nowhere.names";
  };
  EXPECT_EQ(keys(missing), (Keys{"model", "config", "labels"}));
  EXPECT_EQ(keys([](DetectOptions& o) { o.model = "/nowhere.weights"; }), Keys{"model"})
      << "the config may be beside the right model";
  EXPECT_EQ(keys([](DetectOptions& o) {
              o.classes = {"unicorn", "dragon"}, o.scores = {"elf=0.5"};
            }),
            (Keys{"classes", "classes", "scores"}));
  EXPECT_EQ(keys([](DetectOptions& o) { o.smallest = 0.5, o.largest = 0.1, o.labels = "/nowhere"; }),
            (Keys{"smallest", "labels"}));
}

}  // namespace
}  // namespace framewake
