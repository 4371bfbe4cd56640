// What a source has as JPEGs, when the daemon says that smaller ones are enough.
#include "capture/jpeg_shrinker.hpp"

#include <gtest/gtest.h>

#include <opencv2/core.hpp>
#include <span>

#include "capture/av_module.hpp"
#include "capture/capture_loop.hpp"
#include "capture/folder_source.hpp"
#include "frame/exif.hpp"
#include "support/images.hpp"
#include "unit/capture/media_files.hpp"

namespace framewake {
namespace {

using test::Subsampling;
using test::TemporaryFolder;

/// Dark on the left, light on the right.
std::string two_toned(int width, int height, const test::JpegOptions& options = {}) {
  cv::Mat picture(height, width, CV_8UC3, cv::Scalar::all(40));
  picture.colRange(width / 2, width).setTo(cv::Scalar::all(200));
  return test::make_jpeg(picture, options);
}

TEST(JpegShrinker, DecodesAtTheSizeThatIsEnough) {
  for (const Subsampling sampling : {Subsampling::s420, Subsampling::s422, Subsampling::s444}) {
    JpegShrinker shrinker;
    JpegEncoder encoder(95);
    for (const auto& [size, limit, expected] :
         {std::tuple{PictureSize{128, 96}, PictureSize{64, 48}, PictureSize{64, 48}},
          {{128, 96}, {63, 48}, {32, 24}},
          {{131, 99}, {65, 49}, {65, 49}}}) {
      const auto planes = shrinker.at_most(two_toned(size.width, size.height, {.subsampling = sampling}), limit);
      ASSERT_TRUE(planes);
      EXPECT_EQ(planes->size, expected);
      const auto jpeg = encoder.encode(*planes);
      const auto shown = test::decode(std::get<std::string>(jpeg));
      EXPECT_EQ(shown.width, expected.width);
      EXPECT_EQ(shown.height, expected.height);
      EXPECT_NEAR(shown.luma_at(4, expected.height - 1), 40, 4);
      EXPECT_NEAR(shown.luma_at(expected.width - 1, expected.height - 1), 200, 4);
    }
  }
}

TEST(JpegShrinker, GrayStaysGray) {
  JpegShrinker shrinker;
  const auto planes = shrinker.at_most(test::make_jpeg(cv::Mat(96, 128, CV_8UC1, cv::Scalar(90))), {64, 48});
  ASSERT_TRUE(planes);
  EXPECT_EQ(planes->sampling, Sampling::gray);
  EXPECT_NEAR(planes->data[0][0], 90, 2);
}

TEST(JpegShrinker, WhatIsSmallEnoughOrNoSuchJpegIsLeftAlone) {
  JpegShrinker shrinker;
  const PictureSize half{64, 48};
  const std::string jpeg = two_toned(128, 96);
  EXPECT_FALSE(shrinker.at_most(jpeg, {128, 96}));
  EXPECT_FALSE(shrinker.at_most(jpeg.substr(0, jpeg.size() / 2), half)) << "what is missing would be shown as gray";
  EXPECT_FALSE(shrinker.at_most("", half));
  EXPECT_FALSE(shrinker.at_most(test::make_png(128, 96), half));
  EXPECT_FALSE(shrinker.at_most(test::make_webp(128, 96), half));
  EXPECT_FALSE(shrinker.at_most(test::make_jpeg(128, 96, {.subsampling = Subsampling::s440}), half));
  EXPECT_FALSE(shrinker.at_most(test::make_jpeg(128, 96, {.color = test::JpegColor::rgb}), half));
  EXPECT_FALSE(shrinker.at_most(test::make_jpeg(128, 96, {.color = test::JpegColor::cmyk}), half));
  EXPECT_TRUE(shrinker.at_most(jpeg, half)) << "and the next one is none the worse";
}

TEST(JpegShrinker, WhichWayUpIsKept) {
  const auto turned = [](const std::string& image) { return read_exif_orientation(std::as_bytes(std::span(image))); };
  const std::string small = two_toned(64, 48);
  for (int orientation = 2; orientation <= 8; ++orientation) {
    const std::string original = test::with_exif(two_toned(128, 96), test::make_exif(orientation));
    const std::string like = turned_like(original, small);
    EXPECT_EQ(turned(like), orientation);
    EXPECT_EQ(test::decode(like).y, test::decode(small).y);
  }
  EXPECT_EQ(turned_like(two_toned(128, 96), small), small);
}

/// Frames are due when they are asked for.
class NoPacing final : public Pacing {
 public:
  TimePoint now() const override { return now_; }
  bool wait_until(TimePoint moment, const std::stop_token&) override {
    now_ = std::max(now_, moment);
    return true;
  }

 private:
  TimePoint now_{std::chrono::hours(1)};
};

/// Three frames, the second of them limited to half the size.
std::vector<std::string> limited_in_the_middle(FrameSource& source) {
  NoPacing pacing;
  CaptureLoop loop(pacing, {}, 90);
  std::vector<std::string> images;
  EXPECT_EQ(loop.run(source,
                     [&](const ReadyFrame& frame) {
                       images.push_back(frame.image);
                       loop.limit({}, images.size() == 1 ? std::optional(PictureSize{64, 48}) : std::nullopt);
                     },
                     {}),
            "");
  return images;
}

void expect_limited_in_the_middle(const std::vector<std::string>& images, const std::string& original) {
  ASSERT_EQ(images.size(), 3U);
  EXPECT_EQ(images[0], original) << "byte by byte";
  const auto half = test::decode(images[1]);
  EXPECT_EQ(half.width, 64);
  EXPECT_EQ(half.height, 48);
  EXPECT_NEAR(half.luma_at(8, 8), 40, 4);
  EXPECT_NEAR(half.luma_at(56, 40), 200, 4);
  EXPECT_EQ(images[2], original);
}

TEST(LimitedSize, HoldsForImagesOfAFolder) {
  const TemporaryFolder folder;
  const std::string jpeg = test::with_exif(two_toned(128, 96), test::make_exif(6));
  for (const char* name : {"1.jpg", "2.jpg", "3.jpg"}) folder.file(name, jpeg);
  auto source = open_folder_source(folder.path(), false);
  const auto images = limited_in_the_middle(*std::get<std::unique_ptr<FrameSource>>(source));
  expect_limited_in_the_middle(images, jpeg);
  EXPECT_EQ(read_exif_orientation(std::as_bytes(std::span(images.at(1)))), 6);
}

TEST(LimitedSize, HoldsForMotionJpeg) {
  const TemporaryFolder folder;
  const std::string jpeg = two_toned(128, 96);
  const auto path = folder.file("x.avi", test::mjpeg_avi(128, 96, 10, {jpeg, jpeg, jpeg}));
  auto source =
      open_av_source({.source = path, .name = path, .pass_jpeg = true}, {}, ModuleFolders{CAPTURE_MODULE_FOLDER});
  ASSERT_TRUE(std::holds_alternative<std::unique_ptr<FrameSource>>(source));
  expect_limited_in_the_middle(limited_in_the_middle(*std::get<std::unique_ptr<FrameSource>>(source)), jpeg);
}

TEST(LimitedSize, AnImageThatCannotBeMadeSmallerGoesOutAsItIs) {
  const TemporaryFolder folder;
  const std::string png = test::make_png(128, 96);
  for (const char* name : {"1.png", "2.png", "3.png"}) folder.file(name, png);
  auto source = open_folder_source(folder.path(), false);
  EXPECT_EQ(limited_in_the_middle(*std::get<std::unique_ptr<FrameSource>>(source)), std::vector(3, png));
}

}  // namespace
}  // namespace framewake
