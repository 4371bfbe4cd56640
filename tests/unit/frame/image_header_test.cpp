#include "frame/image_header.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "support/images.hpp"

namespace framewake {
namespace {

using namespace std::string_literals;
using namespace test;

/// Reads from a block of exactly the text's size, so that AddressSanitizer sees a read beyond it.
HeaderReading read(std::string_view text) {
  const auto exact = std::make_unique<std::byte[]>(text.size());
  std::copy(text.begin(), text.end(), reinterpret_cast<char*>(exact.get()));
  return read_image_header({exact.get(), text.size()});
}

void expect_size(std::string_view image, ImageFormat format, std::uint32_t width, std::uint32_t height) {
  const HeaderReading reading = read(image);
  EXPECT_EQ(reading.problem, "");
  EXPECT_EQ(reading.header.format, format);
  EXPECT_EQ(reading.header.width, width);
  EXPECT_EQ(reading.header.height, height);
}

/// Cut anywhere before its size, an image is refused with one clear line; once the size is there it is read.
void expect_cuts_are_refused(const std::string& image) {
  bool read_before = false;
  for (std::size_t size = 0; size < std::min<std::size_t>(image.size(), 1024); ++size) {
    const HeaderReading reading = read(std::string_view(image).substr(0, size));
    EXPECT_TRUE(reading.ok() || !read_before) << "readable at fewer bytes, but not at " << size;
    read_before = reading.ok();
    EXPECT_EQ(reading.problem.find('\n'), std::string_view::npos);
  }
  EXPECT_TRUE(read_before);
}

TEST(ImageHeader, ReadsEveryKindOfJpeg) {
  const JpegOptions kinds[] = {{},
                               {.subsampling = Subsampling::s444},
                               {.color = JpegColor::gray},
                               {.color = JpegColor::cmyk},
                               {.progressive = true},
                               {.arithmetic = true},
                               {.progressive = true, .arithmetic = true},
                               {.quality = 5, .restart_rows = 1},
                               {.comment = std::string(60'000, 'c')}};
  for (const JpegOptions& kind : kinds) {
    const std::string jpeg = make_jpeg(98, 77, kind);
    expect_size(jpeg, ImageFormat::jpeg, 98, 77);
  }
  expect_size(make_jpeg(1, 1), ImageFormat::jpeg, 1, 1);
  expect_size(with_jpeg_size(make_jpeg(16, 16), 65'500, 65'501), ImageFormat::jpeg, 65'500, 65'501);
}

TEST(ImageHeader, ReadsEveryKindOfPng) {
  for (const PngOptions& kind : {PngOptions{}, PngOptions{.alpha = true}, PngOptions{.palette = true},
                                 PngOptions{.sixteen_bit = true}, PngOptions{.interlaced = true}})
    expect_size(make_png(53, 31, kind), ImageFormat::png, 53, 31);
  expect_size(make_png(make_gray_scene(53, 31)), ImageFormat::png, 53, 31);
}

TEST(ImageHeader, ReadsEveryKindOfWebp) {
  for (const WebpOptions& kind : {WebpOptions{}, WebpOptions{.lossless = true}, WebpOptions{.alpha = true},
                                  WebpOptions{.lossless = true, .alpha = true}})
    expect_size(make_webp(301, 203, kind), ImageFormat::webp, 301, 203);
}

TEST(ImageHeader, RefusesWhatIsCutOff) {
  expect_cuts_are_refused(make_jpeg(64, 48));
  expect_cuts_are_refused(make_png(64, 48));
  expect_cuts_are_refused(make_webp(64, 48));
  expect_cuts_are_refused(make_webp(64, 48, {.lossless = true}));
  expect_cuts_are_refused(make_webp(64, 48, {.alpha = true}));
}

TEST(ImageHeader, RefusesWhatIsNoImage) {
  EXPECT_EQ(read("").problem, "empty: there are no bytes of an image");
  for (const std::string& text : {"hello"s, "GIF89a\1\0\1\0"s, "\0"s, std::string(1000, '\0'), "RIFF\4\0\0\0WAVEfmt "s,
                                  "\xFF\xD8"s, "\x89PNG"s, "BM"s,
                                  "\0\0\0\x20"
                                  "ftypheic"s})
    EXPECT_EQ(read(text).problem, "not a JPEG, PNG or WebP") << testing::PrintToString(text);
}

/// A JPEG with another marker in place of its SOF0.
std::string with_sof(int marker) {
  std::string jpeg = make_jpeg(16, 16);
  jpeg[find_segment(jpeg, 0xC0) + 1] = static_cast<char>(marker);
  return jpeg;
}

TEST(ImageHeader, RefusesJpegsThatAreNotTaken) {
  for (const int lossless : {0xC3, 0xCB}) EXPECT_EQ(read(with_sof(lossless)).problem, "lossless JPEG is not supported");
  for (const int hierarchical : {0xC5, 0xC6, 0xC7, 0xCD, 0xCE, 0xCF})
    EXPECT_EQ(read(with_sof(hierarchical)).problem, "hierarchical JPEG is not supported");

  const std::string good = make_jpeg(16, 16);
  const std::size_t sof = find_segment(good, 0xC0);
  const auto with = [&](std::size_t offset, int value) {
    std::string jpeg = good;
    jpeg[sof + offset] = static_cast<char>(value);
    return jpeg;
  };
  EXPECT_EQ(read(with(4, 12)).problem, "JPEG with other than 8 bits a sample is not supported");
  for (const int components : {0, 2, 5, 255})
    EXPECT_EQ(read(with(9, components)).problem,
              "JPEG with a number of colour components other than 1, 3 or 4 is not supported");
  EXPECT_FALSE(read(with(9, 1)).ok());  // the segment is too long for one component
  EXPECT_FALSE(read(with(3, 7)).ok());  // the segment is too short for its fields
  EXPECT_EQ(read(with_jpeg_size(good, 0, 16)).problem, "JPEG says its picture is 0 pixels wide");
  EXPECT_EQ(read(with_jpeg_size(good, 16, 0)).problem, "JPEG does not say how high its picture is");
}

TEST(ImageHeader, RefusesJpegsWithoutASize) {
  EXPECT_EQ(read("\xFF\xD8\xFF\xD9"s).problem, "JPEG ends without a picture");
  EXPECT_EQ(read("\xFF\xD8\xFF\xDA\0\2data"s).problem, "JPEG is damaged: picture data come before the picture's size");
  std::string endless = "\xFF\xD8";
  for (int i = 0; i < 10'000; ++i) endless += "\xFF\xFE\0\2"s;
  EXPECT_EQ(read(endless + make_jpeg(8, 8).substr(2)).problem, "JPEG has too many segments before its picture data");
}

TEST(ImageHeader, RefusesImpossiblePngs) {
  const std::string good = make_png(16, 16);
  const auto with = [&](std::size_t at, const std::string& bytes) {
    return std::string(good).replace(at, bytes.size(), bytes);
  };
  EXPECT_FALSE(read(with(8, "\0\0\0\x0E"s)).ok());        // length of IHDR
  EXPECT_FALSE(read(with(12, "IDAT")).ok());              // another chunk first
  EXPECT_FALSE(read(with(16, "\0\0\0\0"s)).ok());         // width 0
  EXPECT_FALSE(read(with(20, "\0\0\0\0"s)).ok());         // height 0
  EXPECT_FALSE(read(with(16, "\x80\0\0\0"s)).ok());       // width over 2^31 - 1
  EXPECT_TRUE(read(with(16, "\x7F\xFF\xFF\xFF"s)).ok());  // allowed by PNG; the limit on pixels is another's
  EXPECT_FALSE(read(with(24, "\3"s)).ok());               // depth 3
  EXPECT_FALSE(read(with(24, "\4\2"s)).ok());             // RGB of 4 bits
  EXPECT_FALSE(read(with(24, "\x10\3"s)).ok());           // palette of 16 bits
  EXPECT_FALSE(read(with(25, "\5"s)).ok());               // colour type 5
  EXPECT_FALSE(read(with(26, "\1"s)).ok());               // compression
  EXPECT_FALSE(read(with(27, "\1"s)).ok());               // filter
  EXPECT_FALSE(read(with(28, "\2"s)).ok());               // interlacing
}

TEST(ImageHeader, RefusesImpossibleWebps) {
  const std::string lossy = make_webp(16, 16);
  const std::string lossless = make_webp(16, 16, {.lossless = true});
  const std::string extended = make_webp(16, 16, {.alpha = true});
  ASSERT_EQ(extended.substr(12, 4), "VP8X");
  const auto with = [](std::string image, std::size_t at, const std::string& bytes) {
    return image.replace(at, bytes.size(), bytes);
  };
  EXPECT_FALSE(read(with(lossy, 12, "ALPH")).ok());
  EXPECT_FALSE(read(with(lossy, 20, "\1"s)).ok());       // not a key frame
  EXPECT_FALSE(read(with(lossy, 23, "\0"s)).ok());       // no start code
  EXPECT_FALSE(read(with(lossy, 26, "\0\0"s)).ok());     // width 0
  EXPECT_FALSE(read(with(lossless, 20, "\0"s)).ok());    // no signature
  EXPECT_FALSE(read(with(lossless, 24, "\xFF"s)).ok());  // version 7
  EXPECT_EQ(read(with(extended, 20, "\x12"s)).problem, "animated WebP is not supported");
}

}  // namespace
}  // namespace framewake
