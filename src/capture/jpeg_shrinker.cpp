#include "capture/jpeg_shrinker.hpp"

#include <turbojpeg.h>

#include <algorithm>
#include <array>
#include <span>

#include "capture/shrinker.hpp"
#include "frame/exif.hpp"

namespace framewake {
namespace {

std::optional<Sampling> from_turbo(int sampling) {
  switch (sampling) {
    case TJSAMP_420: return Sampling::yuv420;
    case TJSAMP_422: return Sampling::yuv422;
    case TJSAMP_444: return Sampling::yuv444;
    case TJSAMP_GRAY: return Sampling::gray;
    default: return std::nullopt;
  }
}

bool is_yuv(int colours) {
  return colours == TJCS_YCbCr || colours == TJCS_GRAY;
}

}  // namespace

void JpegShrinker::Closer::operator()(void* handle) const {
  tjDestroy(handle);
}

std::optional<Planes> JpegShrinker::at_most(std::string_view jpeg, PictureSize limit) {
  if (!handle_) handle_.reset(tjInitDecompress());
  const auto* bytes = reinterpret_cast<const unsigned char*>(jpeg.data());
  int width = 0, height = 0, subsampling = 0, colours = 0;
  if (!handle_ || tjDecompressHeader3(handle_.get(), bytes, jpeg.size(), &width, &height, &subsampling, &colours) != 0)
    return std::nullopt;
  const auto sampling = from_turbo(subsampling);
  const int divisor = halving_divisor({width, height}, limit);
  if (!sampling || !is_yuv(colours) || divisor == 1) return std::nullopt;

  // TurboJPEG rounds up; the last column or row is left out then.
  const int full_width = (width + divisor - 1) / divisor, full_height = (height + divisor - 1) / divisor;
  Planes smaller;
  smaller.size = {width / divisor, height / divisor};
  smaller.sampling = *sampling;
  smaller.full_range = true;
  const int count = *sampling == Sampling::gray ? 1 : 3;
  std::array<std::size_t, 3> begins{};
  std::size_t end = 0;
  for (int plane = 0; plane < count; ++plane) {
    const auto index = static_cast<std::size_t>(plane);
    begins[index] = end;
    smaller.stride[index] = tjPlaneWidth(plane, full_width, subsampling);
    end += tjPlaneSizeYUV(plane, full_width, smaller.stride[index], full_height, subsampling);
  }
  planes_.resize(end);
  std::array<unsigned char*, 3> into{};
  for (std::size_t plane = 0; plane < static_cast<std::size_t>(count); ++plane)
    smaller.data[plane] = into[plane] = planes_.data() + begins[plane];
  // A warning is a failure too: what is damaged is the daemon's to judge, as it came.
  if (tjDecompressToYUVPlanes(handle_.get(), bytes, jpeg.size(), into.data(), full_width, smaller.stride.data(),
                              full_height, 0) != 0)
    return std::nullopt;
  return smaller;
}

std::string turned_like(std::string_view original, std::string jpeg) {
  constexpr std::size_t after_soi = 2;
  const int orientation = read_exif_orientation(std::as_bytes(std::span(original)));
  if (orientation == 1 || jpeg.size() < after_soi) return jpeg;
  // APP1 of 34 bytes: little-endian TIFF with one directory of one entry, the orientation (0x112, one short).
  std::string exif(
      "\xFF\xE1\0\x22"
      "Exif\0\0"
      "II\x2A\0\x08\0\0\0"
      "\x01\0"
      "\x12\x01\x03\0\x01\0\0\0"
      "o\0\0\0"
      "\0\0\0\0",
      36);
  exif[28] = static_cast<char>(orientation);
  return jpeg.insert(after_soi, exif);
}

}  // namespace framewake
