// Parts of pictures: the same pixels as those of the whole, decoded alone where that is possible and cheaper.
#include <numeric>
#include <random>

#include "unit/decode/decoding.hpp"

namespace framewake {
namespace {

using namespace test;

class Region : public testing::Test {
 protected:
  static int count(const Picture& picture, DecodeForm form) { return picture.decodes()[index_of(form)]; }
  cv::Mat whole(const EncodedFrame& frame) {
    Picture picture(frame, decoder_, steady_time());
    return picture.bgr()->clone();
  }
  /// The part, of a picture that has been seen in gray before; `alone`: whether it was decoded alone.
  cv::Mat part_of(const EncodedFrame& frame, const cv::Rect& part, bool alone) {
    Picture picture(frame, decoder_, steady_time());
    EXPECT_TRUE(picture.gray(8));
    const cv::Mat image = picture.bgr(part);
    EXPECT_EQ(image.size(), part.size());
    EXPECT_EQ(count(picture, DecodeForm::bgr_region), alone ? 1 : 0);
    EXPECT_EQ(count(picture, DecodeForm::bgr), alone ? 0 : 1);
    return image.clone();
  }

  Decoder decoder_;
};

TEST_F(Region, HasThePixelsOfTheWholeForEverySampling) {
  std::minstd_rand random(3);
  const auto below = [&](int most) { return static_cast<int>(random() % static_cast<unsigned>(most)); };
  const JpegOptions kinds[] = {{.subsampling = Subsampling::s420}, {.subsampling = Subsampling::s422},
                               {.subsampling = Subsampling::s444}, {.subsampling = Subsampling::s440},
                               {.subsampling = Subsampling::s411}, {.color = JpegColor::gray},
                               {.color = JpegColor::rgb},          {.restart_rows = 1}};
  for (const JpegOptions& kind : kinds) {
    const EncodedFrame frame = frame_of(make_jpeg(333, 205, kind));
    const cv::Mat expected = whole(frame);
    for (int i = 0; i < 60; ++i) {
      const cv::Rect part = cv::Rect(below(333), below(205), 1 + below(166), 1 + below(200)) & cv::Rect(0, 0, 333, 205);
      if (part.area() * 2 > 333 * 205) continue;
      EXPECT_EQ(mean_difference(part_of(frame, part, true), expected(part)), 0)
          << "kind " << &kind - kinds << ", part " << part;
    }
  }
}

TEST_F(Region, WhatCannotBeHadAloneIsPartOfTheWhole) {
  const cv::Rect part(10, 20, 50, 40);
  for (const std::string& image :
       {make_png(333, 205), make_webp(333, 205), make_jpeg(333, 205, {.color = JpegColor::cmyk}),
        make_jpeg(333, 205, {.progressive = true}), make_jpeg(333, 205, {.separate_scans = true})}) {
    const EncodedFrame frame = frame_of(image);
    Picture picture(frame, decoder_, steady_time());
    ASSERT_TRUE(picture.gray(8));
    EXPECT_EQ(mean_difference(picture.bgr(part).clone(), whole(frame)(part)), 0);
    EXPECT_EQ(count(picture, DecodeForm::bgr), 1);
  }
}

TEST_F(Region, IsDecodedAloneOnlyWhereThatCostsLessAndOnceAFrame) {
  const EncodedFrame frame = frame_of(make_jpeg(320, 240));
  part_of(frame, {0, 0, 160, 240}, true);
  part_of(frame, {0, 0, 168, 240}, false);
  Picture picture(frame, decoder_, steady_time());
  ASSERT_TRUE(picture.gray(8));
  picture.bgr({100, 100, 60, 60});
  picture.bgr({110, 110, 10, 10});  // within it
  EXPECT_EQ(count(picture, DecodeForm::bgr_region), 1);
  EXPECT_EQ(count(picture, DecodeForm::bgr), 0);
  EXPECT_EQ(mean_difference(picture.bgr({0, 0, 10, 10}).clone(), whole(frame)(cv::Rect(0, 0, 10, 10))), 0);
}

TEST_F(Region, OfAPictureThatNobodyHasSeenYetTheWholeIsChecked) {
  std::string cut = make_jpeg(320, 240);
  cut.resize(cut.size() / 2);
  const EncodedFrame frame = frame_of(cut);
  Picture picture(frame, decoder_, steady_time());
  EXPECT_TRUE(picture.bgr({0, 0, 16, 16}).empty()) << "the part is there, but the picture is cut off";
  EXPECT_TRUE(picture.error());
}

TEST_F(Region, OfAPictureThatIsKnownToBeSoundNothingElseIsDecoded) {
  const EncodedFrame frame = frame_of(make_jpeg(320, 240));
  Picture picture(frame, decoder_, steady_time());
  picture.take_for_sound();
  const cv::Rect part(50, 60, 70, 80);
  EXPECT_EQ(mean_difference(picture.bgr(part).clone(), whole(frame)(part)), 0);
  EXPECT_EQ(std::accumulate(picture.decodes().begin(), picture.decodes().end(), 0), 1);
  EncodedFrame other = frame_of(make_jpeg(320, 240));
  other.header.width = 300;
  Picture wrong(other, decoder_, steady_time());
  wrong.take_for_sound();
  EXPECT_TRUE(wrong.bgr(part).empty());
  EXPECT_TRUE(wrong.error());
}

TEST_F(Region, IsTurnedWithTheView) {
  const EncodedFrame frame = frame_of(make_jpeg(320, 240));
  for (int exif = 2; exif <= 8; ++exif) {
    const View view(320, 240, {32, 16, 200, 200}, 1, turn_of_exif(exif));
    Picture all(frame, decoder_, steady_time());
    all.look_through(view);
    const cv::Mat expected = all.bgr()->clone();
    Picture picture(frame, decoder_, steady_time());
    picture.look_through(view);
    ASSERT_TRUE(picture.gray(4));
    const cv::Rect part(11, 50, 90, 31);
    EXPECT_EQ(mean_difference(picture.bgr(part).clone(), expected(part)), 0) << "orientation " << exif;
    EXPECT_EQ(count(picture, DecodeForm::bgr_region), 1);
  }
}

TEST_F(Region, AMendedJpegHasRegionsToo) {
  EncodedFrame frame = frame_of(make_jpeg(320, 240));
  const cv::Mat expected = whole(frame);
  frame.message.resize(frame.message.size() - 2);  // no EOI
  const cv::Rect part(200, 180, 120, 60);
  EXPECT_EQ(mean_difference(part_of(frame, part, true), expected(part)), 0);
}

/// Whatever is damaged, a part is there or the picture is refused; a sanitizer sees the rest.
TEST_F(Region, AnyByteChangedNeverDoesHarm) {
  const std::string jpeg = make_jpeg(64, 48);
  std::minstd_rand random(5);
  for (int i = 0; i < 2000; ++i) {
    EncodedFrame frame = frame_of(jpeg);
    frame.message[random() % frame.message.size()] = static_cast<char>(random());
    Picture picture(frame, decoder_, steady_time());
    const bool sound = picture.gray(8) != nullptr;
    EXPECT_EQ(picture.bgr({20, 10, 30, 30}).empty(), picture.error().has_value());
    EXPECT_TRUE(sound || picture.error());
  }
  part_of(frame_of(jpeg), {20, 10, 30, 30}, true);
}

}  // namespace
}  // namespace framewake
