// LIBS: fw_decode
// Skimming is right or absent: with and without it, a JPEG gets the same verdict in the same words, and the same pixels.
#include <cstdlib>
#include <cstring>
#include <string>

#include "decode/jpeg_decoder.hpp"
#include "frame/image_header.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace framewake;
  static JpegDecoder with(true), without(false);
  const std::span<const std::byte> bytes(reinterpret_cast<const std::byte*>(data), size);
  const HeaderReading reading = read_image_header(bytes);
  constexpr std::uint64_t most_pixels = 300'000;  // as ingest limits them; smaller, to be quick
  if (!reading.ok() || reading.header.format != ImageFormat::jpeg || reading.header.pixels() > most_pixels) return 0;

  for (const int denominator : {8, 4}) {
    const auto part = [&](std::uint32_t length) { return (static_cast<int>(length) + denominator - 1) / denominator; };
    cv::Mat pixels[2];
    std::string problems[2];
    for (const bool skims : {false, true}) {
      cv::Mat& target = pixels[skims];
      target = cv::Mat(part(reading.header.height), part(reading.header.width), CV_8UC1, cv::Scalar(0));
      JpegDecoder& decoder = skims ? with : without;
      problems[skims] = decoder.open(bytes, reading.header);
      if (problems[skims].empty()) problems[skims] = decoder.decode_gray(target);
    }
    if (problems[0] != problems[1]) std::abort();
    if (!problems[0].empty()) continue;
    for (int y = 0; y < pixels[0].rows; ++y)
      if (std::memcmp(pixels[0].ptr(y), pixels[1].ptr(y), static_cast<std::size_t>(pixels[0].cols)) != 0) std::abort();
  }
  return 0;
}
