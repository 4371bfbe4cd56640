#pragma once
// Pixels → JPEG.

#include <memory>
#include <opencv2/core/mat.hpp>
#include <optional>
#include <string>

namespace framewake {

/// Thread-bound.
class JpegWriter {
 public:
  /// `bgr`: CV_8UC3, at most 65,500 pixels a side. The JPEG holds the pixels and nothing else: no EXIF, no thumbnail.
  /// Nothing when TurboJPEG refuses; problem() then says why.
  std::optional<std::string> write(const cv::Mat& bgr);
  const std::string& problem() const noexcept { return problem_; }

 private:
  struct Close {
    void operator()(void* handle) const noexcept;
  };
  std::unique_ptr<void, Close> turbo_;  ///< made when first needed
  std::string problem_;
};

}  // namespace framewake
