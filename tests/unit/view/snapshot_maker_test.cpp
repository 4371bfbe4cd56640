// A frame as a JPEG for people outside.
#include "view/snapshot_maker.hpp"

#include <opencv2/core.hpp>

#include "unit/decode/decoding.hpp"

namespace framewake {
namespace {

using namespace test;

class SnapshotMakerTest : public testing::Test {
 protected:
  std::string made(const EncodedFrame& frame, const std::optional<PrivacyResult>& privacy = {}, int width = 0) {
    auto made = maker.make(frame, privacy, width);
    if (auto* problem = std::get_if<SnapshotMaker::Problem>(&made)) ADD_FAILURE() << problem->text;
    return std::holds_alternative<std::string>(made) ? std::get<std::string>(made) : std::string();
  }
  cv::Mat decoded(const std::string& jpeg) {
    const EncodedFrame frame = frame_of(jpeg);
    Decoder decoder;
    Picture picture(frame, decoder, steady_time());
    const cv::Mat* bgr = picture.bgr();
    EXPECT_NE(bgr, nullptr);
    return bgr == nullptr ? cv::Mat() : bgr->clone();
  }
  SnapshotMaker maker{steady_time()};
};

PrivacyResult with_box(const Box& box) {
  PrivacyResult privacy;
  privacy.parts.push_back({.style = HideStyle::fill, .colour = {255, 0, 0}, .polygons = {}, .boxes = {box}});
  return privacy;
}

TEST_F(SnapshotMakerTest, WithNothingToHideAJpegGoesOutAsItCame) {
  EncodedFrame frame = frame_of(make_jpeg(320, 240, {.comment = "as it came"}));
  EXPECT_EQ(made(frame), frame.message);
  EXPECT_EQ(made(frame, {}, 320), frame.message);
  EXPECT_EQ(made(frame, {}, 4000), frame.message) << "never larger than it is";
  const std::string image = frame.message;
  frame.message = "envelope" + image;
  frame.image_offset = 8;
  EXPECT_EQ(made(frame), image);
}

TEST_F(SnapshotMakerTest, OtherFormatsBecomeJpeg) {
  const cv::Mat scene = make_scene(320, 240);
  for (const std::string& image : {make_png(scene), make_webp(scene, {.lossless = true})}) {
    const std::string jpeg = made(frame_of(image));
    EXPECT_EQ(frame_of(jpeg).header.format, ImageFormat::jpeg);
    EXPECT_LT(mean_difference(decoded(jpeg), scene), 6);
  }
}

TEST_F(SnapshotMakerTest, WhatIsHiddenIsHiddenAndNoMetadataComesAlong) {
  const EncodedFrame frame = frame_of(make_jpeg(320, 240, {.comment = "where the camera stands"}));
  const std::string jpeg = made(frame, with_box({80, 80, 96, 96}));
  EXPECT_EQ(jpeg.find("where the camera stands"), std::string::npos);
  const cv::Mat out = decoded(jpeg);
  const cv::Scalar inside = cv::mean(out(cv::Rect(88, 88, 80, 80)));
  EXPECT_NEAR(inside[2], 255, 4);
  EXPECT_NEAR(inside[0] + inside[1], 0, 8);
  const cv::Rect outside(0, 0, 64, 240);
  EXPECT_LT(mean_difference(out(outside).clone(), decoded(frame.message)(outside).clone()), 6);
}

/// An EXIF segment can hold the GPS position, and a small picture that shows what is hidden in the large one.
TEST_F(SnapshotMakerTest, APipelineThatHidesMakesEveryPictureAnewAlsoWhenThereIsNothingInThisOne) {
  const EncodedFrame frame = frame_of(make_jpeg(320, 240, {.comment = "thumbnail"}));
  EXPECT_EQ(made(frame, PrivacyResult{}).find("thumbnail"), std::string::npos);
}

TEST_F(SnapshotMakerTest, AnotherWidthKeepsTheProportions) {
  const EncodedFrame frame = frame_of(make_jpeg(320, 240));
  const EncodedFrame small = frame_of(made(frame, {}, 100));
  EXPECT_EQ(small.header.width, 100U);
  EXPECT_EQ(small.header.height, 75U);
  const EncodedFrame flat = frame_of(made(frame_of(make_jpeg(1000, 1)), {}, 16));
  EXPECT_EQ(flat.header.height, 1U);
  const cv::Mat hidden = decoded(made(frame, with_box({0, 0, 320, 240}), 64));
  EXPECT_NEAR(cv::mean(hidden)[2], 255, 4);
}

TEST_F(SnapshotMakerTest, WhatDoesNotDecodeIsSaid) {
  EncodedFrame frame = frame_of(make_jpeg(320, 240));
  frame.message.resize(frame.message.size() / 2);
  const auto result = maker.make(frame, PrivacyResult{}, 0);
  ASSERT_TRUE(std::holds_alternative<SnapshotMaker::Problem>(result));
  EXPECT_FALSE(std::get<SnapshotMaker::Problem>(result).text.empty());
}

}  // namespace
}  // namespace framewake
