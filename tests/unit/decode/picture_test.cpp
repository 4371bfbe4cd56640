#include "decode/picture.hpp"

#include <numeric>
#include <opencv2/imgproc.hpp>

#include "support/manual_time.hpp"
#include "unit/decode/decoding.hpp"

namespace framewake {
namespace {

using namespace test;

cv::Mat shrunk(const cv::Mat& gray, int denominator) {
  cv::Mat padded, small;
  const auto up = [&](int n) { return (n + denominator - 1) / denominator * denominator; };
  cv::copyMakeBorder(gray, padded, 0, up(gray.rows) - gray.rows, 0, up(gray.cols) - gray.cols, cv::BORDER_REPLICATE);
  cv::resize(padded, small, {padded.cols / denominator, padded.rows / denominator}, 0, 0, cv::INTER_AREA);
  return small;
}

TEST(Picture, GivesTheSceneInEveryFormOfEveryKindOfJpeg) {
  const JpegOptions kinds[] = {{},
                               {.subsampling = Subsampling::s444},
                               {.subsampling = Subsampling::s422},
                               {.subsampling = Subsampling::s440},
                               {.subsampling = Subsampling::s411},
                               {.color = JpegColor::gray},
                               {.color = JpegColor::rgb},
                               {.color = JpegColor::cmyk},
                               {.color = JpegColor::ycck},
                               {.progressive = true},
                               {.arithmetic = true},
                               {.progressive = true, .arithmetic = true},
                               {.separate_scans = true},
                               {.restart_rows = 1}};
  const cv::Mat scene = make_scene(333, 205);
  const cv::Mat luma = make_gray_scene(333, 205);
  Decoder decoder;
  for (const JpegOptions& original : kinds) {
    JpegOptions kind = original;
    kind.quality = 95;
    SCOPED_TRACE("kind " + std::to_string(&original - kinds));
    const EncodedFrame frame = frame_of(make_jpeg(scene, kind));
    Picture picture(frame, decoder, steady_time());
    EXPECT_EQ(picture.width(), 333);
    EXPECT_EQ(picture.height(), 205);
    for (const int denominator : {1, 2, 4, 8}) {
      const cv::Mat* gray = picture.gray(denominator);
      ASSERT_TRUE(gray) << picture.error()->detail;
      EXPECT_LT(mean_difference(*gray, shrunk(luma, denominator)), 3) << "1/" << denominator;
    }
    const cv::Mat* bgr = picture.bgr();
    ASSERT_TRUE(bgr) << picture.error()->detail;
    EXPECT_LT(mean_difference(*bgr, scene), kind.color == JpegColor::gray ? 40 : 6);
    EXPECT_FALSE(picture.error());
  }
}

TEST(Picture, RoundsSizesUp) {
  Decoder decoder;
  for (const auto& [width, height] : {std::pair{1, 1}, {3, 2}, {8, 8}, {9, 17}, {15, 1}, {3, 400}, {65, 63}}) {
    for (const std::string& image : {make_jpeg(width, height), make_png(width, height), make_webp(width, height)}) {
      const EncodedFrame frame = frame_of(image);
      Picture picture(frame, decoder, steady_time());
      for (const int n : {8, 4, 2, 1}) {
        const cv::Mat* gray = picture.gray(n);
        ASSERT_TRUE(gray);
        EXPECT_EQ(gray->size(), cv::Size((width + n - 1) / n, (height + n - 1) / n));
        EXPECT_EQ(gray->type(), CV_8UC1);
      }
      ASSERT_TRUE(picture.bgr());
      EXPECT_EQ(picture.bgr()->size(), cv::Size(width, height));
      EXPECT_EQ(picture.bgr()->type(), CV_8UC3);
    }
  }
}

/// A clock that ticks a millisecond each time it is asked.
class CountingTime final : public TimeSource {
 public:
  TimePoint now() const noexcept override { return TimePoint(milliseconds(++asked_)); }

