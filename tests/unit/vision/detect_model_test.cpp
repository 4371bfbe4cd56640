// Models from files, through the module that runs them, and the stage that uses them.
#include "vision/detect/model.hpp"

#include <gmock/gmock.h>
#include <atomic>
#include <limits>
#include <opencv2/imgproc.hpp>
#include <thread>

#include "support/images.hpp"
#include "support/manual_time.hpp"
#include "support/temporary_folder.hpp"
#include "unit/decode/decoding.hpp"
#include "unit/vision/tiny_models.hpp"
#include "unit/vision/watching.hpp"
#include "vision/pipeline.hpp"
#include "vision/stages/detect.hpp"

namespace framewake {
namespace {

using namespace test;
namespace fs = std::filesystem;

constexpr int white_side = 96;    // of the network that says yes to white pictures
constexpr int white_cells = 189;  // what it says yes to: cells of 8, 16 and 32 pixels
const ModuleFolders folders{FRAMEWAKE_MODULE_DIR};

class ModelTest : public testing::Test {
 protected:
  std::string write(const std::string& name, const std::string& bytes) { return folder_.file(name, bytes); }
  static std::shared_ptr<const DetectModel> load(const ModelChoice& choice) {
    auto loaded = DetectModel::load(choice, folders);
    if (auto* faults = std::get_if<ModelFaults>(&loaded)) {
      ADD_FAILURE() << faults->front().key << " is " << faults->front().what;
      return nullptr;
    }
    return std::get<std::shared_ptr<const DetectModel>>(loaded);
  }
  static std::string fault_of(const ModelChoice& choice) {
    auto loaded = DetectModel::load(choice, folders);
    const auto* faults = std::get_if<ModelFaults>(&loaded);
    return faults == nullptr ? "none" : faults->front().key + " is " + faults->front().what;
  }
  /// A model that says yes to white pictures, and nothing to black ones.
  std::string white_model() { return write("white.onnx", reshaping_onnx(white_side, {1, 6, white_cells})); }

