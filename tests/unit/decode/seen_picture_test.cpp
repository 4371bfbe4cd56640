// Pictures seen through a View: the same pixels as those of the picture as sent, elsewhere, and of the cheapest decode.
#include <numeric>

#include "unit/decode/decoding.hpp"

namespace framewake {
namespace {

using namespace test;

/// Pixel by pixel, the plain way.
cv::Mat turned(const cv::Mat& image, Turn turn) {
  cv::Mat out(turn.swap ? image.cols : image.rows, turn.swap ? image.rows : image.cols, image.type());
  const std::size_t pixel = image.elemSize();
  for (int y = 0; y < out.rows; ++y)
    for (int x = 0; x < out.cols; ++x) {
      int from_x = turn.swap ? y : x, from_y = turn.swap ? x : y;
      if (turn.mirror_x) from_x = image.cols - 1 - from_x;
      if (turn.mirror_y) from_y = image.rows - 1 - from_y;
      std::copy_n(image.ptr(from_y) + static_cast<std::size_t>(from_x) * pixel, pixel,
                  out.ptr(y) + static_cast<std::size_t>(x) * pixel);
    }
  return out;
}

class SeenPicture : public testing::Test {
 protected:
  /// The picture as sent, at 1/`denominator`; 0: colour.
  cv::Mat sent(const EncodedFrame& frame, int form) {
    Picture picture(frame, decoder_, steady_time());
    return (form == 0 ? picture.bgr() : picture.gray(form))->clone();
  }
  static View view_of_all(const EncodedFrame& frame, int denominator, Turn turn) {
    const auto width = static_cast<int>(frame.header.width), height = static_cast<int>(frame.header.height);
    return {width, height, {0, 0, width, height}, denominator, turn};
  }
  static int decodes(const Picture& picture) {
    return std::accumulate(picture.decodes().begin(), picture.decodes().end(), 0);
  }

