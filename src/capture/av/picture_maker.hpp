#pragma once
// Decoded frames → planes that JPEG can take.

#include <optional>
#include <string>
#include <variant>

#include "capture/av/av_handles.hpp"
#include "capture/frame_source.hpp"

namespace framewake::av {

/// Planar 8-bit YUV goes through as it is; everything else, and every change of size, through swscale into 4:2:0.
/// Colours stay in the matrix in which they came, as with ffmpeg itself. Not thread-safe.
class PictureMaker {
 public:
  explicit PictureMaker(std::optional<PictureSize> size) : size_(size) {}
  /// The planes are `frame`'s, or this object's: valid until the next call. The text says what went wrong.
  std::variant<Planes, std::string> make(const AVFrame& frame);

 private:
  std::variant<Planes, std::string> scale(const AVFrame& frame, PictureSize to);

  const std::optional<PictureSize> size_;
  Scaler scaler_;
  Frame scaled_;
};

}  // namespace framewake::av
