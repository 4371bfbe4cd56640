#include <array>
#include <opencv2/imgproc.hpp>

#include "unit/decode/decoding.hpp"

namespace framewake {
namespace {

using namespace test;
using namespace std::string_literals;

TEST(Png, OfEveryKindComesOutAsTheScene) {
  const cv::Mat scene = make_scene(101, 67);
  cv::Mat gray_scene;
  cv::cvtColor(make_gray_scene(101, 67), gray_scene, cv::COLOR_GRAY2BGR);
  Decoder decoder;
  for (const bool interlaced : {false, true})
    for (const bool sixteen_bit : {false, true})
      for (const bool alpha : {false, true})
        for (const bool colour : {false, true}) {
          const PngOptions kind{.alpha = alpha, .sixteen_bit = sixteen_bit, .interlaced = interlaced};
          const EncodedFrame frame = frame_of(make_png(colour ? scene : make_gray_scene(101, 67), kind));
          Picture picture(frame, decoder, steady_time());
          ASSERT_TRUE(picture.bgr()) << picture.error()->detail;
          EXPECT_EQ(mean_difference(*picture.bgr(), colour ? scene : gray_scene), 0);
          ASSERT_TRUE(picture.gray(1));
          EXPECT_LT(mean_difference(*picture.gray(1), make_gray_scene(101, 67)), 0.01);
        }
  const EncodedFrame palette = frame_of(make_png(scene, {.palette = true}));
  Picture picture(palette, decoder, steady_time());
  ASSERT_TRUE(picture.bgr()) << picture.error()->detail;
  EXPECT_EQ(mean_difference(*picture.bgr(), gray_scene), 0);
}

TEST(Png, CutIsRefused) {
  for (const bool interlaced : {false, true}) {
    const std::string png = make_png(200, 150, {.interlaced = interlaced});
    for (std::size_t part = 1; part < 16; ++part) expect_refused(png.substr(0, png.size() * part / 16));
    EXPECT_EQ(problem_of(frame_of(png.substr(0, png.size() / 2)), 8), "PNG is cut off");
  }
}

TEST(Png, DamagedIsRefusedInLibpngsWords) {
  std::string png = make_png(200, 150);
  png[png.size() / 2] = static_cast<char>(~png[png.size() / 2]);
  EXPECT_NE(problem_of(frame_of(png), 8), "");
  std::string bad_crc = make_png(200, 150);
  bad_crc[29] = static_cast<char>(~bad_crc[29]);
  EXPECT_EQ(problem_of(frame_of(bad_crc), 8), "IHDR: CRC error");
}

TEST(Png, AnyByteChangedNeverDoesHarm) {
  for (const bool interlaced : {false, true}) {
    const std::string png = make_png(24, 16, {.alpha = true, .interlaced = interlaced});
    for (std::size_t at = 8; at < png.size(); ++at) {
      EncodedFrame frame;
      frame.message = png;
      frame.message[at] = static_cast<char>(~frame.message[at]);
      const HeaderReading reading = read_image_header(frame.image());
      if (!reading.ok() || reading.header.pixels() > 16'000'000) continue;
      frame.header = reading.header;
      problem_of(frame, 0);
    }
  }
}

TEST(Png, TextIsNotUnpacked) {
  // Unpacking 20 MB takes longer than the whole picture; that it is skipped shows in that a damaged one does no harm.
  std::string png = make_png(64, 48, {.text_bytes = 20'000'000});
  expect_decodes(png);
  const std::size_t text = png.find("zTXt");
  ASSERT_NE(text, std::string::npos);
  for (std::size_t i = 0; i < 200; ++i) png[text + 30 + i] = 'x';
  expect_decodes(png);
}

TEST(Webp, OfEveryKindComesOutAsTheScene) {
  const cv::Mat scene = make_scene(101, 67);
  Decoder decoder;
  for (const bool alpha : {false, true}) {
    const EncodedFrame lossless = frame_of(make_webp(scene, {.lossless = true}));
    Picture picture(lossless, decoder, steady_time());
    ASSERT_TRUE(picture.bgr()) << picture.error()->detail;
    EXPECT_EQ(mean_difference(*picture.bgr(), scene), 0);
    const EncodedFrame lossy = frame_of(make_webp(scene, {.quality = 95, .alpha = alpha}));
    Picture similar(lossy, decoder, steady_time());
    ASSERT_TRUE(similar.bgr()) << similar.error()->detail;
    EXPECT_LT(mean_difference(*similar.bgr(), scene), 8);
    ASSERT_TRUE(similar.gray(8));
  }
}

TEST(Webp, CutIsRefused) {
  for (const WebpOptions& kind : {WebpOptions{}, WebpOptions{.lossless = true}, WebpOptions{.alpha = true}}) {
    const std::string webp = make_webp(200, 150, kind);
    for (std::size_t part = 2; part < 16; ++part) expect_refused(webp.substr(0, webp.size() * part / 16));
    EXPECT_EQ(problem_of(frame_of(webp.substr(0, webp.size() - 20)), 8), "WebP: premature end of data");
  }
}

TEST(Webp, AnyByteChangedNeverDoesHarm) {
  for (const WebpOptions& kind : {WebpOptions{}, WebpOptions{.lossless = true}, WebpOptions{.alpha = true}}) {
    const std::string webp = make_webp(24, 16, kind);
    for (std::size_t at = 12; at < webp.size(); ++at) {
      EncodedFrame frame;
      frame.message = webp;
      frame.message[at] = static_cast<char>(~frame.message[at]);
      const HeaderReading reading = read_image_header(frame.image());
      if (!reading.ok() || reading.header.pixels() > 16'000'000) continue;
      frame.header = reading.header;
      problem_of(frame, 0);
    }
  }
}

}  // namespace
}  // namespace framewake
