#include "frame/image_header.hpp"

#include <algorithm>
#include <array>

#include "frame/jpeg_segments.hpp"

namespace framewake {
namespace {

using ByteSpan = std::span<const std::byte>;

constexpr HeaderReading refuse(std::string_view problem) noexcept {
  return {{}, problem};
}

std::uint32_t byte(ByteSpan bytes, std::size_t at) noexcept {
  return std::to_integer<std::uint32_t>(bytes[at]);
}
std::uint32_t big16(ByteSpan bytes, std::size_t at) noexcept {
  return byte(bytes, at) << 8 | byte(bytes, at + 1);
}
std::uint32_t big32(ByteSpan bytes, std::size_t at) noexcept {
  return big16(bytes, at) << 16 | big16(bytes, at + 2);
}
std::uint32_t little16(ByteSpan bytes, std::size_t at) noexcept {
  return byte(bytes, at) | byte(bytes, at + 1) << 8;
}
std::uint32_t little24(ByteSpan bytes, std::size_t at) noexcept {
  return little16(bytes, at) | byte(bytes, at + 2) << 16;
}
std::uint32_t little32(ByteSpan bytes, std::size_t at) noexcept {
  return little24(bytes, at) | byte(bytes, at + 3) << 24;
}

/// True when `text` stands at `at`; false also when the bytes end before.
bool has(ByteSpan bytes, std::size_t at, std::string_view text) noexcept {
  if (bytes.size() < at || bytes.size() - at < text.size()) return false;
  return std::equal(text.begin(), text.end(), bytes.begin() + static_cast<std::ptrdiff_t>(at),
                    [](char c, std::byte b) { return static_cast<std::byte>(c) == b; });
}

// ---- JPEG (ITU-T T.81) ----

HeaderReading read_sof(const JpegSegment& sof) noexcept {
  switch (sof.marker) {
    case jpeg::sof0:
    case jpeg::sof1:
    case jpeg::sof2:
    case jpeg::sof9:
    case jpeg::sof10: break;
    case 0xC3:
    case 0xCB: return refuse("lossless JPEG is not supported");
    default: return refuse("hierarchical JPEG is not supported");
  }
  const ByteSpan fields = sof.payload;  // precision, height, width, number of components, 3 bytes for each
  if (fields.size() < 6) return refuse("JPEG is damaged: the segment with the picture's size is too short");
  if (byte(fields, 0) != 8) return refuse("JPEG with other than 8 bits a sample is not supported");
  const ImageHeader header{ImageFormat::jpeg, big16(fields, 3), big16(fields, 1)};
  if (header.width == 0) return refuse("JPEG says its picture is 0 pixels wide");
  if (header.height == 0) return refuse("JPEG does not say how high its picture is");
  const std::uint32_t components = byte(fields, 5);
  if (components != 1 && components != 3 && components != 4)
    return refuse("JPEG with a number of colour components other than 1, 3 or 4 is not supported");
  if (fields.size() != 6 + 3 * std::size_t{components})
    return refuse("JPEG is damaged: the segment with the picture's size has an impossible length");
  return {header, {}};
}

HeaderReading read_jpeg(ByteSpan bytes) noexcept {
  JpegSegments segments(bytes);
  while (const auto segment = segments.next()) {
    if (jpeg::is_sof(segment->marker)) return read_sof(*segment);
    if (segment->marker == jpeg::sos) return refuse("JPEG is damaged: picture data come before the picture's size");
    if (segment->marker == jpeg::eoi) return refuse("JPEG ends without a picture");
  }
  return refuse(segments.problem());
}

// ---- PNG (ISO/IEC 15948) ----

bool valid_png_depth(std::uint32_t depth, std::uint32_t color) noexcept {
  const bool up_to_8 = depth == 1 || depth == 2 || depth == 4 || depth == 8;
  switch (color) {
    case 0: return up_to_8 || depth == 16;     // gray
    case 3: return up_to_8;                    // palette
    case 2:                                    // RGB
    case 4:                                    // gray and alpha
    case 6: return depth == 8 || depth == 16;  // RGB and alpha
    default: return false;
  }
}

HeaderReading read_png(ByteSpan bytes) noexcept {
  constexpr std::size_t ihdr = 8, fields = ihdr + 8, end = fields + 13;
  if (bytes.size() < end) return refuse("PNG is cut off before the picture's size");
  if (big32(bytes, ihdr) != 13 || !has(bytes, ihdr + 4, "IHDR"))
    return refuse("PNG is damaged: its first chunk is not IHDR");
  const ImageHeader header{ImageFormat::png, big32(bytes, fields), big32(bytes, fields + 4)};
  constexpr std::uint32_t most = 0x7FFFFFFF;
  if (header.width == 0 || header.height == 0 || header.width > most || header.height > most)
    return refuse("PNG says a width or height that is not allowed");
  if (!valid_png_depth(byte(bytes, fields + 8), byte(bytes, fields + 9)))
    return refuse("PNG says a bit depth or colour type that does not exist");
  if (byte(bytes, fields + 10) != 0 || byte(bytes, fields + 11) != 0 || byte(bytes, fields + 12) > 1)
    return refuse("PNG says a compression, filter or interlacing that does not exist");
  return {header, {}};
}

// ---- WebP (RFC 9649) ----

HeaderReading read_webp(ByteSpan bytes) noexcept {
  constexpr std::string_view cut_off = "WebP is cut off before the picture's size";
  constexpr std::size_t chunk = 12, data = chunk + 8;
  if (bytes.size() < data + 10) return refuse(cut_off);
  ImageHeader header{ImageFormat::webp, 0, 0};
  if (has(bytes, chunk, "VP8 ")) {
    if ((byte(bytes, data) & 1) != 0 || !has(bytes, data + 3, "\x9d\x01\x2a"))
      return refuse("WebP is damaged: no key frame");
    header.width = little16(bytes, data + 6) & 0x3FFF;
    header.height = little16(bytes, data + 8) & 0x3FFF;
  } else if (has(bytes, chunk, "VP8L")) {
    const std::uint32_t bits = little32(bytes, data + 1);  // 14 bits width - 1, 14 height - 1, 1 alpha, 3 version
    if (byte(bytes, data) != 0x2F || bits >> 29 != 0) return refuse("WebP is damaged: no lossless picture");
    header.width = (bits & 0x3FFF) + 1;
    header.height = (bits >> 14 & 0x3FFF) + 1;
  } else if (has(bytes, chunk, "VP8X")) {
    constexpr std::uint32_t animation = 0x02;
    if ((byte(bytes, data) & animation) != 0) return refuse("animated WebP is not supported");
    header.width = little24(bytes, data + 4) + 1;
    header.height = little24(bytes, data + 7) + 1;
  } else {
    return refuse("WebP is damaged: its first chunk is no picture");
  }
  if (header.width == 0 || header.height == 0) return refuse("WebP says a width or height of 0");
  return {header, {}};
}

}  // namespace

HeaderReading read_image_header(std::span<const std::byte> bytes) noexcept {
  if (bytes.empty()) return refuse("empty: there are no bytes of an image");
  if (has(bytes, 0, "\xFF\xD8\xFF")) return read_jpeg(bytes);
  if (has(bytes, 0, "\x89PNG\r\n\x1A\n")) return read_png(bytes);
  if (has(bytes, 0, "RIFF") && has(bytes, 8, "WEBP")) return read_webp(bytes);
  return refuse("not a JPEG, PNG or WebP");
}

}  // namespace framewake
