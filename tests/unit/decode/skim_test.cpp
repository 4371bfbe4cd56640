// Skimming gives the same pixels as TurboJPEG, of every kind of JPEG that it takes, and leaves all others to it.
#include <bitset>
#include <cstdlib>
#include <opencv2/core.hpp>

#include "unit/decode/skimming.hpp"

namespace framewake {
namespace {

using namespace test;
using namespace std::string_literals;

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

/// A gray JPEG of one row of blocks without any texture, with these differences of DC (up to 11 bits) and divisors of 1.
std::string jpeg_of_differences(const std::vector<int>& differences) {
  const auto segment = [](char marker, const std::string& body) {
    return "\xFF"s + marker + static_cast<char>((body.size() + 2) >> 8) + static_cast<char>(body.size() + 2) + body;
  };
  std::string bits;
  for (const int difference : differences) {
    int size = 0;
    while (std::abs(difference) >> size != 0) ++size;
    bits += std::bitset<4>(static_cast<unsigned>(size)).to_string();
    const int coded = difference < 0 ? difference + (1 << size) - 1 : difference;
    bits += std::bitset<16>(static_cast<unsigned>(coded)).to_string().substr(static_cast<std::size_t>(16 - size)) + "0";
  }
  bits.resize((bits.size() + 7) / 8 * 8, '1');
  std::string data;
  for (std::size_t i = 0; i < bits.size(); i += 8) {
    data += static_cast<char>(std::bitset<8>(bits.substr(i, 8)).to_ulong());
    if (data.back() == '\xFF') data += '\0';
  }
  const auto columns = static_cast<char>(differences.size() * 8);
  std::string dc_codes = "\0\0\0\0\x0C"s + std::string(12, '\0');  // twelve codes of four bits
  for (char size = 0; size < 12; ++size) dc_codes += size;
  const std::string ac_codes = "\x10\x01"s + std::string(15, '\0') + '\0';  // "0" ends a block
  return "\xFF\xD8"s + segment('\xDB', "\0"s + std::string(64, '\1')) +
         segment('\xC0', "\x08\0\x08\0"s + columns + "\1\1\x11\0"s) + segment('\xC4', dc_codes) +
         segment('\xC4', ac_codes) + segment('\xDA', "\1\1\0\0\x3F\0"s) + data + "\xFF\xD9"s;
}

TEST(Skim, DcBeyondWhatAPictureCanHave) {
  for (int last = -2047; last <= 2047; last += last > 2020 || last < -2020 ? 1 : 97)
    for (const int sign : {1, -1})
      for (const int denominator : {8, 4}) {
        const std::string jpeg = jpeg_of_differences({sign * 2047, sign * last});
        EXPECT_EQ(skim_beside_turbo(jpeg, denominator, std::to_string(sign * (2047 + last))).problem, "");
      }
  EXPECT_TRUE(skim_beside_turbo(jpeg_of_differences({1000, -500}), 8).taken);
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