  const TemporaryFolder folder_;
};

void expect_part(const std::string& text, const std::string& part) {
  EXPECT_NE(text.find(part), std::string::npos) << text;
}

TEST_F(ModelTest, AnOnnxModelIsLoadedAndRuns) {
  const auto model = load({.model = white_model(), .at_once = 1});
  ASSERT_TRUE(model);
  EXPECT_EQ(model->summary(), "YOLO, 2 classes, 96×96");
  EXPECT_FALSE(model->wants_gray());
  EXPECT_EQ(model->label(1), "class 1");
  EXPECT_TRUE(model->detect(cv::Mat::zeros(32, 32, CV_8UC3), 0.5F).empty());
  EXPECT_EQ(model->detect(cv::Mat(32, 32, CV_8UC3, cv::Scalar::all(255)), 0.5F).size(), white_cells);
}

TEST_F(ModelTest, LabelsComeFromAFileOrBeside) {
  const std::string model = white_model();
  write("white.names", "black\nwhite\n");
  EXPECT_EQ(load({.model = model, .at_once = 1})->label(1), "white");
  EXPECT_EQ(load({.model = model, .labels = write("more", "a\nb\nc\n"), .at_once = 1})->label(1), "b");
  expect_part(fault_of({.model = model, .labels = write("few", "one\n")}), "names 1 of the 2 classes");
  expect_part(fault_of({.model = model, .labels = write("none", "")}), "names nothing");
  expect_part(fault_of({.model = model, .labels = "/nowhere"}), "labels is \"/nowhere\", which cannot be read");
}

TEST_F(ModelTest, ADarknetModelIsLoadedWithItsConfigBeside) {
  write("person.cfg", tiny_darknet_cfg());
  const auto model = load({.model = write("person.weights", tiny_darknet_weights()), .at_once = 1});
  ASSERT_TRUE(model);
  EXPECT_EQ(model->summary(), "YOLO, 1 class, 32×32");
  EXPECT_EQ(model->label(0), "person");
}

TEST_F(ModelTest, FilesThatAreNoneAreNamedWithTheReason) {
  const std::string cfg = write("tiny.cfg", tiny_darknet_cfg());
  const std::string weights = tiny_darknet_weights();
  const auto darknet = [&](const std::string& name, const std::string& bytes) {
    return fault_of({.model = write(name, bytes), .config = cfg});
  };
  expect_part(darknet("short.weights", weights.substr(0, 100)), "is truncated: it has 100 bytes");
  expect_part(darknet("header.weights", weights.substr(0, 5)), "is truncated: it has 5 bytes");
  expect_part(darknet("text.weights", "<html>not found</html>"), "is truncated: it has 22 bytes");
  expect_part(darknet("long.weights", weights + "more"), "belongs to another network");
  expect_part(fault_of({.model = write("x.weights", weights), .config = write("bad.cfg", "[net]\nwidth=32\n[what]\n")}),
              "cannot be loaded");
  expect_part(fault_of({.model = write("alone.weights", weights)}), "config is missing, allowed: the file .cfg");
  const std::string onnx = reshaping_onnx(32, {1, 6, 21});
  expect_part(fault_of({.model = write("cut.onnx", onnx.substr(0, onnx.size() / 2))}), "cannot be loaded");
  expect_part(fault_of({.model = write("rubbish.onnx", "no model at all")}), "cannot be loaded");
  expect_part(fault_of({.model = write("empty.onnx", "")}), "which is empty");
  expect_part(fault_of({.model = write("shape.onnx", reshaping_onnx(32, {1, 3072}))}),
              "gives 1×3072 for a picture of 32×32, which is the output of no kind of detector");
  expect_part(fault_of({.model = write("unknown.onnx", onnx_of("Clairvoyance"))}), "cannot be loaded");
  expect_part(fault_of({.model = write("unknown.onnx", onnx_of("Clairvoyance"))}), "> Node [Clairvoyance");
  expect_part(fault_of({.model = write("opset.onnx", onnx_of("Relu", 9999))}), "model is ");
  expect_part(fault_of({.model = white_model(), .input = 48}), "does not run on a picture of 48×48");
  expect_part(fault_of({.model = write("x.xml", "<xml/>")}), "cannot be loaded");
}

TEST_F(ModelTest, WithoutTheModuleItIsSaidWhatIsMissing) {
  auto loaded = DetectModel::load({.model = white_model()}, {"/nowhere"});
  expect_part(std::get<ModelFaults>(loaded).front().what, "libframewake-detect.so, which is not in /nowhere");
}

TEST_F(ModelTest, WithAModuleThatCannotBeLoadedItIsSaidWhatToInstall) {
  write("libframewake-detect.so", "no library");
  auto loaded = DetectModel::load({.model = "hog"}, {folder_.path()});
  const std::string what = std::get<ModelFaults>(loaded).front().what;
  expect_part(what, "cannot load " + folder_.path().string() + "/libframewake-detect.so: ");
  expect_part(what, std::string(module_packages("libframewake-detect.so")));
  if (std::filesystem::exists("/var/lib/dpkg/status")) expect_part(what, "in the packages libopencv-dnn");
}

TEST_F(ModelTest, PeopleAreFoundWithoutAFile) {
  const auto model = load({.at_once = 1});
  ASSERT_TRUE(model);
  EXPECT_TRUE(model->wants_gray());
  EXPECT_EQ(model->label(0), "person");
  EXPECT_TRUE(model->detect(cv::Mat(200, 200, CV_8UC1, cv::Scalar(90)), 0.1F).empty());
  EXPECT_TRUE(model->detect(cv::Mat(1, 1, CV_8UC1, cv::Scalar(90)), 0.1F).empty());
}

TEST_F(ModelTest, PeopleAreNotLookedForInPicturesThatTheyDoNotFitInto) {
  EXPECT_EQ(fault_of({.input = 127, .at_once = 1}),
            "input is 127, allowed: 0, or at least 128, as people's outlines are so high");
  EXPECT_EQ(fault_of({.model = "hog", .input = 1, .at_once = 1}).substr(0, 10), "input is 1");
  EXPECT_TRUE(load({.input = 128, .at_once = 1}));
}

TEST_F(ModelTest, TheSameModelIsSharedWhileSomebodyHasIt) {
  ModelStore store(folders);
  const ModelChoice choice{.model = white_model(), .at_once = 1};
  const auto get = [&](const ModelChoice& one) { return std::get<std::shared_ptr<const DetectModel>>(store.get(one)); };
  const auto first = get(choice);
  EXPECT_EQ(get(choice), first);
  ModelChoice other = choice;
  other.scale = 1;
  EXPECT_NE(get(other), first);
  fs::last_write_time(choice.model, fs::last_write_time(choice.model) + std::chrono::seconds(5));
  EXPECT_NE(get(choice), first);  // the file was replaced
}

TEST_F(ModelTest, ManyMayUseItAtOnce) {
  const auto model = load({.model = white_model(), .at_once = 2});
  std::atomic<int> found = 0;
  {
    std::vector<std::jthread> users;
    for (int i = 0; i < 4; ++i)
      users.emplace_back([&] {
        for (int round = 0; round < 20; ++round)
          found += static_cast<int>(model->detect(cv::Mat(32, 32, CV_8UC3, cv::Scalar::all(255)), 0.5F).size());
      });
  }
  EXPECT_EQ(found, 4 * 20 * white_cells);
}

TEST_F(ModelTest, PicturesOfEverySizeAreFine) {
  const auto model = load({.model = white_model(), .at_once = 1});
  for (const cv::Size size : {cv::Size(1, 1), cv::Size(3000, 2), cv::Size(5, 1000), cv::Size(4096, 4096)})
    EXPECT_NO_THROW(model->detect(cv::Mat::zeros(size, CV_8UC3), 0.5F));
}

/// The stage, with frames that it gets.
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
  EXPECT_EQ(said([](DetectOptions& o) { o.scores = {"class 0=0.9"}; }), "class 0: score 0.8 < 0.9 (score)");
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

TEST_F(ModelTest, AModelThatGivesNoNumbersIsRefused) {
  write("nan.cfg", tiny_darknet_cfg());
  expect_part(fault_of({.model = write("nan.weights", tiny_darknet_weights(std::numeric_limits<float>::quiet_NaN()))}),
              "numbers that are none (NaN or infinite) for a gray picture, and no box that is one");
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
