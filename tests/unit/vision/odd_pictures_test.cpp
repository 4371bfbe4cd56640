// Pictures as no camera should send them, and some do: through the pipeline, with motion, as sent and turned.
#include <spdlog/sinks/ringbuffer_sink.h>
#include <spdlog/spdlog.h>

#include <opencv2/imgproc.hpp>

#include "support/manual_time.hpp"
#include "unit/decode/decoding.hpp"
#include "unit/vision/watching.hpp"
#include "vision/pipeline.hpp"
#include "vision/stages/motion.hpp"
#include "vision/stages/orient.hpp"

namespace framewake {
namespace {

using namespace test;

struct Kind {
  std::string name;
  std::function<std::string(const cv::Mat& gray)> make;
};

cv::Mat in_colour(const cv::Mat& gray) {
  cv::Mat bgr;
  cv::cvtColor(gray, bgr, cv::COLOR_GRAY2BGR);
  return bgr;
}

Kind jpeg_kind(std::string name, const JpegOptions& options) {
  return {std::move(name), [options](const cv::Mat& gray) { return make_jpeg(in_colour(gray), options); }};
}
Kind png_kind(std::string name, const PngOptions& options) {
  return {std::move(name), [options](const cv::Mat& gray) { return make_png(in_colour(gray), options); }};
}
Kind webp_kind(std::string name, const WebpOptions& options) {
  return {std::move(name), [options](const cv::Mat& gray) { return make_webp(in_colour(gray), options); }};
}

std::vector<Kind> kinds() {
  return {jpeg_kind("4:4:4", {.subsampling = Subsampling::s444}),
          jpeg_kind("4:2:2", {.subsampling = Subsampling::s422}),
          jpeg_kind("4:1:1", {.subsampling = Subsampling::s411}),
          jpeg_kind("4:4:0", {.subsampling = Subsampling::s440}),
          jpeg_kind("gray JPEG", {.color = JpegColor::gray}),
          jpeg_kind("RGB JPEG", {.color = JpegColor::rgb}),
          jpeg_kind("CMYK", {.color = JpegColor::cmyk}),
          jpeg_kind("YCCK", {.color = JpegColor::ycck}),
          jpeg_kind("progressive", {.progressive = true}),
          jpeg_kind("arithmetic", {.arithmetic = true}),
          jpeg_kind("progressive arithmetic", {.progressive = true, .arithmetic = true}),
          jpeg_kind("a scan for each component", {.separate_scans = true}),
          jpeg_kind("restart markers", {.restart_rows = 1}),
          png_kind("PNG", {}),
          png_kind("16-bit PNG", {.sixteen_bit = true}),
          png_kind("PNG with a palette", {.palette = true}),
          png_kind("half transparent PNG", {.alpha = true}),
          png_kind("interlaced PNG", {.interlaced = true}),
          {"gray PNG", [](const cv::Mat& gray) { return make_png(gray); }},
          webp_kind("WebP", {}),
          webp_kind("lossless WebP", {.lossless = true}),
          webp_kind("WebP with alpha", {.alpha = true}),
          {"JPEG that lies on its side", [](const cv::Mat& gray) { return with_exif(make_jpeg(gray), make_exif(6)); }},
          {"mirrored PNG", [](const cv::Mat& gray) { return with_exif(make_png(gray), make_exif(5)); }}};
}

/// With and without a stage orient before motion.
class OddPictures : public testing::TestWithParam<bool> {
 protected:
  OddPictures() {
    auto options = std::make_shared<MotionOptions>();
    options->on_after = milliseconds(0);
    std::vector<StageSpec> stages{{"motion", options}};
    if (GetParam())
      stages.insert(stages.begin(), {"orient", std::make_shared<OrientOptions>(OrientOptions{
                                                   .rotate = OrientRotate::exif, .flip = OrientFlip::horizontal})});
    spec_ = {"test", std::move(stages)};
    begin();
  }
  void begin() { pipeline_ = std::make_unique<Pipeline>(spec_, built_in_stages(), time_); }

  std::optional<Rejection> run(const std::string& image, double seconds, Result& result) {
    EncodedFrame frame = frame_of(image);
    frame.camera = *CameraId::parse("odd");
    frame.arrival = moment(seconds);
    frame.session = 1;
    Picture picture(frame, decoder_, time_);
    return pipeline_->run(frame, picture, result);
  }
  /// Of a frame that must be taken.
  Result see(const std::string& image, double seconds) {
    Result result;
    const auto rejection = run(image, seconds, result);
    EXPECT_FALSE(rejection) << rejection->detail;
    return result;
  }

