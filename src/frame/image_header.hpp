#pragma once
// What an image says of itself in its first bytes, read without decoding or allocating anything.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace framewake {

enum class ImageFormat : std::uint8_t { jpeg, png, webp };

std::string_view to_string(ImageFormat format) noexcept;  // "JPEG", "PNG", "WebP"

struct ImageHeader {
  ImageFormat format = ImageFormat::jpeg;
  std::uint32_t width = 0;   ///< pixels, at least 1
  std::uint32_t height = 0;  ///< pixels, at least 1
  std::uint64_t pixels() const noexcept { return std::uint64_t{width} * height; }
};

/// Why bytes are no image that we take. `problem` is a literal; it is empty when the header is fine.
struct HeaderReading {
  ImageHeader header;
  std::string_view problem;
  bool ok() const noexcept { return problem.empty(); }
};

/// Reads the header of a JPEG, PNG or WebP, told by its first bytes. Reads at most what the header spans and nothing
/// outside `bytes`; allocates nothing; takes time linear in the header, which is itself bounded. Thread-safe. The parser
/// of hostile bytes that ingest and decode share (docs/adr/0002).
///
/// Taken: JPEG of 8 bits with 1, 3 or 4 components, sequential or progressive, Huffman or arithmetic; every PNG; WebP of
/// one picture. Refused: lossless, hierarchical, 12- and 16-bit JPEG, one whose height comes later (DNL), animated WebP.
HeaderReading read_image_header(std::span<const std::byte> bytes) noexcept;

}  // namespace framewake
