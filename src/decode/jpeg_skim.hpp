#pragma once
// Small gray pictures of the common kind of JPEG, without decoding what they do not show (docs/adr/0013). Private to decode/.

#include <cstddef>
#include <memory>
#include <span>

#include <opencv2/core/mat.hpp>

#include "decode/grow_buffer.hpp"

namespace framewake {

/// Thread-bound. Takes gray at 1/8 and 1/4 from JPEGs that are sequential, Huffman-coded, gray or YCbCr, in one scan, whole and
/// without any irregularity, with the same pixels as TurboJPEG. What it does not take is no verdict: TurboJPEG has to judge.
/// What it takes, TurboJPEG decodes as well.
/// Keeps its buffers (as large as a JPEG) and Huffman tables (at most 0.5 MB), so that in the steady state it allocates nothing.
class JpegSkimmer {
 public:
  JpegSkimmer();
  ~JpegSkimmer();
  JpegSkimmer(const JpegSkimmer&) = delete;
  JpegSkimmer& operator=(const JpegSkimmer&) = delete;

  /// `jpeg` to `target`, CV_8UC1, when its size is the one for which TurboJPEG would choose 1/8 or 1/4. False: not taken; what
  /// is in `target` then is of no use. Takes time by the size of the picture and of the JPEG, whatever is in it.
  bool gray(std::span<const std::byte> jpeg, cv::Mat& target);

  void visit_buffers(const BufferVisit& visit);

 private:
  struct Tools;
  const std::unique_ptr<Tools> tools_;
};

}  // namespace framewake