 private:
  mutable int asked_ = 0;
};

TEST(Picture, DecodesEachFormOnceAndSumsTheTime) {
  for (const std::string& image : {make_jpeg(64, 48), make_png(64, 48)}) {
    const EncodedFrame frame = frame_of(image);
    Decoder decoder;
    const CountingTime time;
    Picture picture(frame, decoder, time);
    EXPECT_EQ(picture.decode_time(), Duration::zero());  // lazy: nothing has been done
    const cv::Mat* gray = picture.gray(8);
    EXPECT_EQ(picture.decode_time(), milliseconds(1));
    EXPECT_EQ(picture.gray(8), gray);
    EXPECT_EQ(picture.decode_time(), milliseconds(1));  // had already
    picture.gray(1);
    picture.gray(1);
    EXPECT_GE(picture.decode_time(), milliseconds(1));
    const Duration before = picture.decode_time();
    picture.bgr();
    picture.bgr();
    picture.gray(8);
    EXPECT_LE(picture.decode_time(), before + milliseconds(1));
  }
}

TEST(Picture, CountsWhatWasReallyDecoded) {
  Decoder decoder;
  const auto count = [](const Picture& picture, DecodeForm form) { return picture.decodes()[index_of(form)]; };
  const auto total = [](const Picture& picture) {
    return std::accumulate(picture.decodes().begin(), picture.decodes().end(), 0);
  };
  const EncodedFrame jpeg = frame_of(make_jpeg(64, 48)), png = frame_of(make_png(64, 48));
  {
    Picture picture(jpeg, decoder, steady_time());
    EXPECT_EQ(total(picture), 0);
    for (int round = 0; round < 2; ++round)
      for (const int form : {8, 1}) picture.gray(form);
    EXPECT_EQ(count(picture, DecodeForm::gray_1_8), 1);
    EXPECT_EQ(count(picture, DecodeForm::gray), 1);
    EXPECT_EQ(total(picture), 2);
    picture.bgr();
    picture.bgr();
    EXPECT_EQ(count(picture, DecodeForm::bgr), 1);
    EXPECT_EQ(total(picture), 3);
  }
  Picture picture(png, decoder, steady_time());
  for (const int form : {8, 4, 1}) picture.gray(form);
  EXPECT_EQ(count(picture, DecodeForm::bgr), 1) << "the forms of a PNG follow from one decode";
  EXPECT_EQ(total(picture), 1);
}

TEST(Picture, FormsOfOneFrameDoNotDisturbEachOther) {
  for (const std::string& image :
       {make_jpeg(200, 100), make_png(200, 100), make_jpeg(200, 100, {.color = JpegColor::cmyk})}) {
    const EncodedFrame frame = frame_of(image);
    Decoder decoder;
    Picture picture(frame, decoder, steady_time());
    const cv::Mat* small = picture.gray(8);
    ASSERT_TRUE(small);
    const cv::Mat kept = small->clone();
    for (const int form : {4, 2, 1}) ASSERT_TRUE(picture.gray(form));
    ASSERT_TRUE(picture.bgr());
    EXPECT_EQ(mean_difference(*picture.gray(8), kept), 0);
  }
}

TEST(Picture, ADecoderServesFramesOfManySizesAndSurvivesBadOnes) {
  Decoder decoder;
  const cv::Mat luma = make_gray_scene(320, 240);
  for (int round = 0; round < 3; ++round) {
    const EncodedFrame big = frame_of(make_jpeg(640, 480));
    EXPECT_TRUE(Picture(big, decoder, steady_time()).bgr());
    std::string cut = make_jpeg(640, 480);
    cut.resize(cut.size() / 2);
    const EncodedFrame bad = frame_of(cut);
    EXPECT_FALSE(Picture(bad, decoder, steady_time()).bgr());
    const EncodedFrame small = frame_of(make_jpeg(luma, {.quality = 95}));
    Picture picture(small, decoder, steady_time());
    ASSERT_TRUE(picture.gray(1));
    EXPECT_LT(mean_difference(*picture.gray(1), luma), 3);
  }
}

TEST(Picture, AfterAFailureEveryFormIsNull) {
  std::string jpeg = make_jpeg(320, 240);
  jpeg.resize(jpeg.size() / 2);
  const EncodedFrame frame = frame_of(jpeg);
  Decoder decoder;
  Picture picture(frame, decoder, steady_time());
  EXPECT_FALSE(picture.error());
  EXPECT_EQ(picture.gray(8), nullptr);
  ASSERT_TRUE(picture.error());
  const std::string detail = picture.error()->detail;
  EXPECT_EQ(picture.bgr(), nullptr);
  EXPECT_EQ(picture.gray(1), nullptr);
  EXPECT_EQ(picture.error()->detail, detail);
}

TEST(Picture, RefusesAFrameWhoseHeaderIsNotThatOfItsBytes) {
  for (const std::string& image : {make_jpeg(64, 48), make_png(64, 48), make_webp(64, 48)}) {
    for (const auto& [width, height] : {std::pair{63U, 48U}, {64U, 47U}, {640U, 480U}, {8U, 8U}}) {
      EncodedFrame frame = frame_of(image);
      frame.header.width = width;
      frame.header.height = height;
      for (const int form : all_forms())
        EXPECT_EQ(problem_of(frame, form), "the image is of another size or format than its frame says");
    }
    EncodedFrame frame = frame_of(image);
    frame.header.format = frame.header.format == ImageFormat::png ? ImageFormat::webp : ImageFormat::png;
    EXPECT_NE(problem_of(frame, 8), "");
    frame.message.clear();
    EXPECT_NE(problem_of(frame, 8), "");
  }
}

TEST(Picture, TakesTheImageFromItsOffset) {
  EncodedFrame frame;
  frame.message = std::string(24, 'e') + make_jpeg(40, 30);
  frame.image_offset = 24;
  frame.header = read_image_header(frame.image()).header;
  EXPECT_EQ(problem_of(frame, 8), "");
}

TEST(Picture, OnlyHasTheSizesThatItSays) {
  const EncodedFrame frame = frame_of(make_jpeg(64, 48));
  Decoder decoder;
  Picture picture(frame, decoder, steady_time());
  for (const int wrong : {0, 3, 16, -1}) EXPECT_THROW(picture.gray(wrong), std::logic_error);
}

}  // namespace
}  // namespace framewake
