#pragma once
// Helpers of the decoding tests.

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "decode/decoder.hpp"
#include "decode/picture.hpp"
#include "support/images.hpp"

namespace framewake::test {

/// A frame as ingest would make it: the header is read from the bytes.
inline EncodedFrame frame_of(std::string image) {
  EncodedFrame frame;
  frame.message = std::move(image);
  const HeaderReading reading = read_image_header(frame.image());
  EXPECT_EQ(reading.problem, "");
  frame.header = reading.header;
  return frame;
}

/// What decoding to gray at 1/`denominator` (0: to BGR) says: empty when it succeeds.
inline std::string problem_of(const EncodedFrame& frame, int denominator) {
  static Decoder decoder;
  Picture picture(frame, decoder, steady_time());
  const cv::Mat* image = denominator == 0 ? picture.bgr() : picture.gray(denominator);
  EXPECT_EQ(image == nullptr, picture.error().has_value());
  if (!picture.error()) return {};
  EXPECT_EQ(picture.error()->reason, RejectReason::bad_image);
  EXPECT_FALSE(picture.error()->detail.empty());
  return picture.error()->detail;
}

inline const std::vector<int>& all_forms() {
  static const std::vector<int> forms{1, 2, 4, 8, 0};
  return forms;
}

inline void expect_decodes(const std::string& image, const std::string& what = "") {
  const EncodedFrame frame = frame_of(image);
  for (const int form : all_forms()) EXPECT_EQ(problem_of(frame, form), "") << what << ", form " << form;
}

inline void expect_refused(const std::string& image, const std::string& what = "") {
  const EncodedFrame frame = frame_of(image);
  for (const int form : all_forms()) EXPECT_NE(problem_of(frame, form), "") << what << ", form " << form;
}

/// Mean absolute difference of two images of the same size and type.
inline double mean_difference(const cv::Mat& a, const cv::Mat& b) {
  EXPECT_EQ(a.size(), b.size());
  EXPECT_EQ(a.type(), b.type());
  if (a.size() != b.size() || a.type() != b.type()) return 255;
  double sum = 0;
  const int bytes = a.cols * a.channels();
  for (int y = 0; y < a.rows; ++y)
    for (int x = 0; x < bytes; ++x) sum += std::abs(a.ptr(y)[x] - b.ptr(y)[x]);
  return sum / (static_cast<double>(a.total()) * a.channels());
}

}  // namespace framewake::test
