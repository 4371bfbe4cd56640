// Models from files, through the module that runs them.
#include "vision/detect/model.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <atomic>
#include <filesystem>
#include <limits>
#include <opencv2/core.hpp>
#include <thread>

#include "unit/vision/loaded_models.hpp"

namespace framewake {
namespace {

using namespace test;
namespace fs = std::filesystem;

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
  expect_part(fault_of({.model = write("opset.onnx", onnx_of("Relu", 9999))}),
              "is made for opset 9999; allowed: 1 to 30");
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
  ModelChoice beside = choice;
  beside.beside = true;
  EXPECT_NE(get(beside), first) << "whom a camera waits for does not wait for what runs beside";
  fs::last_write_time(choice.model, fs::last_write_time(choice.model) + std::chrono::seconds(5));
  EXPECT_NE(get(choice), first);  // the file was replaced
}

TEST_F(ModelTest, AFileIsTriedElsewhereBeforeItIsLoaded) {
  std::vector<std::string> tried;
  std::string end = "makes OpenCV crash";
  ModelStore store(folders, [&](const ModelChoice& choice) {
    tried.push_back(fs::path(choice.model).filename());
    return end;
  });
  const ModelChoice choice{.model = white_model(), .at_once = 1};
  auto refused = store.get(choice);
  ASSERT_TRUE(std::holds_alternative<ModelFaults>(refused));
  EXPECT_EQ(std::get<ModelFaults>(refused).front().what, "\"" + choice.model + "\", which makes OpenCV crash");
  end.clear();
  const auto kept = store.get(choice);
  ASSERT_TRUE(std::holds_alternative<std::shared_ptr<const DetectModel>>(kept));
  store.get(choice);
  EXPECT_EQ(tried, (std::vector<std::string>{"white.onnx", "white.onnx"})) << "one that is loaded is not tried again";
  store.get({.model = "hog", .at_once = 1});
  EXPECT_EQ(tried.size(), 2U) << "it has no file that could be broken";
}

TEST_F(ModelTest, FilesThatWouldCrashOpenCvAreRefusedWithTheReason) {
  expect_part(fault_of({.model = write("astray.onnx", onnx::model(onnx::node("Relu", {"nobody"}, "out")))}),
              "astray.onnx\", which has a node Relu whose input \"nobody\" comes from nowhere");
  std::string cfg = tiny_darknet_cfg();
  cfg.insert(cfg.find("filters"), "groups=0\n");
  const std::string config = write("tiny.cfg", cfg);
  EXPECT_EQ(fault_of({.model = write("tiny.weights", tiny_darknet_weights())}),
            "config is \"" + config + "\", which has \"groups=0\" in [convolutional], allowed: 1 to 1000000");
  expect_part(fault_of({.model = write("x.xml",
                                       "<internalNodes>0 0 7 .5</internalNodes><leafValues>1</leafValues>"
                                       "<features><_></_></features>")}),
              "asks for a feature that it has not");
}

TEST_F(ModelTest, LabelsThatAreNoPlainFileAreRefusedAtOnce) {
  const std::string pipe = folder_.path() / "pipe", large = write("large", std::string(1024 * 1024 + 1, 'a'));
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  for (const std::string& labels : {pipe, folder_.path().string(), std::string("/dev/zero")})
    EXPECT_EQ(fault_of({.model = white_model(), .labels = labels}),
              "labels is \"" + labels + "\", which is no plain file; allowed: a file that framewake's user may read");
  EXPECT_EQ(fault_of({.model = white_model(), .labels = large}),
            "labels is \"" + large + "\", which is too large; allowed: up to 1 MiB");
  fs::rename(pipe, folder_.path() / "white.names");
  expect_part(fault_of({.model = white_model()}), "white.names\", which is no plain file");
  write("large.cfg", std::string(4 * 1024 * 1024 + 1, '#'));
  expect_part(fault_of({.model = write("large.weights", "x")}), "config is \"" + folder_.path().string() +
                                                                    "/large.cfg\", which is too large; allowed: up "
                                                                    "to 4 MiB");
}

/// Weights of 0: all is half sure of everything, a quarter of both.
TEST_F(ModelTest, ADarknetModelTellsAlsoOfWhatItIsHardlySureOf) {
  for (const std::string thresh : {"", "thresh = 0.5\n", "thresh=.9\n"}) {
    write("sure.cfg", tiny_darknet_cfg() + thresh);
    const auto model = load({.model = write("sure.weights", tiny_darknet_weights(-0.8F)), .at_once = 1});
    ASSERT_TRUE(model);
    const auto found = model->detect(cv::Mat(32, 32, CV_8UC3, cv::Scalar::all(0)), 0.05F);
    ASSERT_FALSE(found.empty()) << thresh;
    EXPECT_NEAR(found.front().score, 0.096, 0.005) << "the square of 1 / (1 + e^0.8)";
  }
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
TEST_F(ModelTest, AModelThatGivesNoNumbersIsRefused) {
  write("nan.cfg", tiny_darknet_cfg());
  expect_part(fault_of({.model = write("nan.weights", tiny_darknet_weights(std::numeric_limits<float>::quiet_NaN()))}),
              "numbers that are none (NaN or infinite) for a gray picture");
}

}  // namespace
}  // namespace framewake
