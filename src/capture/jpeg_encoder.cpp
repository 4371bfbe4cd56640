#include "capture/jpeg_encoder.hpp"

#include <turbojpeg.h>

#include <algorithm>

namespace framewake {
namespace {

int to_turbo(Sampling sampling) {
  switch (sampling) {
    case Sampling::yuv420: return TJSAMP_420;
    case Sampling::yuv422: return TJSAMP_422;
    case Sampling::yuv444: return TJSAMP_444;
    case Sampling::gray: return TJSAMP_GRAY;
  }
  return TJSAMP_420;
}

using Levels = std::array<std::uint8_t, 256>;

/// From 16…(16 + span) around its own zero to the whole byte.
Levels widening(int zero_in, int zero_out, double span) {
  Levels levels{};
  for (int i = 0; i < 256; ++i) {
    const double value = (i - zero_in) * 255.0 / span + zero_out;
    levels[static_cast<std::size_t>(i)] = static_cast<std::uint8_t>(std::clamp(value + 0.5, 0.0, 255.0));
  }
  return levels;
}

struct PlaneSize {
  int width, height;
};

/// What the picture fills of a plane.
PlaneSize filled(const Planes& planes, int plane) {
  const bool half_wide = plane > 0 && planes.sampling != Sampling::yuv444;
  const bool half_high = plane > 0 && planes.sampling == Sampling::yuv420;
  const auto half = [](int n, bool halve) { return halve ? (n + 1) / 2 : n; };
  return {half(planes.size.width, half_wide), half(planes.size.height, half_high)};
}

/// TurboJPEG reads planes up to whole blocks of chroma: one row or column further when the size is odd.
bool fits_blocks(const Planes& planes) {
  const bool even_wide =
      planes.size.width % 2 == 0 || planes.sampling == Sampling::yuv444 || planes.sampling == Sampling::gray;
  const bool even_high = planes.size.height % 2 == 0 || planes.sampling != Sampling::yuv420;
  return even_wide && even_high;
}

}  // namespace

void JpegEncoder::Closer::operator()(void* handle) const {
  tjDestroy(handle);
}

/// A copy in buffers of our own, widened to the full range where it is not, its last row and column repeated up to what
/// TurboJPEG reads.
Planes JpegEncoder::as_full_range(const Planes& planes) {
  static const Levels luma = widening(16, 0, 219);
  static const Levels chroma = widening(128, 128, 224);
  Planes wide = planes;
  const int count = planes.sampling == Sampling::gray ? 1 : 3;
  for (int plane = 0; plane < count; ++plane) {
    const auto index = static_cast<std::size_t>(plane);
    const auto [width, height] = filled(planes, plane);
    const int stride = tjPlaneWidth(plane, planes.size.width, to_turbo(planes.sampling));
    const int rows = tjPlaneHeight(plane, planes.size.height, to_turbo(planes.sampling));
    auto& out = widened_[index];
    out.resize(static_cast<std::size_t>(stride) * static_cast<std::size_t>(rows));
    const Levels& levels = plane == 0 ? luma : chroma;
    for (int row = 0; row < rows; ++row) {
      const auto* from = planes.data[index] + std::ptrdiff_t{planes.stride[index]} * std::min(row, height - 1);
      auto* to = out.data() + std::ptrdiff_t{stride} * row;
      if (planes.full_range)
        std::copy_n(from, width, to);
      else
        std::transform(from, from + width, to, [&](std::uint8_t value) { return levels[value]; });
      std::fill(to + width, to + stride, to[width - 1]);
    }
    wide.data[index] = out.data();
    wide.stride[index] = stride;
  }
  wide.full_range = true;
  return wide;
}

std::variant<std::string, JpegEncoder::Problem> JpegEncoder::encode(const Planes& planes) {
  if (!handle_) handle_.reset(tjInitCompress());
  if (!handle_) return Problem{tjGetErrorStr2(nullptr)};
  const Planes ready = planes.full_range && fits_blocks(planes) ? planes : as_full_range(planes);
  const int sampling = to_turbo(ready.sampling);
  jpeg_.resize(tjBufSize(ready.size.width, ready.size.height, sampling));
  auto* out = jpeg_.data();
  unsigned long size = jpeg_.size();
  auto data = ready.data;
  if (tjCompressFromYUVPlanes(handle_.get(), data.data(), ready.size.width, ready.stride.data(), ready.size.height,
                              sampling, &out, &size, quality_, TJFLAG_NOREALLOC) != 0)
    return Problem{tjGetErrorStr2(handle_.get())};
  return std::string(reinterpret_cast<const char*>(out), size);
}

}  // namespace framewake
