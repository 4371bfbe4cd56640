#include "view/jpeg_writer.hpp"

#include <turbojpeg.h>

namespace framewake {

void JpegWriter::Close::operator()(void* handle) const noexcept {
  tjDestroy(handle);
}

std::optional<std::string> JpegWriter::write(const cv::Mat& bgr) {
  constexpr int quality = 85;
  constexpr int sampling = TJSAMP_420;
  if (!turbo_) turbo_.reset(tjInitCompress());
  if (!turbo_) {
    problem_ = tjGetErrorStr2(nullptr);
    return std::nullopt;
  }
  std::string jpeg(tjBufSize(bgr.cols, bgr.rows, sampling), '\0');
  auto* out = reinterpret_cast<unsigned char*>(jpeg.data());
  unsigned long size = jpeg.size();
  if (tjCompress2(turbo_.get(), bgr.data, bgr.cols, static_cast<int>(bgr.step), bgr.rows, TJPF_BGR, &out, &size,
                  sampling, quality, TJFLAG_NOREALLOC) != 0) {
    problem_ = tjGetErrorStr2(turbo_.get());
    return std::nullopt;
  }
  jpeg.resize(size);
  jpeg.shrink_to_fit();
  return jpeg;
}

}  // namespace framewake
