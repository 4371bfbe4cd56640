#pragma once
// A frame as pictures: decoded when asked for, each form at most once, only as far as needed.

#include <array>
#include <optional>
#include <string>

#include <opencv2/core/mat.hpp>

#include "base/time.hpp"
#include "frame/encoded_frame.hpp"
#include "frame/rejection.hpp"

namespace framewake {

class Decoder;

/// The lazily decoded frame. Thread-bound: lives on one processor thread, for one frame; borrows the thread's Decoder, the
/// frame and the clock, which must outlive it. The returned images are valid until the Picture ends and must not be
/// written to; their buffers are the Decoder's, so one Picture a Decoder at a time.
///
/// Pixels are those of the frame as sent: an EXIF orientation is not applied, so that boxes fit what the camera sent.
/// Transparency is ignored. Four-component JPEGs are taken as Adobe's inverted CMYK.
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

  /// Why the image does not decode: bad_image with the words of the library that refused it.
  const std::optional<Rejection>& error() const noexcept { return error_; }
  /// Whether some form has been asked for (and then either decoded, or error() tells why not).
  bool looked_at() const noexcept { return header_checked_; }
  /// Spent decoding so far, all forms together.
  Duration decode_time() const noexcept { return decode_time_; }

 private:
  class Timing;
  bool ready();
  std::string check_header() const;
  std::string decode_bgr();
  std::string decode_gray(std::size_t level);
  std::string derive_gray(std::size_t level);
  const cv::Mat* settle(cv::Mat& image, std::string problem);

  const EncodedFrame& frame_;
  Decoder& decoder_;
  const TimeSource& time_;
  bool header_checked_ = false;
  std::array<cv::Mat, 4> gray_;  ///< at 1/1, 1/2, 1/4, 1/8; empty until asked for
  cv::Mat bgr_;                  ///< empty until asked for
  std::optional<Rejection> error_;
  Duration decode_time_{};
};

}  // namespace framewake
