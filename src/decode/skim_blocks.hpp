#pragma once
// One block of a JPEG out of its bits: its DC and nothing else, or the few coefficients that a quarter of the size is made of.
// Private to decode/. Everything here is the inner loop: the bits go in and out by value, so that they stay in registers.

#include <array>
#include <cstdint>

#include "decode/skim_bits.hpp"
#include "decode/skim_tables.hpp"

namespace framewake {

/// Where a block has got to. `index` is that of the next coefficient in zigzag order; 64 or more (by 128) when the block is
/// complete, 0 when the data are damaged.
struct SkimPlace {
  SkimBits in;
  unsigned index = 0;
  int value = 0;
};

/// One DC difference, whatever its length. At least 27 bits must be there.
SkimPlace skim_dc_closely(SkimBits in, const SkimTables& tables) noexcept;
/// One AC symbol, whatever its length. At least 26 bits must be there.
SkimPlace skim_ac_closely(SkimBits in, const SkimTables& tables, unsigned index) noexcept;

constexpr bool skim_block_is_whole(unsigned index) noexcept {
  return index == 64 || index - skim_end_of_block < 64;
}

/// Passes over a block's coefficients from `index` on. False when they are damaged.
[[gnu::always_inline]] inline bool skim_ac(SkimBits& in, const SkimTables& tables, unsigned index) noexcept {
  const std::uint16_t* const skip = tables.skip.data() + (1U << skim_window);
  unsigned entry = 0;
  const auto look_up = [&]() __attribute__((always_inline)) {
    entry = skip[in.peek(skim_window)];
    in.drop(entry);
    index += entry >> 8;
    return index < 64;
  };
  for (;;) {
    in.refill();
    if (look_up() && look_up() && look_up()) continue;
    if (skim_block_is_whole(index)) return true;
    // Not in this table, or more in the window than still belongs to the block.
    in.take_back(entry & 63);
    const SkimPlace place = skim_ac_closely(in, tables, index - (entry >> 8));
    in = place.in;
    index = place.index;
    if (index == 0) return false;
    if (index >= 64) return true;
  }
}

/// Passes over a block; `difference` is that of its DC. False when it is damaged.
[[gnu::always_inline]] inline bool skim_block(SkimBits& in, const SkimTables& tables, int& difference) noexcept {
  in.refill();
  const std::uint32_t entry = tables.start[in.peek(skim_window)];
  in.drop(entry);
  unsigned index = entry >> 8 & 255;
  difference = static_cast<std::int32_t>(entry) >> 16;
  if (index >= 64) {
    if (skim_block_is_whole(index)) return true;
    in.take_back(entry & 63);
    const SkimPlace place = skim_dc_closely(in, tables);
    if (place.index == 0) return false;
    in = place.in;
    difference = place.value;
    index = 1;
  }
  return skim_ac(in, tables, index);
}

}  // namespace framewake
