#pragma once
// A frame as pictures: decoded when asked for, each form at most once, only as far as needed.

#include <array>
#include <optional>
#include <string>

#include <opencv2/core/mat.hpp>

#include "base/time.hpp"
#include "frame/decode_form.hpp"
#include "frame/encoded_frame.hpp"
#include "frame/rejection.hpp"
#include "frame/view.hpp"

namespace framewake {

class Decoder;
class GrowBuffer;

/// The lazily decoded frame. Thread-bound: lives on one processor thread, for one frame; borrows the thread's Decoder, the
/// frame and the clock, which must outlive it. The returned images are valid until the Picture ends and must not be
/// written to; their buffers are the Decoder's, so one Picture a Decoder at a time.
///
/// It is seen through a View: as sent, unless somebody (the stage `orient`) sets another. An EXIF orientation is not applied
/// by itself, so that boxes fit what the camera sent.
/// Transparency is ignored. Four-component JPEGs are taken as Adobe's inverted CMYK.
class Picture {
 public:
  Picture(const EncodedFrame& frame, Decoder& decoder, const TimeSource& time);
  ~Picture();
  Picture(const Picture&) = delete;
  Picture& operator=(const Picture&) = delete;

  int width() const noexcept { return view_.width(); }  ///< pixels, as seen
  int height() const noexcept { return view_.height(); }
  const View& view() const noexcept { return view_; }
  /// From here on the picture is seen so. What has been handed out before is no longer valid.
  void look_through(const View& view);
  /// All of the frame has been decoded before, by another Picture: it is known to be sound.
  void take_for_sound() noexcept { known_sound_ = true; }
  /// 1 to 8, as the frame's EXIF data say; 1 when they say nothing.
  int exif_orientation() const noexcept;

  /// Luma, CV_8UC1, at 1/`denominator` (1, 2, 4 or 8) of width and height, rounded up.
  /// Null when the image does not decode: error() then says why, and all later calls return null too.
  const cv::Mat* gray(int denominator);
  /// Colour, CV_8UC3 BGR, of width and height. Null as above.
  const cv::Mat* bgr();
  /// A part of it, not empty and within the picture, with the same pixels; empty where bgr() would be null. One part of a frame
  /// is decoded alone where that costs less than the whole: of a JPEG that has been decoded in gray before, or is otherwise known
  /// to be sound, when the part is at most half of the picture and the whole has not been decoded to colour.
  cv::Mat bgr(const cv::Rect& part);

  /// Why the image does not decode: bad_image with the words of the library that refused it.
  const std::optional<Rejection>& error() const noexcept { return error_; }
  /// Whether some form has been asked for (and then either decoded, or error() tells why not).
  bool looked_at() const noexcept { return header_checked_; }
  /// Spent decoding so far, all forms together.
  Duration decode_time() const noexcept { return decode_time_; }
  /// What has been decoded so far.
  const DecodeCounts& decodes() const noexcept { return decodes_; }

 private:
  class Timing;
  bool ready();
  std::string check_header() const;
  const cv::Mat* sent_gray(std::size_t level);
  const cv::Mat* sent_bgr(std::size_t level);
  const cv::Mat* seen_gray(std::size_t level);
  const cv::Mat* show(const cv::Mat* sent, std::size_t level, GrowBuffer& buffer, cv::Mat& seen);
  cv::Mat image_at(std::size_t level, int type, GrowBuffer& buffer) const;
  bool is_worth_a_region(const Box& sent) const;
  bool decode_region(const cv::Rect& part);
  std::string decode_bgr(std::size_t level);
  std::string derive_bgr(std::size_t level);
  std::string decode_gray(std::size_t level);
  std::string derive_gray(std::size_t level);
  const cv::Mat* settle(cv::Mat& image, std::string problem);

  const EncodedFrame& frame_;
  Decoder& decoder_;
  const TimeSource& time_;
  bool header_checked_ = false;
  View view_;
  bool known_sound_ = false;
  // As sent, at 1/1, 1/2, 1/4, 1/8; empty until asked for:
  std::array<cv::Mat, 4> gray_;
  std::array<cv::Mat, 4> bgr_;
  // As seen through a view that is not plain; views of the former or the Decoder's:
  std::array<cv::Mat, 4> seen_gray_;
  cv::Mat seen_bgr_;
  cv::Mat region_;         ///< the part that has been decoded alone, as seen
  cv::Rect region_place_;  ///< where it is
  std::optional<Rejection> error_;
  Duration decode_time_{};
  DecodeCounts decodes_{};
};

}  // namespace framewake
