#include "cli/model.hpp"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include <CLI/CLI.hpp>
#include <sstream>

#include "support/images.hpp"
#include "support/temporary_folder.hpp"
#include "unit/vision/tiny_models.hpp"
#include "vision/stages/detect.hpp"

namespace framewake::test {
namespace {

using testing::HasSubstr;

class ModelCommandTest : public testing::Test {
 protected:
  /// `framewake model` with these words; its exit status, and what is said in out_ and err_.
  int run(const std::vector<std::string>& words) {
    CLI::App app;
    std::function<int()> chosen;
    add_model(app, stages_, chosen);
    std::vector<std::string> all(words.rbegin(), words.rend());
    all.emplace_back("model");
    out_.str("");
    err_.str("");
    auto* out = std::cout.rdbuf(out_.rdbuf());
    auto* err = std::cerr.rdbuf(err_.rdbuf());
    int status = 0;
    try {
      app.parse(std::move(all));
      status = chosen();
    } catch (const CLI::ParseError& error) {
      status = app.exit(error) == 0 ? 0 : 1;
    }
    std::cout.rdbuf(out);
    std::cerr.rdbuf(err);
    return status;
  }

  const TemporaryFolder folder_;
  const StageTable stages_{{detect_stage(ModuleFolders{FRAMEWAKE_MODULE_DIR})}};
  const std::string model_ = folder_.file("white.onnx", reshaping_onnx(96, {1, 6, 189}));
  const std::string image_ = folder_.file("red.png", make_png(cv::Mat(96, 96, CV_8UC3, cv::Scalar(0, 0, 204))));
  const std::string wide_ = folder_.file("wide.png", make_png(cv::Mat(96, 192, CV_8UC3, cv::Scalar(0, 0, 204))));
  std::ostringstream out_;
  std::ostringstream err_;
};

TEST_F(ModelCommandTest, ShowsWhatIsSeen) {
  EXPECT_EQ(run({model_, image_}), 0) << err_.str();
  EXPECT_THAT(out_.str(), HasSubstr("class 0 0.80 ["));
}

TEST_F(ModelCommandTest, PicturesAreGivenToTheModelAsTheStagesKeysSay) {
  run({model_, image_, "--scale", "0.003"});
  EXPECT_THAT(out_.str(), HasSubstr("class 0 0.61 [")) << "204 × 0.003";
  run({model_, image_, "--scale", "0.004", "--mean", "0, 0, 4"});
  EXPECT_THAT(out_.str(), HasSubstr("class 0 0.80 [")) << "(204 − 4) × 0.004";
  EXPECT_EQ(run({model_, image_, "--colours", "bgr"}), 0);
  EXPECT_THAT(out_.str(), HasSubstr("# 0 seen")) << "there is no blue";
  EXPECT_EQ(run({model_, image_, "--input", "48"}), 78);
  EXPECT_THAT(err_.str(), HasSubstr("does not run on a picture of 48×48"));
  run({model_, wide_});
  EXPECT_THAT(out_.str(), HasSubstr("# 0 seen")) << "it sees the gray above";
  run({model_, wide_, "--fit", "stretch"});
  EXPECT_THAT(out_.str(), HasSubstr("class 0 0.80 ["));
}

TEST_F(ModelCommandTest, ValuesThatTheKeysDoNotAllowAreRefused) {
  for (const auto& [words, what] : std::vector<std::pair<std::vector<std::string>, std::string>>{
           {{"--input", "5000"}, "0 to 4096"},
           {{"--input", "many"}, "--input: "},
           {{"--scale", "-1"}, "0 to 255"},
           {{"--scale", "nan"}, "--scale: "},
           {{"--fit", "tight"}, "letterbox"},
           {{"--mean", "1, 2"}, "one number of 0 to 255 or three"}}) {
    std::vector<std::string> all{model_, image_};
    all.insert(all.end(), words.begin(), words.end());
    EXPECT_EQ(run(all), 1) << words[1];
    EXPECT_THAT(err_.str(), HasSubstr(what));
  }
}

TEST_F(ModelCommandTest, AnImageThatIsNoPlainFileIsRefusedAtOnce) {
  const std::string pipe = folder_.path() / "pipe";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  for (const std::string& image : {pipe, folder_.path().string(), std::string("/dev/zero")}) {
    EXPECT_EQ(run({model_, image}), 1);
    EXPECT_EQ(err_.str(),
              "framewake model: " + image + " is no plain file; allowed: a file that framewake's user may read\n");
  }
}

}  // namespace
}  // namespace framewake::test
