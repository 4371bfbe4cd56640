// A model whose files are replaced while stages use it.
#include <gmock/gmock.h>

#include "support/manual_time.hpp"
#include "support/temporary_folder.hpp"
#include "unit/decode/decoding.hpp"
#include "unit/vision/tiny_models.hpp"
#include "vision/pipeline.hpp"
#include "vision/stages/detect.hpp"

namespace framewake {
namespace {

using namespace test;
using testing::ElementsAre;
using testing::IsEmpty;
using Keys = std::vector<std::string>;

class ModelChangeTest : public testing::Test {
 protected:
  ModelChangeTest() { replace("white.onnx", 2); }

  /// Another file in the place of the one before, of a network that knows so many classes.
  void replace(const std::string& name, int classes) { replace(name, reshaping_onnx(96, {1, 4 + classes, 189})); }
  void replace(const std::string& name, const std::string& bytes) {
    const std::string written = folder_.file(name + ".new", bytes);
    std::filesystem::rename(written, folder_.path() / name);
  }
  std::shared_ptr<DetectOptions> read(double score = 0.5, const std::string& model = "white.onnx") {
    auto options = std::make_shared<DetectOptions>();
    options->model = (folder_.path() / model).string();
    options->score = score;
    options->at_once = 1;
    for (const StageFault& fault : kind().prepare(options.get(), {})) ADD_FAILURE() << fault.key << fault.what;
    return options;
  }
  const StageKind& kind() const { return *table_.find("detect"); }
  Keys changed(const std::shared_ptr<DetectOptions>& before, const std::shared_ptr<DetectOptions>& after) const {
    return replaced_files(kind(), before.get(), after.get());
  }
  void follow(const std::shared_ptr<DetectOptions>& options) {
    pipeline_ =
        std::make_unique<Pipeline>(PipelineSpec{"test", {{"detect", options}}}, table_, time_, std::move(pipeline_));
  }

  const TemporaryFolder folder_;
  const StageTable table_{{detect_stage(ModuleFolders{FRAMEWAKE_MODULE_DIR})}};
  ManualTime time_;
  std::unique_ptr<Pipeline> pipeline_;
};

TEST_F(ModelChangeTest, TheSameFilesAreNoChange) {
  const auto before = read();
  EXPECT_THAT(changed(before, read()), IsEmpty());
  EXPECT_THAT(changed(before, read(0.7)), IsEmpty());
  EXPECT_EQ(greatest_change(kind(), before.get(), read(0.7).get()), Apply::live);
}

TEST_F(ModelChangeTest, AModelInTheSamePlaceIsAChangeThatArmsAnew) {
  const auto before = read();
  replace("white.onnx", 1);
  const auto after = read();
  EXPECT_THAT(changed(before, after), ElementsAre("model"));
  EXPECT_EQ(greatest_change(kind(), before.get(), after.get()), Apply::rearm);
  EXPECT_EQ(after->loaded->summary(), "YOLO, 1 class, 96×96");
}

TEST_F(ModelChangeTest, WhatLiesBesideTheModelCountsToo) {
  const auto unnamed = read();
  replace("white.names", "cat\ndog\n");
  const auto named = read();
  EXPECT_THAT(changed(unnamed, named), ElementsAre("labels"));
  replace("white.names", "cat\ncow\n");
  EXPECT_THAT(changed(named, read()), ElementsAre("labels"));

  replace("tiny.weights", tiny_darknet_weights());
  replace("tiny.cfg", tiny_darknet_cfg());
  const auto darknet = read(0.5, "tiny.weights");
  replace("tiny.cfg", tiny_darknet_cfg() + "\n");
  EXPECT_THAT(changed(darknet, read(0.5, "tiny.weights")), ElementsAre("config"));
}

TEST_F(ModelChangeTest, TheReplacedModelIsInEffectAfterTheReload) {
  replace("white.names", "cat\ndog\n");
  follow(read());
  replace("white.names", "cow\nhen\n");
  follow(read());
  Decoder decoder;
  EncodedFrame frame = frame_of(make_png(cv::Mat(96, 96, CV_8UC3, cv::Scalar::all(255))));
  Picture picture(frame, decoder, time_);
  Result result;
  EXPECT_FALSE(pipeline_->run(frame, picture, result));
  ASSERT_FALSE(result.objects->empty());
  EXPECT_EQ(result.objects->front().label, "cow");
}

}  // namespace
}  // namespace framewake
