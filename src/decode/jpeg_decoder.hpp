#pragma once
// JPEG → pixels, through TurboJPEG, or past it for small gray ones (jpeg_skim.hpp). Private to decode/.

#include <memory>
#include <optional>
#include <span>
#include <string>

#include <opencv2/core/mat.hpp>

#include "decode/grow_buffer.hpp"
#include "decode/jpeg_layout.hpp"
#include "decode/jpeg_region.hpp"
#include "decode/jpeg_skim.hpp"
#include "frame/image_header.hpp"

namespace framewake {

/// Thread-bound. First open() a JPEG, then decode it in any forms. Functions return what is wrong in one line, in
/// libjpeg's own words where it is libjpeg that refused; empty means fine.
///
/// What libjpeg only warns about is refused too: its warnings mean damaged data, and half a picture makes false motion.
/// Mended or tolerated, because real cameras send it and the picture is whole:
/// - a missing EOI marker, when the data before it hold the whole picture; anything after EOI,
/// - up to 16 superfluous bytes between a scan's data and EOI (webcams pad their frames),
/// - wrong spectral parameters in the scan header of a sequential JPEG, where they have no meaning.
class JpegDecoder {
 public:
  /// Throws std::runtime_error when TurboJPEG cannot be set up. Without `skims`, TurboJPEG decodes everything: what a
  /// JpegSkimmer takes must come to the same.
  explicit JpegDecoder(bool skims = true);
  ~JpegDecoder();
  JpegDecoder(const JpegDecoder&) = delete;
  JpegDecoder& operator=(const JpegDecoder&) = delete;

  /// Checks the layout and its cost. `jpeg` must outlive the decoding; `header` is what it says of itself.
  std::string open(std::span<const std::byte> jpeg, const ImageHeader& header);
  /// Luma at the size of `target`, which is that of the header divided by 1, 2, 4 or 8, rounded up.
  std::string decode_gray(cv::Mat& target);
  /// Colour, of such a size too.
  std::string decode_bgr(cv::Mat& target);
  /// Colour of a part of it, with the same pixels. False when that cannot be done; it may be that all of it can be decoded.
  bool decode_bgr_part(const cv::Rect& part, cv::Mat& target);

  void visit_buffers(const BufferVisit& visit);

 private:
  void mend();
  void forget_tables();
  bool is_cmyk() const noexcept { return layout_.components == 4; }
  std::string decode(int pixel_format, cv::Mat& target);
  std::string decode_cmyk(const cv::Mat& target, cv::Mat& cmyk);
  bool tolerable(const std::string& warning) const;

  struct Close {
    void operator()(void* handle) const noexcept;
  };
  std::unique_ptr<void, Close> turbo_;
  JpegRegionDecoder regions_;
  std::optional<JpegSkimmer> skimmer_;
  GrowBuffer mended_;  ///< a copy of the JPEG, for the few that need mending
  GrowBuffer cmyk_;
  std::span<const std::byte> jpeg_;  ///< the JPEG as libjpeg gets it: the camera's bytes or mended_
  JpegLayout layout_;
};

}  // namespace framewake
