#pragma once
// How a JPEG is built, read from its segments before anything is decoded, to refuse what would cost too much.

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "frame/image_header.hpp"

namespace framewake {

struct JpegLayout {
  int components = 0;  ///< 1, 3 or 4
  bool progressive = false;
  bool arithmetic = false;
  bool one_scan = false;            ///< all components in one sequential scan: the common kind
  int scans = 0;                    ///< 1 when one_scan, otherwise how many the file really has
  bool brings_tables = false;       ///< one_scan, and all tables that it uses stand before it
  bool complete = false;            ///< the scans bring every component's coefficients to full precision
  std::uint64_t blocks = 0;         ///< of 8 × 8 samples, in all components
  std::uint64_t mcus = 0;           ///< minimum coded units of an interleaved scan
  unsigned restart_interval = 0;    ///< MCUs between restart markers; 0 when there are none
  std::size_t first_scan_data = 0;  ///< where the first scan's entropy-coded data begin
};

struct JpegLayoutReading {
  JpegLayout layout;
  std::string problem;  ///< empty when the layout was read and its cost is fair
};

/// Reads the layout and judges the cost. Refused are
/// - JPEGs with fewer bytes than their blocks need at the very least (2 bits a block in a sequential Huffman scan, 1 in a
///   progressive picture): a few hundred bytes cannot claim gigapixels,
/// - several scans, when there are more than most_scans or scans × pixels is more than most_scan_pixels: every scan of a
///   progressive picture walks over all its blocks, however few bytes it has,
/// - arithmetic coding of more than most_arithmetic_scan_pixels.
/// Costs about a microsecond for the common kind, one pass over the bytes for JPEGs of several scans.
JpegLayoutReading read_jpeg_layout(std::span<const std::byte> jpeg, const ImageHeader& header);

/// Encoders make 6 to 18 scans.
constexpr int most_scans = 64;
/// 16 megapixels of 32 scans: about half a second.
constexpr std::uint64_t most_scan_pixels = 512'000'000;
/// Arithmetic coding costs several times as much a pixel, and no least number of bytes vouches for its pixels.
constexpr std::uint64_t most_arithmetic_scan_pixels = 32'000'000;

/// True when the only scan of a one-scan JPEG has as many restart markers as it must.
bool has_all_restarts(std::span<const std::byte> jpeg, const JpegLayout& layout);

}  // namespace framewake
