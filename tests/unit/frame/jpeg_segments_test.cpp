#include "frame/jpeg_segments.hpp"

#include <gtest/gtest.h>

#include <string>

namespace framewake {
namespace {

using namespace std::string_literals;

std::span<const std::byte> bytes_of(const std::string& text) {
  return std::as_bytes(std::span(text));
}

TEST(JpegSegments, StepsFromMarkerToMarker) {
  const std::string jpeg = "\xFF\xD8\xFF\xE0\0\4ab\xFF\xFF\xFF\xFE\0\2\xFF\xD9"s;
  JpegSegments segments(bytes_of(jpeg));
  auto segment = segments.next();
  ASSERT_TRUE(segment);
  EXPECT_EQ(segment->marker, 0xE0);
  ASSERT_EQ(segment->payload.size(), 2U);
  EXPECT_EQ(segment->payload[0], std::byte{'a'});
  segment = segments.next();  // after fill bytes
  ASSERT_TRUE(segment);
  EXPECT_EQ(segment->marker, 0xFE);
  EXPECT_TRUE(segment->payload.empty());
  segment = segments.next();
  ASSERT_TRUE(segment);
  EXPECT_EQ(segment->marker, jpeg::eoi);
  EXPECT_FALSE(segments.next());
  EXPECT_FALSE(segments.problem().empty());
}

TEST(JpegSegments, SaysWhatIsWrong) {
  const std::string cases[] = {"\xFF\xD8"s,                   // nothing more
                               "\xFF\xD8\xFF"s,               // half a marker
                               "\xFF\xD8\xFF\xE0"s,           // no length
                               "\xFF\xD8\xFF\xE0\0"s,         // half a length
                               "\xFF\xD8\xFF\xE0\0\1"s,       // a length that does not cover itself
                               "\xFF\xD8\xFF\xE0\0\3"s,       // a payload that is not there
                               "\xFF\xD8x\xFF\xE0\0\2"s,      // bytes between
                               "\xFF\xD8\xFF\0\0\2"s,         // a stuffed byte outside of a scan
                               "\xFF\xD8\xFF\xD8\xFF\xE0"s};  // a second beginning
  for (const std::string& jpeg : cases) {
    JpegSegments segments(bytes_of(jpeg));
    EXPECT_FALSE(segments.next()) << testing::PrintToString(jpeg);
    EXPECT_FALSE(segments.problem().empty()) << testing::PrintToString(jpeg);
    EXPECT_FALSE(segments.gave_up());
  }
}

TEST(JpegSegments, GivesUpOnEndlessSegments) {
  std::string many = "\xFF\xD8";
  for (int i = 0; i < 100'000; ++i) many += "\xFF\xFE\0\2"s;
  JpegSegments segments(bytes_of(many));
  int count = 0;
  while (segments.next()) ++count;
  EXPECT_LE(count, 4096);
  EXPECT_TRUE(segments.gave_up());

  const std::string fill = "\xFF\xD8" + std::string(100'000, '\xFF');
  JpegSegments filled(bytes_of(fill));
  EXPECT_FALSE(filled.next());
  EXPECT_TRUE(filled.gave_up());
}

TEST(JpegSegments, SkipsAScanAndCountsItsRestarts) {
  const std::string jpeg = "\xFF\xD8\xFF\xDA\0\2ab\xFF\0c\xFF\xD0zz\xFF\xD1\xFF\xFF\xD9"s;
  JpegSegments segments(bytes_of(jpeg));
  ASSERT_TRUE(segments.next());
  EXPECT_EQ(segments.skip_scan(), 2U);
  const auto segment = segments.next();
  ASSERT_TRUE(segment);
  EXPECT_EQ(segment->marker, jpeg::eoi);
}

TEST(JpegSegments, AScanMayRunToTheEnd) {
  for (const std::string& jpeg : {"\xFF\xD8\xFF\xDA\0\2ab"s, "\xFF\xD8\xFF\xDA\0\2ab\xFF"s, "\xFF\xD8\xFF\xDA\0\2"s}) {
    JpegSegments segments(bytes_of(jpeg));
    ASSERT_TRUE(segments.next());
    EXPECT_EQ(segments.skip_scan(), 0U);
    EXPECT_FALSE(segments.next());
  }
}

}  // namespace
}  // namespace framewake
