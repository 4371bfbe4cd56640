#pragma once
// Huffman tables for passing over a JPEG's blocks. Private to decode/.

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>

#include "decode/skim_bits.hpp"
#include "decode/skim_header.hpp"

namespace framewake {

/// So many bits ahead the tables look.
constexpr unsigned skim_window = 12;
/// No look-up takes more bits than this, so that three go by after one refill.
constexpr unsigned skim_most_bits = 18;
/// What a look-up adds to a block's index when the block ends there, and when the window holds nothing that could be looked up.
constexpr unsigned skim_end_of_block = 128, skim_look_closer = 255;
/// Sizes of numbers, in bits, in pictures of 8 bits.
constexpr unsigned skim_most_dc_size = 11, skim_most_ac_size = 10;

/// A canonical Huffman code, read code by code.
class SkimCanonical {
 public:
  struct Symbol {
    unsigned symbol = 0;
    unsigned length = 0;  ///< of its code in bits; 0: no such code
  };

  /// False when that cannot be a code: too many codes of some length.
  bool set(SkimCode code);
  /// `bits`: the next 16.
  Symbol find(unsigned bits) const noexcept {
    for (unsigned length = 1; length <= 16; ++length)
      if (bits < limits_[length]) return {symbols_[offsets_[length] + (bits >> (16 - length))], length};
    return {};
  }
  /// What find() says for each window, with length 0 also for those that are longer: symbol × 256 + length.
  void fill(std::uint16_t* windows) const noexcept;

 private:
  std::array<std::uint32_t, 17> limits_{};   ///< of each length: the first 16 bits that are beyond its codes
  std::array<std::uint32_t, 17> offsets_{};  ///< plus a code of this length, modulo 2³²: where its symbol is
  std::array<std::uint8_t, 256> symbols_{};
};

/// The tables of one component: a pair of Huffman codes, for differences of DC and for AC.
struct SkimTables {
  /// By the next skim_window bits at the beginning of a block: how many bits the DC difference and all AC symbols take that are
  /// complete within them (the bits after the last code may go beyond them), + 256 × the index of the next coefficient,
  /// + 65536 × the difference. The index has skim_end_of_block added when the block ends there.
  std::array<std::uint32_t, 1 << skim_window> start;
  /// The same within a block, for all windows of 1 to skim_window bits, that of n bits w at 2ⁿ + w: bits + 256 × by how many the
  /// index grows. Entries of the full window with nothing in them say skim_look_closer; so they do in `start`.
  std::array<std::uint16_t, 2 << skim_window> skip;
  /// For blocks whose coefficients are wanted; made when first asked for. A DC difference: bits + 65536 × difference, or 0.
  std::array<std::uint32_t, 1 << skim_window> dc_values;
  /// One or two AC symbols that are complete within the window: what they take and by how much the index grows, as in `skip`;
  /// + 2¹⁶ × by how much at the first of them, + 2³² × the first's coefficient + 2⁴⁸ × the second's. Of one alone, it says
  /// the same twice.
  std::array<std::uint64_t, 1 << skim_window> ac_values;
  SkimCanonical dc, ac;

  /// False when these cannot be codes, or not of pictures of 8 bits.
  bool set(SkimCode dc_code, SkimCode ac_code);
  void make_values();

  bool has_values = false;
};

/// Thread-bound. Keeps the tables of the last few pairs: cameras send the same ones in every frame.
class SkimTableCache {
 public:
  /// Null when these cannot be codes. Valid until `kept` others have been asked for.
  const SkimTables* find(SkimCode dc, SkimCode ac, bool with_values);

 private:
  static constexpr std::size_t kept = 6;
  struct Slot {
    std::array<std::byte, 2 * (16 + 256)> key;
    std::size_t key_size = 0;
    std::uint64_t used = 0;
    SkimTables tables;
    bool is(SkimCode dc, SkimCode ac) const noexcept;
    void name(SkimCode dc, SkimCode ac) noexcept;
  };
  std::array<std::unique_ptr<Slot>, kept> slots_;
  std::uint64_t uses_ = 0;
};

}  // namespace framewake
