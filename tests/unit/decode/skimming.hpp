#pragma once
// Helpers of the tests of skimming: what it makes of a JPEG beside what TurboJPEG alone makes of it.

#include <gtest/gtest.h>

#include <cstring>
#include <string>
#include <vector>

#include "decode/jpeg_decoder.hpp"
#include "support/images.hpp"

namespace framewake::test {

/// The bytes in memory of exactly their size, so that AddressSanitizer sees every read beyond them.
inline std::vector<std::byte> exact_bytes(const std::string& jpeg) {
  const auto* begin = reinterpret_cast<const std::byte*>(jpeg.data());
  return {begin, begin + jpeg.size()};
}

inline cv::Mat gray_target(const ImageHeader& header, int denominator) {
  const auto part = [&](std::uint32_t length) { return (static_cast<int>(length) + denominator - 1) / denominator; };
  return cv::Mat(part(header.height), part(header.width), CV_8UC1, cv::Scalar(1));
}

inline bool same_pixels(const cv::Mat& a, const cv::Mat& b) {
  if (a.size() != b.size()) return false;
  for (int y = 0; y < a.rows; ++y)
    if (std::memcmp(a.ptr(y), b.ptr(y), static_cast<std::size_t>(a.cols)) != 0) return false;
  return true;
}

struct Skimmed {
  bool taken = false;        ///< by the JpegSkimmer itself
  std::string problem = {};  ///< what TurboJPEG says
};

/// Decodes to gray at 1/`denominator` with and without skimming, and expects the same of both: words and pixels.
inline Skimmed skim_beside_turbo(const std::string& jpeg, int denominator, const std::string& what = "") {
  static JpegDecoder with(true), without(false);
  static JpegSkimmer skimmer;
  const std::vector<std::byte> bytes = exact_bytes(jpeg);
  const HeaderReading reading = read_image_header(bytes);
  if (!reading.ok() || reading.header.pixels() > 1'200'000) return {false, "the header says no"};
  cv::Mat ours = gray_target(reading.header, denominator), theirs = gray_target(reading.header, denominator);
  Skimmed result;
  std::string problem = with.open(bytes, reading.header);
  if (problem.empty()) problem = with.decode_gray(ours);
  result.problem = without.open(bytes, reading.header);
  if (result.problem.empty()) result.problem = without.decode_gray(theirs);
  EXPECT_EQ(problem, result.problem) << what << " at 1/" << denominator;
  if (problem.empty()) {
    EXPECT_TRUE(same_pixels(ours, theirs)) << what << " at 1/" << denominator;
  }

  cv::Mat skimmed = gray_target(reading.header, denominator);
  result.taken = skimmer.gray(bytes, skimmed);
  if (result.taken) {
    EXPECT_EQ(result.problem, "") << what << " at 1/" << denominator;
    EXPECT_TRUE(same_pixels(skimmed, theirs)) << what << " at 1/" << denominator;
  }
  return result;
}

/// At both sizes; whether it was taken must be as said.
inline void expect_skimmed(const std::string& jpeg, bool taken, const std::string& what) {
  for (const int denominator : {8, 4})
    EXPECT_EQ(skim_beside_turbo(jpeg, denominator, what).taken, taken) << what << " at 1/" << denominator;
}

}  // namespace framewake::test