  Decoder decoder_;
};

TEST_F(SeenPicture, TurnedFormsAreTheFormsTurned) {
  for (const std::string& image : {make_jpeg(320, 200), make_png(320, 200), make_webp(320, 200),
                                   make_jpeg(320, 200, {.color = JpegColor::cmyk})}) {
    const EncodedFrame frame = frame_of(image);
    for (int exif = 2; exif <= 8; ++exif) {
      const Turn turn = turn_of_exif(exif);
      for (const int form : {8, 4, 2, 1, 0}) {
        const cv::Mat expected = turned(sent(frame, form), turn);
        Picture picture(frame, decoder_, steady_time());
        picture.look_through(view_of_all(frame, 1, turn));
        EXPECT_EQ(picture.width(), turn.swap ? 200 : 320);
        const cv::Mat* image_seen = form == 0 ? picture.bgr() : picture.gray(form);
        ASSERT_TRUE(image_seen);
        EXPECT_EQ(mean_difference(*image_seen, expected), 0) << "orientation " << exif << ", form " << form;
        EXPECT_EQ(decodes(picture), 1);
        EXPECT_EQ(form == 0 ? picture.bgr() : picture.gray(form), image_seen);
        EXPECT_EQ(decodes(picture), 1);
      }
    }
  }
}

TEST_F(SeenPicture, ACropIsThatPartOfEveryForm) {
  const EncodedFrame frame = frame_of(make_jpeg(333, 205));
  const View view(333, 205, {100, 60, 1000, 50}, 1, {});
  EXPECT_EQ(view.crop(), (Box{96, 56, 237, 56}));
  for (const int form : {8, 4, 2, 1, 0}) {
    Picture picture(frame, decoder_, steady_time());
    picture.look_through(view);
    const cv::Mat* seen = form == 0 ? picture.bgr() : picture.gray(form);
    ASSERT_TRUE(seen);
    const int by = std::max(form, 1);
    const cv::Mat whole = sent(frame, form);
    EXPECT_EQ(mean_difference(*seen, whole(cv::Rect(96 / by, 56 / by, (237 + by - 1) / by, 56 / by))), 0);
  }
}

TEST_F(SeenPicture, AReducedPictureIsDecodedReduced) {
  const EncodedFrame frame = frame_of(make_jpeg(640, 480));
  Picture picture(frame, decoder_, steady_time());
  picture.look_through(view_of_all(frame, 2, turn_of_exif(6)));
  EXPECT_EQ(picture.width(), 240);
  EXPECT_EQ(picture.height(), 320);
  ASSERT_TRUE(picture.gray(4));
  EXPECT_EQ(picture.gray(4)->size(), cv::Size(60, 80));
  ASSERT_TRUE(picture.bgr());
  EXPECT_EQ(picture.bgr()->size(), cv::Size(240, 320));
  EXPECT_EQ(picture.decodes()[index_of(DecodeForm::gray_1_8)], 1);
  EXPECT_EQ(picture.decodes()[index_of(DecodeForm::bgr_1_2)], 1);
  EXPECT_EQ(decodes(picture), 2) << "nothing at full size";
}

TEST_F(SeenPicture, WhatIsSmallerThanAnyDecodeIsAMean) {
  const EncodedFrame frame = frame_of(make_jpeg(640, 480));
  Picture picture(frame, decoder_, steady_time());
  picture.look_through(view_of_all(frame, 8, {}));
  const cv::Mat* tiny = picture.gray(4);
  ASSERT_TRUE(tiny);
  EXPECT_EQ(tiny->size(), cv::Size(20, 15));
  EXPECT_EQ(picture.gray(1)->size(), cv::Size(80, 60));
  EXPECT_EQ(decodes(picture), 1);
  EXPECT_LT(std::abs(cv::mean(*tiny)[0] - cv::mean(*picture.gray(1))[0]), 1);
}

TEST_F(SeenPicture, SizesAreThoseThatItSaysForAllOddOnes) {
  for (const auto& [width, height] : {std::pair{1, 1}, {3, 2}, {9, 17}, {15, 1}, {3, 400}, {65, 63}})
    for (const std::string& image : {make_jpeg(width, height), make_png(width, height), make_webp(width, height)})
      for (int exif = 1; exif <= 8; ++exif)
        for (const int reduction : {1, 2, 8}) {
          const EncodedFrame frame = frame_of(image);
          Picture picture(frame, decoder_, steady_time());
          picture.look_through(view_of_all(frame, reduction, turn_of_exif(exif)));
          for (const int n : {8, 4, 2, 1}) {
            const cv::Mat* gray = picture.gray(n);
            ASSERT_TRUE(gray);
            EXPECT_EQ(gray->size(), cv::Size((picture.width() + n - 1) / n, (picture.height() + n - 1) / n));
          }
          ASSERT_TRUE(picture.bgr());
          EXPECT_EQ(picture.bgr()->size(), cv::Size(picture.width(), picture.height()));
        }
}

TEST_F(SeenPicture, WhatDoesNotDecodeIsNullAlsoWhenTurned) {
  std::string jpeg = make_jpeg(320, 240);
  jpeg.resize(jpeg.size() / 2);
  const EncodedFrame frame = frame_of(jpeg);
  Picture picture(frame, decoder_, steady_time());
  picture.look_through(view_of_all(frame, 8, turn_of_exif(3)));
  EXPECT_EQ(picture.gray(8), nullptr);
  EXPECT_EQ(picture.bgr(), nullptr);
  EXPECT_TRUE(picture.error());
}

TEST_F(SeenPicture, TheOrientationIsThatOfTheFrame) {
  const EncodedFrame frame = frame_of(with_exif(make_jpeg(64, 48), make_exif(6)));
  EXPECT_EQ(Picture(frame, decoder_, steady_time()).exif_orientation(), 6);
  EXPECT_EQ(sent(frame, 8).size(), cv::Size(8, 6)) << "as sent, unless somebody asks for it otherwise";
}

}  // namespace
}  // namespace framewake
