#include "frame/exif.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string_view>

#include "frame/jpeg_segments.hpp"

namespace framewake {
namespace {

using ByteView = std::span<const std::byte>;

constexpr int upright = 1;
constexpr std::string_view jpeg_prefix("Exif\0\0", 6);

bool begins_with(ByteView bytes, std::string_view text) noexcept {
  return bytes.size() >= text.size() && std::equal(text.begin(), text.end(), bytes.begin(),
                                                   [](char c, std::byte b) { return static_cast<std::byte>(c) == b; });
}

/// A TIFF structure, in either order of bytes. Offsets are from its begin, and anything may stand in them.
class Tiff {
 public:
  explicit Tiff(ByteView bytes) noexcept : bytes_(bytes), little_(begins_with(bytes, "II")) {}

  /// Of the first directory, that of the picture itself.
  int orientation() const noexcept {
    constexpr std::uint32_t orientation_tag = 0x0112, type_short = 3, most_entries = 512;
    constexpr std::size_t entry_size = 12;
    if (!little_ && !begins_with(bytes_, "MM")) return upright;
    if (read(2, 2) != 42U) return upright;
    const auto directory = read(4, 4);
    const auto count = directory ? read(*directory, 2) : std::nullopt;
    if (!count) return upright;
    for (std::uint32_t i = 0; i < std::min(*count, most_entries); ++i) {
      const std::size_t entry = std::size_t{*directory} + 2 + i * entry_size;
      const auto tag = read(entry, 2);
      if (!tag) return upright;
      if (*tag != orientation_tag) continue;
      const auto value = read(entry + 8, 2);
      const bool fits = read(entry + 2, 2) == type_short && read(entry + 4, 4) == 1U;
      return fits && value && *value >= 1 && *value <= 8 ? static_cast<int>(*value) : upright;
    }
    return upright;
  }

 private:
  std::optional<std::uint32_t> read(std::size_t at, std::size_t size) const noexcept {
    if (at > bytes_.size() || bytes_.size() - at < size) return std::nullopt;
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < size; ++i)
      value = value << 8 | std::to_integer<std::uint32_t>(bytes_[at + (little_ ? size - 1 - i : i)]);
    return value;
  }

  const ByteView bytes_;
  const bool little_;
};

int of_jpeg(ByteView bytes) noexcept {
  constexpr std::uint8_t app1 = 0xE1;
  JpegSegments segments(bytes);
  while (const auto segment = segments.next()) {
    if (segment->marker == jpeg::sos || segment->marker == jpeg::eoi) break;
    if (segment->marker == app1 && begins_with(segment->payload, jpeg_prefix))
      return Tiff(segment->payload.subspan(jpeg_prefix.size())).orientation();
  }
  return upright;
}

std::uint32_t four(ByteView bytes, bool little) noexcept {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < 4; ++i) value = value << 8 | std::to_integer<std::uint32_t>(bytes[little ? 3 - i : i]);
  return value;
}

/// PNG: length, name, data, checksum. WebP (RIFF): name, length (little-endian), data, made even.
int of_chunks(ByteView bytes, bool webp) noexcept {
  constexpr int most_chunks = 4096;
  const std::size_t begin = webp ? 12 : 8;
  if (bytes.size() < begin) return upright;
  ByteView rest = bytes.subspan(begin);
  for (int i = 0; i < most_chunks && rest.size() >= 8; ++i) {
    const std::size_t length = four(rest.subspan(webp ? 4 : 0), webp);
    const ByteView name = rest.subspan(webp ? 0 : 4, 4);
    const ByteView data = rest.subspan(8, std::min(length, rest.size() - 8));
    if (begins_with(name, webp ? "EXIF" : "eXIf")) {
      const bool prefixed = begins_with(data, jpeg_prefix);  // some write it although it belongs to JPEG
      return Tiff(prefixed ? data.subspan(jpeg_prefix.size()) : data).orientation();
    }
    const std::size_t step = 8 + length + (webp ? length % 2 : 4);
    if (step > rest.size()) break;
    rest = rest.subspan(step);
  }
  return upright;
}

}  // namespace

int read_exif_orientation(std::span<const std::byte> image) noexcept {
  if (begins_with(image, "\xFF\xD8")) return of_jpeg(image);
  if (begins_with(image, "\x89PNG")) return of_chunks(image, false);
  if (begins_with(image, "RIFF")) return of_chunks(image, true);
  return upright;
}

}  // namespace framewake
