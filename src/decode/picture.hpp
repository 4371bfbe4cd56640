#pragma once
// A frame as pictures: decoded when asked for, each form at most once, only as far as needed.

#include <optional>

#include <opencv2/core/mat.hpp>

#include "base/time.hpp"
#include "frame/encoded_frame.hpp"
#include "frame/rejection.hpp"

namespace framewake {

class Decoder;

/// The lazily decoded frame. Thread-bound: lives on one processor thread, for one frame; borrows the thread's Decoder, the
/// frame and the clock, which must outlive it. The returned images are valid until the Picture ends and must not be
/// written to; their buffers are the Decoder's, so one Picture a Decoder at a time.
class Picture {
 public:
  Picture(const EncodedFrame& frame, Decoder& decoder, const TimeSource& time);
  ~Picture();
  Picture(const Picture&) = delete;
  Picture& operator=(const Picture&) = delete;

  int width() const noexcept;  ///< pixels of the frame as sent
  int height() const noexcept;

  /// Luma, CV_8UC1, at 1/`denominator` (1, 2, 4 or 8) of the frame's width and height, rounded up.
  /// Null when the image does not decode: error() then says why, and all later calls return null too.
  const cv::Mat* gray(int denominator);
  /// Colour, CV_8UC3 BGR, full size. Null as above.
  const cv::Mat* bgr();

  const std::optional<Rejection>& error() const noexcept;
  /// Spent decoding so far, all forms together.
  Duration decode_time() const noexcept;
};

}  // namespace framewake
