#pragma once
// A part of a JPEG → pixels, through libjpeg: TurboJPEG's own API can do that only from version 3 on. Private to decode/.

#include <cstddef>
#include <memory>
#include <span>

#include <opencv2/core/mat.hpp>

#include "decode/grow_buffer.hpp"

namespace framewake {

/// Thread-bound. The entropy-coded data are read up to the lower edge of the part, but only the part is made pixels of.
class JpegRegionDecoder {
 public:
  JpegRegionDecoder();
  ~JpegRegionDecoder();
  JpegRegionDecoder(const JpegRegionDecoder&) = delete;
  JpegRegionDecoder& operator=(const JpegRegionDecoder&) = delete;

  /// `part` (within the picture, not empty) of a sequential JPEG of one scan with 1 or 3 components to `target`, CV_8UC3 BGR of
  /// its size: the same pixels as those of the whole picture. False when libjpeg has anything to say against it; `target`
  /// then holds nothing of use. What is wrong below the part is not noticed.
  bool decode(std::span<const std::byte> jpeg, const cv::Rect& part, cv::Mat& target);

  void visit_buffers(const BufferVisit& visit) { visit(row_); }

 private:
  struct Reading;
  std::unique_ptr<Reading> reading_;
  GrowBuffer row_;
};

}  // namespace framewake
