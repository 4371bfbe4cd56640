#pragma once
// What a JPEG says before its picture data, as far as skimming needs it. Private to decode/.

#include <array>
#include <cstddef>
#include <optional>
#include <span>

namespace framewake {

/// A Huffman table as it stands in the JPEG: 16 counts, then as many symbols as they add up to.
using SkimCode = std::span<const std::byte>;

struct SkimComponent {
  unsigned across = 1;  ///< blocks in an MCU, 1, 2 or 4 each
  unsigned down = 1;
  std::span<const std::byte> quant;  ///< 64 divisors in zigzag order, 8 bits each
  SkimCode dc;
  SkimCode ac;
};

struct SkimHeader {
  unsigned width = 0;  ///< pixels, 1 to 65500
  unsigned height = 0;
  unsigned count = 0;  ///< of components: 1 or 3
  std::array<SkimComponent, 3> components;
  unsigned restart_interval = 0;  ///< MCUs between restart markers; 0 when there are none
  unsigned mcus_across = 0;
  unsigned mcus_down = 0;
  std::size_t data = 0;  ///< where the entropy-coded data begin
};

/// The header of a JPEG (which begins with SOI) that can be skimmed: sequential, Huffman, 8 bits, gray or YCbCr in one scan, luma at
/// full resolution, with all its tables. Nothing when it is of another kind, or when anything in it is not as it must be, also
/// where libjpeg would not mind. The spans are of `jpeg`. Reads nothing outside of it, allocates nothing, costs about a microsecond.
std::optional<SkimHeader> read_skim_header(std::span<const std::byte> jpeg) noexcept;

}  // namespace framewake
