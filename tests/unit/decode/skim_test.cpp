// Skimming gives the same pixels as TurboJPEG, of every kind of JPEG that it takes, and leaves all others to it.
#include <opencv2/core.hpp>

#include "unit/decode/skimming.hpp"

namespace framewake {
namespace {

using namespace test;

constexpr Subsampling subsamplings[] = {Subsampling::s444, Subsampling::s422, Subsampling::s420, Subsampling::s440,
                                        Subsampling::s411};

std::string name(const JpegOptions& kind) {
  return "sampling " + std::to_string(static_cast<int>(kind.subsampling)) + ", quality " +
         std::to_string(kind.quality) + ", colour " + std::to_string(static_cast<int>(kind.color)) +
         (kind.own_codes ? ", own codes" : "") + ", restarts after " + std::to_string(kind.restart_mcus) + " MCUs, " +
         std::to_string(kind.restart_rows) + " rows";
}

/// Noise from one end of the range to the other: all coefficients, long codes, blocks without an end.
cv::Mat noise(int width, int height) {
  cv::Mat image(height, width, CV_8UC3);
  cv::RNG(7).fill(image, cv::RNG::UNIFORM, 0, 256);
  return image;
}

/// Black and white in squares of `size` pixels.
cv::Mat squares(int width, int height, int size) {
  cv::Mat image(height, width, CV_8UC3);
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width * 3; ++x)
      image.ptr(y)[x] = static_cast<unsigned char>((x / 3 / size + y / size) % 2 * 255);
  return image;
}

TEST(Skim, EveryQualityAndSampling) {
  for (const Subsampling subsampling : subsamplings)
    for (const int quality : {1, 2, 5, 10, 25, 50, 75, 85, 90, 95, 98, 100})
      for (const bool own : {false, true}) {
        const JpegOptions kind{.quality = quality, .subsampling = subsampling, .own_codes = own};
        expect_skimmed(make_jpeg(203, 117, kind), true, name(kind));
      }
}

TEST(Skim, EverySize) {
  for (const Subsampling subsampling : subsamplings)
    for (int width = 9; width <= 70; width += 12)
      for (int height = 9; height <= 70; ++height) {
        const JpegOptions kind{.subsampling = subsampling};
        expect_skimmed(make_jpeg(width, height, kind), true,
                       name(kind) + ", " + std::to_string(width) + "x" + std::to_string(height));
      }
}

TEST(Skim, AFewPixelsAreWhatTurboJpegMakesOfThem) {
  // Up to 8 pixels a larger scale fits the same target, and TurboJPEG may take that.
  for (int width = 1; width <= 10; ++width)
    for (int height = 1; height <= 10; ++height)
      for (const JpegColor color : {JpegColor::ycc, JpegColor::gray})
        for (const int denominator : {8, 4}) {
          const auto skimmed = skim_beside_turbo(make_jpeg(width, height, {.color = color}), denominator);
          EXPECT_EQ(skimmed.problem, "");
          if (width > 8 && height > 8) {
            EXPECT_TRUE(skimmed.taken) << width << "x" << height;
          }
        }
}

TEST(Skim, Restarts) {
  for (const Subsampling subsampling : subsamplings)
    for (const int mcus : {1, 2, 3, 7, 1000})
      expect_skimmed(make_jpeg(203, 117, {.subsampling = subsampling, .restart_mcus = mcus}), true, "restarts");
  for (const int rows : {1, 2, 3}) {
    const JpegOptions kind{.restart_rows = rows};
    expect_skimmed(make_jpeg(203, 117, kind), true, name(kind));
  }
}

TEST(Skim, Gray) {
  for (const int quality : {1, 50, 85, 100})
    for (const int mcus : {0, 5}) {
      const JpegOptions kind{.quality = quality, .color = JpegColor::gray, .own_codes = mcus > 0, .restart_mcus = mcus};
      expect_skimmed(make_jpeg(211, 97, kind), true, name(kind));
    }
}

TEST(Skim, NoiseAndHardEdges) {
  for (const Subsampling subsampling : {Subsampling::s444, Subsampling::s420})
    for (const int quality : {1, 30, 75, 90, 95, 100})
      for (const bool own : {false, true}) {
        const JpegOptions kind{.quality = quality, .subsampling = subsampling, .own_codes = own};
        expect_skimmed(make_jpeg(noise(160, 120), kind), true, "noise, " + name(kind));
        for (const int size : {1, 2, 3, 4, 5, 8, 12})
          expect_skimmed(make_jpeg(squares(160, 120, size), kind), true, "squares, " + name(kind));
      }
}

TEST(Skim, AsWideAndAsHighAsAJpegCanBe) {
  expect_skimmed(make_jpeg(65500, 17), true, "wide");
  expect_skimmed(make_jpeg(17, 65500), true, "high");
}

TEST(Skim, ManyCamerasWithCodesOfTheirOwn) {
  std::vector<std::string> jpegs;
  for (int i = 0; i < 12; ++i)
    jpegs.push_back(make_jpeg(make_scene(200, 100, i), {.quality = 20 + 6 * i, .own_codes = true}));
  for (int round = 0; round < 2; ++round)
    for (const std::string& jpeg : jpegs) expect_skimmed(jpeg, true, "one of many");
}

TEST(Skim, WhatCamerasPutBesideThePicture) {
  const std::string jpeg = make_jpeg(160, 120, {.comment = "a comment"});
  expect_skimmed(jpeg, true, "comment");
  expect_skimmed(with_exif(jpeg, make_exif(6)), true, "EXIF");
  expect_skimmed(jpeg + std::string(5000, '\0'), true, "after the end");
  std::string without_end = jpeg;
  without_end.resize(jpeg.size() - 2);
  for (const int denominator : {8, 4}) EXPECT_EQ(skim_beside_turbo(without_end, denominator).problem, "");
}

TEST(Skim, LeavesOtherKindsAlone) {
  const JpegOptions others[] = {{.color = JpegColor::rgb},
                                {.color = JpegColor::cmyk},
                                {.color = JpegColor::ycck},
                                {.progressive = true},
                                {.arithmetic = true},
                                {.separate_scans = true},
                                {.color = JpegColor::gray, .progressive = true}};
  for (const JpegOptions& other : others) {
    const std::string jpeg = make_jpeg(160, 120, other);
    expect_skimmed(jpeg, false, "another kind");
    EXPECT_EQ(skim_beside_turbo(jpeg, 8).problem, "");
  }
}

TEST(Skim, LeavesValuesThatAreNoPicturesToLibjpeg) {
  // The divisors of all coefficients changed to 255: sums wrap around or saturate, each decoder in its own way.
  for (const JpegColor color : {JpegColor::ycc, JpegColor::gray}) {
    std::string jpeg = make_jpeg(160, 120, {.quality = 100, .color = color});
    jpeg.replace(find_segment(jpeg, 0xDB) + 5, 64, 64, '\xFF');
    expect_skimmed(jpeg, false, "255");
    EXPECT_EQ(skim_beside_turbo(jpeg, 4).problem, "");
    jpeg.replace(find_segment(jpeg, 0xDB) + 5, 64, 64, '\0');
    expect_skimmed(jpeg, false, "0");
  }
}

}  // namespace
}  // namespace framewake
