// EXIF data in images for tests.
#include <cstdint>
#include <stdexcept>

#include "support/images.hpp"

namespace framewake::test {
namespace {

std::string bytes_of(std::uint32_t value, int size, bool little) {
  std::string text;
  for (int i = 0; i < size; ++i) text += static_cast<char>(value >> 8 * (little ? i : size - 1 - i) & 0xFF);
  return text;
}

std::uint32_t crc_of(const std::string& bytes) {
  std::uint32_t crc = 0xFFFFFFFF;
  for (const char c : bytes) {
    crc ^= static_cast<unsigned char>(c);
    for (int bit = 0; bit < 8; ++bit) crc = crc >> 1 ^ ((crc & 1) != 0 ? 0xEDB88320U : 0U);
  }
  return ~crc;
}

std::string with_jpeg_exif(const std::string& jpeg, const std::string& tiff) {
  const std::string payload = std::string("Exif\0\0", 6) + tiff;
  return jpeg.substr(0, 2) + "\xFF\xE1" + bytes_of(static_cast<std::uint32_t>(payload.size()) + 2, 2, false) + payload +
         jpeg.substr(2);
}

std::string with_png_exif(const std::string& png, const std::string& tiff) {
  constexpr std::size_t behind_header = 8 + 25;
  const std::string chunk = "eXIf" + tiff;
  return png.substr(0, behind_header) + bytes_of(static_cast<std::uint32_t>(tiff.size()), 4, false) + chunk +
         bytes_of(crc_of(chunk), 4, false) + png.substr(behind_header);
}

/// The extended kind, with the picture's chunk as it was; `webp` is lossy.
std::string with_webp_exif(const std::string& webp, const std::string& tiff) {
  const auto length = [&](std::size_t at) {
    return (static_cast<unsigned char>(webp[at]) | static_cast<unsigned char>(webp[at + 1]) << 8) & 0x3FFF;
  };
  const auto width = static_cast<std::uint32_t>(length(26)), height = static_cast<std::uint32_t>(length(28));
  const std::string body = "WEBPVP8X" + bytes_of(10, 4, true) + bytes_of(0x08, 4, true) + bytes_of(width - 1, 3, true) +
                           bytes_of(height - 1, 3, true) + webp.substr(12) + "EXIF" +
                           bytes_of(static_cast<std::uint32_t>(tiff.size()), 4, true) + tiff;
  return "RIFF" + bytes_of(static_cast<std::uint32_t>(body.size()), 4, true) + body;
}

}  // namespace

std::string make_exif(int orientation, bool little) {
  const auto entry = [little](std::uint32_t tag, std::uint32_t value) {
    return bytes_of(tag, 2, little) + bytes_of(3, 2, little) + bytes_of(1, 4, little) + bytes_of(value, 2, little) +
           std::string(2, '\0');
  };
  return (little ? "II" : "MM") + bytes_of(42, 2, little) + bytes_of(8, 4, little) + bytes_of(2, 2, little) +
         entry(0x0103, 6) + entry(0x0112, static_cast<std::uint32_t>(orientation)) + std::string(4, '\0');
}

std::string with_exif(const std::string& image, const std::string& tiff) {
  switch (image.at(0)) {
    case '\xFF': return with_jpeg_exif(image, tiff);
    case '\x89': return with_png_exif(image, tiff);
    case 'R': return with_webp_exif(image, tiff);
    default: throw std::invalid_argument("with_exif: no image");
  }
}

}  // namespace framewake::test
