#include "frame/exif.hpp"

#include <gtest/gtest.h>

#include "support/images.hpp"

namespace framewake {
namespace {

using namespace test;

int orientation_of(const std::string& image) {
  return read_exif_orientation(std::as_bytes(std::span(image)));
}

TEST(Exif, OrientationIsReadOfEveryFormatInBothByteOrders) {
  for (const std::string& image : {make_jpeg(16, 8), make_png(16, 8), make_webp(16, 8)})
    for (const bool little : {false, true})
      for (int orientation = 1; orientation <= 8; ++orientation)
        EXPECT_EQ(orientation_of(with_exif(image, make_exif(orientation, little))), orientation);
}

TEST(Exif, WithoutDataOrSenseAPictureStaysAsItIs) {
  for (const std::string& image : {make_jpeg(16, 8), make_png(16, 8), make_webp(16, 8)}) {
    EXPECT_EQ(orientation_of(image), 1);
    for (const int nonsense : {0, 9, 255, 65535}) EXPECT_EQ(orientation_of(with_exif(image, make_exif(nonsense))), 1);
    for (const char* data : {"", "I", "II", "MM", "garbage", "II*"})
      EXPECT_EQ(orientation_of(with_exif(image, data)), 1);
  }
  for (const char* other : {"", "\xFF", "\xFF\xD8", "\x89PNG", "RIFF", "RIFFxxxxWEBP", "text"})
    EXPECT_EQ(orientation_of(other), 1);
}

/// Cut anywhere, and with any byte changed, it ends, and gives an orientation (a sanitizer sees what it reads).
TEST(Exif, HostileDataAreSurvived) {
  for (const std::string& image : {make_jpeg(8, 8), make_png(8, 8), make_webp(8, 8)}) {
    const std::string turned = with_exif(image, make_exif(6, true));
    for (std::size_t size = 0; size < turned.size(); ++size) {
      const int orientation = orientation_of(turned.substr(0, size));
      EXPECT_TRUE(orientation == 1 || orientation == 6);
    }
    for (std::size_t at = 0; at < turned.size(); ++at)
      for (const char value : {'\0', '\x7F', '\xFF'}) {
        std::string changed = turned;
        changed[at] = value;
        const int orientation = orientation_of(changed);
        EXPECT_GE(orientation, 1);
        EXPECT_LE(orientation, 8);
      }
  }
}

TEST(Exif, OffsetsAndCountsBeyondTheDataAreNothing) {
  const std::string jpeg = make_jpeg(8, 8);
  std::string far = make_exif(6);
  far.replace(4, 4, "\xFF\xFF\xFF\xFF");  // the directory's place
  EXPECT_EQ(orientation_of(with_exif(jpeg, far)), 1);
  std::string many = make_exif(6).substr(0, 10);
  many.replace(8, 2, "\xFF\xFF");  // 65,535 entries, none of which is there
  EXPECT_EQ(orientation_of(with_exif(jpeg, many)), 1);
}

}  // namespace
}  // namespace framewake
