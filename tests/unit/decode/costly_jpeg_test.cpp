// Small files that would cost seconds or gigabytes are refused by what their segments say, before anything is decoded.
#include "decode/jpeg_layout.hpp"
#include "unit/decode/decoding.hpp"

namespace framewake {
namespace {

using namespace test;

JpegLayoutReading layout_of(const std::string& jpeg) {
  const EncodedFrame frame = frame_of(jpeg);
  return read_jpeg_layout(frame.image(), frame.header);
}

bool mentions(const std::string& problem, std::string_view words) {
  return problem.find(words) != std::string::npos;
}

TEST(CostlyJpeg, AFewBytesCannotClaimAGiantPicture) {
  const std::string tiny = make_jpeg(16, 16);
  EXPECT_TRUE(mentions(layout_of(with_jpeg_size(tiny, 7789, 56321)).problem, "cannot hold 7789x56321 pixels"));
  EXPECT_TRUE(mentions(layout_of(with_jpeg_size(tiny, 65500, 65500)).problem, "cannot hold"));
  EXPECT_NE(layout_of(with_jpeg_size(make_jpeg(16, 16, {.progressive = true}), 60000, 60000)).problem, "");
  EXPECT_NE(layout_of(with_jpeg_size(make_jpeg(16, 16, {.arithmetic = true}), 8000, 8000)).problem, "");
}

TEST(CostlyJpeg, APictureOfOneColourIsNotTakenForABomb) {
  const cv::Mat flat(1080, 1920, CV_8UC3, cv::Scalar(0, 0, 0));
  for (const JpegOptions& kind :
       {JpegOptions{.quality = 1}, JpegOptions{.quality = 1, .subsampling = Subsampling::s444},
        JpegOptions{.quality = 1, .progressive = true}, JpegOptions{.color = JpegColor::gray},
        JpegOptions{.separate_scans = true}, JpegOptions{.arithmetic = true}})
    expect_decodes(make_jpeg(flat, kind));
}

TEST(CostlyJpeg, ManyScansAreRefused) {
  EXPECT_EQ(layout_of(make_jpeg(64, 48, {.refinement_scans = 63})).problem, "");
  const std::string problem = layout_of(make_jpeg(64, 48, {.refinement_scans = 900})).problem;
  EXPECT_EQ(problem, "JPEG would cost too much to decode: more than 64 scans of 64x48 pixels");
  expect_refused(make_jpeg(64, 48, {.refinement_scans = 900}));
}

TEST(CostlyJpeg, ScansCountByTheirPixels) {
  const cv::Mat flat(2900, 2900, CV_8UC3, cv::Scalar(90, 90, 90));
  const std::string costly = make_jpeg(flat, {.refinement_scans = 62});
  EXPECT_TRUE(mentions(layout_of(costly).problem, "too much to decode"));
  EXPECT_EQ(layout_of(make_jpeg(flat, {.progressive = true})).problem, "");
}

TEST(CostlyJpeg, OrdinaryProgressiveOnesOf16MegapixelsPass) {
  const cv::Mat flat(4000, 4000, CV_8UC3, cv::Scalar(90, 120, 90));
  const JpegLayoutReading reading = layout_of(make_jpeg(flat, {.progressive = true}));
  EXPECT_EQ(reading.problem, "");
  EXPECT_EQ(reading.layout.scans, 10);
  EXPECT_EQ(layout_of(make_jpeg(flat, {.color = JpegColor::cmyk, .progressive = true})).problem, "");
}

TEST(CostlyJpeg, ScansCannotHideBehindFillBytes) {
  std::string jpeg = make_jpeg(64, 48, {.refinement_scans = 900});
  const std::size_t second = jpeg.find("\xFF\xDA", scan_begin(jpeg));
  jpeg.insert(second, std::string(10'000, '\xFF'));
  EXPECT_NE(layout_of(jpeg).problem, "");
}

TEST(CostlyJpeg, TheLayoutIsRead) {
  const JpegLayout plain = layout_of(make_jpeg(100, 60, {.restart_rows = 2})).layout;
  EXPECT_EQ(plain.components, 3);
  EXPECT_TRUE(plain.one_scan);
  EXPECT_TRUE(plain.complete);
  EXPECT_FALSE(plain.progressive);
  EXPECT_EQ(plain.mcus, 7U * 4U);
  EXPECT_EQ(plain.restart_interval, 14U);
  EXPECT_EQ(plain.blocks, 13U * 8U + 2U * 7U * 4U);

  const JpegLayout gray = layout_of(make_jpeg(100, 60, {.color = JpegColor::gray})).layout;
  EXPECT_EQ(gray.components, 1);
  EXPECT_EQ(gray.mcus, 13U * 8U);
  EXPECT_EQ(gray.blocks, gray.mcus);

  const JpegLayout separate = layout_of(make_jpeg(100, 60, {.separate_scans = true})).layout;
  EXPECT_FALSE(separate.one_scan);
  EXPECT_EQ(separate.scans, 3);
  EXPECT_TRUE(separate.complete);

  std::string progressive = make_jpeg(100, 60, {.progressive = true});
  EXPECT_TRUE(layout_of(progressive).layout.complete);
  progressive.resize(progressive.size() * 2 / 3);
  EXPECT_FALSE(layout_of(progressive).layout.complete);
}

}  // namespace
}  // namespace framewake