  PipelineSpec spec_;
  ManualTime time_;
  Decoder decoder_;
  std::unique_ptr<Pipeline> pipeline_;
};
INSTANTIATE_TEST_SUITE_P(AsSentAndTurned, OddPictures, testing::Bool());

TEST_P(OddPictures, EveryKindOfImageShowsTheWalker) {
  Scene scene({320, 180});
  scene.movers = {{.box = {40, 50, 30, 60}, .velocity = {40, 0}, .begin = 2}};
  std::vector<cv::Mat> pictures;
  for (int i = 0; i < 30; ++i) pictures.push_back(scene.frame(i * 0.1).clone());
  for (const Kind& kind : kinds()) {
    begin();
    Result result;
    for (int i = 0; i < 30; ++i) {
      result = see(kind.make(pictures[static_cast<std::size_t>(i)]), i * 0.1);
      EXPECT_TRUE(i >= 20 || !result.motion->active) << kind.name << ", frame " << i;
    }
    ASSERT_EQ(result.motion->regions.size(), 1U) << kind.name;
    const Box& box = result.motion->regions[0];
    EXPECT_GT(overlap({box[0], box[1], box[2], box[3]}, scene.truth(2.9)[0]), 0.5) << kind.name;
  }
}

TEST_P(OddPictures, TheSmallestAndSixteenMegapixelsArePictures) {
  const cv::Mat large(4000, 4000, CV_8UC3, cv::Scalar(90, 120, 90));
  for (const std::string& image : {make_jpeg(1, 1), make_png(1, 1), make_webp(1, 1), make_jpeg(large),
                                   make_jpeg(large, {.progressive = true}), make_png(large)}) {
    begin();
    for (int i = 0; i < 2; ++i) {
      const Result result = see(image, i * 2);
      EXPECT_FALSE(result.motion->active);
      EXPECT_TRUE(result.motion->regions.empty());
    }
  }
}

TEST_P(OddPictures, WhatIsBuiltToTakeSecondsIsRefusedByNameAndCostsOneFrame) {
  see(make_jpeg(320, 240), 0);
  Result result;
  const auto many = run(make_jpeg(320, 240, {.refinement_scans = 900}), 0.1, result);
  ASSERT_TRUE(many);
  EXPECT_EQ(many->reason, RejectReason::bad_image);
  EXPECT_EQ(many->detail, "JPEG would cost too much to decode: more than 64 scans of 320x240 pixels");
  const auto large =
      run(make_jpeg(cv::Mat(2900, 2900, CV_8UC3, cv::Scalar(90, 90, 90)), {.refinement_scans = 62}), 0.2, result);
  ASSERT_TRUE(large);
  EXPECT_NE(large->detail.find("would cost too much to decode: 63 scans of 2900x2900 pixels"), std::string::npos)
      << large->detail;
  EXPECT_FALSE(see(make_jpeg(320, 240), 0.3).motion->active);
}

TEST_P(OddPictures, ASizeThatChangesWithEveryFrameIsSaidOnceAndIsNoMotion) {
  const auto before = spdlog::default_logger();
  const auto said = std::make_shared<spdlog::sinks::ringbuffer_sink_mt>(100);
  spdlog::set_default_logger(std::make_shared<spdlog::logger>("test", said));
  for (int i = 0; i < 40; ++i) {
    const Result result = see(i % 2 == 0 ? make_jpeg(320, 240) : make_jpeg(333, 77), i * 0.1);
    EXPECT_FALSE(result.motion->active);
    EXPECT_TRUE(result.motion->regions.empty());
    EXPECT_EQ(result.width, i % 2 == 0 ? 320 : 333);
  }
  time_.advance(std::chrono::minutes(1));
  see(make_jpeg(333, 77), 65);
  see(make_jpeg(333, 77), 65.1);
  spdlog::set_default_logger(before);
  const auto lines = said->last_raw();
  ASSERT_EQ(lines.size(), 2U);
  const std::string first(lines[0].payload.begin(), lines[0].payload.end());
  EXPECT_EQ(first.find("camera odd: its pictures have changed from 320x240"), 0U) << first;
  EXPECT_NE(first.find(" to 333x77"), std::string::npos) << first;
  const std::string second(lines[1].payload.begin(), lines[1].payload.end());
  EXPECT_EQ(second.find("camera odd: its pictures have changed 38 times since they were 333x77"), 0U)
      << second << " (what was held back, once the minute was over)";
  EXPECT_NE(second.find(", and are 333x77"), std::string::npos) << second;
}

TEST_P(OddPictures, ATurnThatChangesWithEveryFrameIsNoMotion) {
  Scene scene({320, 180});
  scene.movers = {{.box = {40, 50, 30, 60}, .velocity = {40, 0}, .begin = 2}};
  Result result;
  for (int i = 0; i < 30; ++i) {
    result = see(with_exif(make_jpeg(scene.frame(i * 0.1)), make_exif(i % 2 == 0 ? 1 : 3)), i * 0.1);
    EXPECT_TRUE(!GetParam() || !result.motion->active);
  }
  EXPECT_EQ(result.motion->active, !GetParam()) << "who does not ask for EXIF does not mind it";
}

}  // namespace
}  // namespace framewake
