#include "unit/capture/media_files.hpp"

#include <gtest/gtest.h>
#include <turbojpeg.h>
#include <unistd.h>

#include <array>
#include <fstream>

namespace framewake::test {
namespace {

std::string little_endian(std::uint64_t value, std::size_t bytes) {
  std::string out;
  for (std::size_t i = 0; i < bytes; ++i) out += static_cast<char>(value >> (8 * i));
  return out;
}
std::string u32(std::uint64_t value) {
  return little_endian(value, 4);
}
std::string u16(std::uint64_t value) {
  return little_endian(value, 2);
}

std::string chunk(const std::string& name, const std::string& body) {
  return name + u32(body.size()) + body + (body.size() % 2 != 0 ? std::string(1, '\0') : "");
}
std::string list(const std::string& name, const std::string& body) {
  return chunk("LIST", name + body);
}

}  // namespace

std::string flat_jpeg(int width, int height, std::uint8_t luma) {
  std::vector<std::uint8_t> gray(area(width, height), luma);
  std::vector<std::uint8_t> chroma(area(width / 2 + 1, height / 2 + 1), 128);
  std::array<const unsigned char*, 3> planes{gray.data(), chroma.data(), chroma.data()};
  std::array<int, 3> strides{width, width / 2, width / 2};
  unsigned char* out = nullptr;
  unsigned long size = 0;
  const tjhandle handle = tjInitCompress();
  tjCompressFromYUVPlanes(handle, planes.data(), width, strides.data(), height, TJSAMP_420, &out, &size, 90, 0);
  std::string jpeg(reinterpret_cast<char*>(out), size);
  tjFree(out);
  tjDestroy(handle);
  return jpeg;
}

std::string without_tables(const std::string& jpeg) {
  std::string out = jpeg.substr(0, 2);
  for (std::size_t at = 2; at + 4 < jpeg.size();) {
    const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(jpeg[i]); };
    const std::size_t length = 2U + byte(at + 2) * 256U + byte(at + 3);
    if (byte(at + 1) == 0xda) return out + jpeg.substr(at);
    if (byte(at + 1) != 0xc4) out += jpeg.substr(at, length);
    at += length;
  }
  return out;
}

std::string mjpeg_avi(int width, int height, unsigned fps, const std::vector<std::string>& jpegs) {
  const auto w = static_cast<std::uint64_t>(width);
  const auto h = static_cast<std::uint64_t>(height);
  const std::string main_header = u32(1'000'000 / fps) + u32(0) + u32(0) + u32(0x10) + u32(jpegs.size()) + u32(0) +
                                  u32(1) + u32(0) + u32(w) + u32(h) + std::string(16, '\0');
  const std::string stream_header = std::string("vidsMJPG") + u32(0) + u32(0) + u32(0) + u32(1) + u32(fps) + u32(0) +
                                    u32(jpegs.size()) + u32(0) + u32(~0U) + u32(0) + std::string(8, '\0');
  const std::string format =
      u32(40) + u32(w) + u32(h) + u16(1) + u16(24) + "MJPG" + u32(w * h * 3) + std::string(16, '\0');
  std::string movie;
  std::string index;
  for (const auto& jpeg : jpegs) {
    index += "00dc" + u32(0x10) + u32(4 + movie.size()) + u32(jpeg.size());
    movie += chunk("00dc", jpeg);
  }
  const std::string headers =
      list("hdrl", chunk("avih", main_header) + list("strl", chunk("strh", stream_header) + chunk("strf", format)));
  return chunk("RIFF", "AVI " + headers + list("movi", movie) + chunk("idx1", index));
}

std::string y4m(int width, int height, unsigned fps, std::string_view color_range,
                const std::vector<std::uint8_t>& lumas) {
  std::string out = "YUV4MPEG2 W" + std::to_string(width) + " H" + std::to_string(height) + " F" + std::to_string(fps) +
                    ":1 Ip A1:1 C420jpeg XCOLORRANGE=" + std::string(color_range) + "\n";
  const auto pixels = area(width, height);
  const auto chroma = area((width + 1) / 2, (height + 1) / 2);
  for (const auto luma : lumas)
    out += "FRAME\n" + std::string(pixels, static_cast<char>(luma)) + std::string(2 * chroma, static_cast<char>(128));
  return out;
}

DecodedJpeg decode(const std::string& jpeg) {
  DecodedJpeg decoded;
  const tjhandle handle = tjInitDecompress();
  const auto* bytes = reinterpret_cast<const unsigned char*>(jpeg.data());
  int colorspace = 0;
  EXPECT_EQ(
      tjDecompressHeader3(handle, bytes, jpeg.size(), &decoded.width, &decoded.height, &decoded.sampling, &colorspace),
      0)
      << tjGetErrorStr2(handle);
  decoded.y.resize(area(decoded.width, decoded.height));
  EXPECT_EQ(tjDecompress2(handle, bytes, jpeg.size(), decoded.y.data(), decoded.width, 0, decoded.height, TJPF_GRAY, 0),
            0)
      << tjGetErrorStr2(handle);
  tjDestroy(handle);
  return decoded;
}

}  // namespace framewake::test
