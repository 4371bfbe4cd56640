#include "capture/jpeg_encoder.hpp"

#include <gtest/gtest.h>
#include <turbojpeg.h>

#include "unit/capture/media_files.hpp"

namespace framewake {
namespace {

/// A left half and a right half of different luma, in planes of exactly the size needed: a read beyond them is seen by
/// AddressSanitizer.
struct TwoHalves {
  TwoHalves(PictureSize size, Sampling sampling, std::uint8_t left, std::uint8_t right, std::uint8_t chroma = 128) {
    const bool wide = sampling == Sampling::yuv444;
    const bool high = sampling != Sampling::yuv420;
    const int chroma_width = wide ? size.width : (size.width + 1) / 2;
    const int chroma_height = high ? size.height : (size.height + 1) / 2;
    y.resize(test::area(size.width, size.height));
    for (int i = 0; i < size.width * size.height; ++i)
      y[static_cast<std::size_t>(i)] = i % size.width < size.width / 2 ? left : right;
    u.assign(test::area(chroma_width, chroma_height), chroma);
    planes = {{y.data(), u.data(), u.data()}, {size.width, chroma_width, chroma_width}, size, sampling, true};
    if (sampling == Sampling::gray) planes.data = {y.data(), nullptr, nullptr};
  }
  std::vector<std::uint8_t> y, u;
  Planes planes;
};

std::string encoded(JpegEncoder& encoder, const Planes& planes) {
  auto jpeg = encoder.encode(planes);
  EXPECT_TRUE(std::holds_alternative<std::string>(jpeg));
  return std::get<std::string>(jpeg);
}

TEST(JpegEncoder, FullRangeStaysAsItIs) {
  JpegEncoder encoder(95);
  const auto picture = test::decode(encoded(encoder, TwoHalves({64, 48}, Sampling::yuv420, 16, 235).planes));
  EXPECT_EQ(picture.width, 64);
  EXPECT_EQ(picture.height, 48);
  EXPECT_EQ(picture.sampling, TJSAMP_420);
  EXPECT_NEAR(picture.luma_at(10, 20), 16, 2);
  EXPECT_NEAR(picture.luma_at(50, 20), 235, 2);
}

TEST(JpegEncoder, LimitedRangeIsWidened) {
  JpegEncoder encoder(95);
  TwoHalves halves({64, 48}, Sampling::yuv420, 16, 235);
  halves.planes.full_range = false;
  const auto picture = test::decode(encoded(encoder, halves.planes));
  EXPECT_NEAR(picture.luma_at(10, 20), 0, 2);
  EXPECT_NEAR(picture.luma_at(50, 20), 255, 2);

  TwoHalves middle({64, 48}, Sampling::yuv420, 126, 2);  // 2 is below black
  middle.planes.full_range = false;
  const auto gray = test::decode(encoded(encoder, middle.planes));
  EXPECT_NEAR(gray.luma_at(10, 20), 128, 2);
  EXPECT_NEAR(gray.luma_at(50, 20), 0, 2);
}

TEST(JpegEncoder, KeepsTheSamplingOfItsSource) {
  JpegEncoder encoder(85);
  const std::pair<Sampling, int> pairs[]{{Sampling::yuv420, TJSAMP_420},
                                         {Sampling::yuv422, TJSAMP_422},
                                         {Sampling::yuv444, TJSAMP_444},
                                         {Sampling::gray, TJSAMP_GRAY}};
  for (const auto& [sampling, expected] : pairs)
    for (const bool full : {true, false}) {
      TwoHalves halves({32, 32}, sampling, 60, 180);
      halves.planes.full_range = full;
      EXPECT_EQ(test::decode(encoded(encoder, halves.planes)).sampling, expected);
    }
}

TEST(JpegEncoder, TakesOddSizes) {
  JpegEncoder encoder(95);
  for (const Sampling sampling : {Sampling::yuv420, Sampling::yuv422, Sampling::yuv444, Sampling::gray})
    for (const PictureSize size : {PictureSize{33, 17}, PictureSize{32, 17}, PictureSize{33, 16}, PictureSize{1, 1}}) {
      const auto picture = test::decode(encoded(encoder, TwoHalves(size, sampling, 100, 200).planes));
      EXPECT_EQ(picture.width, size.width);
      EXPECT_EQ(picture.height, size.height);
      EXPECT_NEAR(picture.luma_at(size.width - 1, size.height - 1), 200, 4);
    }
}

TEST(JpegEncoder, LowerQualityIsSmaller) {
  JpegEncoder coarse(20);
  JpegEncoder fine(95);
  TwoHalves halves({128, 128}, Sampling::yuv420, 0, 0);
  for (std::size_t i = 0; i < halves.y.size(); ++i) halves.y[i] = static_cast<std::uint8_t>(i * 7919 % 251);
  EXPECT_LT(encoded(coarse, halves.planes).size() * 2, encoded(fine, halves.planes).size());
}

}  // namespace
}  // namespace framewake
