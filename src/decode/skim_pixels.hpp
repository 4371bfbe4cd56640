#pragma once
// Luma of a JPEG's blocks at 1/8 and 1/4: how a block is read, and how pixels come of it. Private to decode/.

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "decode/skim_blocks.hpp"
#include "decode/skim_idct.hpp"

namespace framewake {

/// libjpeg's inverse DCTs wrap values around that are far from any picture's, those in vector instructions saturate. JPEGs with
/// such values are left to it: they collect here, and are asked for after each row.
class SkimBounds {
 public:
  /// `value` must be at least -`limit` and less than it: a power of two, the same in all calls.
  template <unsigned limit>
  void check(int value) noexcept {
    static_assert((limit & (limit - 1)) == 0);
    beyond_ |= (static_cast<unsigned>(value) + limit) & ~(2 * limit - 1);
  }
  void break_them() noexcept { beyond_ = 1; }
  bool are_kept() const noexcept { return beyond_ == 0; }

 private:
  unsigned beyond_ = 0;
};

/// A block as it has been read.
struct SkimBlock {
  const SkimTables* tables = nullptr;
  int difference = 0;               ///< of DC
  bool is_flat = false;             ///< DC is all there is; `values` are then not set
  alignas(16) SkimCorner values{};  ///< for quarters; without DC
};

/// At 1/8: DC alone, as libjpeg's inverse DCT to 1 × 1 takes it.
class SkimEighth {
 public:
  static constexpr std::size_t side = 1;  ///< pixels of a block

  /// 64 divisors in zigzag order, none of them 0.
  explicit SkimEighth(std::span<const std::byte> quant) noexcept : quant_(std::to_integer<unsigned>(quant[0])) {}

  void restart() noexcept { dc_ = 0; }

  [[gnu::always_inline]] bool read(SkimBits& in, SkimBlock& block) noexcept {
    return skim_block(in, *block.tables, block.difference);
  }

  /// The pixel of the next block to `out`.
  void put(const SkimBlock& block, unsigned char* out, std::size_t) noexcept {
    dc_ += block.difference;
    const auto value = static_cast<int>(static_cast<unsigned>(dc_) * quant_);
    bounds_.check<4096>(dc_);
    bounds_.check<4096>(value + 4);  // from 512 on, after the shift, libjpeg's table begins anew
    *out = skim_pixel((value + 4) >> 3);
  }

  bool is_sound() const noexcept { return bounds_.are_kept(); }

 private:
  unsigned quant_;
  int dc_ = 0;
  SkimBounds bounds_;
};

/// At 1/4: 25 of the coefficients, as libjpeg's inverse DCT to 2 × 2 takes them.
class SkimQuarter {
 public:
  static constexpr std::size_t side = 2;

  explicit SkimQuarter(std::span<const std::byte> quant) noexcept;

  void restart() noexcept { dc_ = 0; }

  [[gnu::always_inline]] bool read(SkimBits& in, SkimBlock& block) noexcept {
    const SkimTables& tables = *block.tables;
    in.refill();
    const std::uint32_t entry = tables.dc_values[in.peek(skim_window)];
    block.difference = static_cast<std::int32_t>(entry) >> 16;
    in.drop(entry);
    if (entry == 0) {
      const SkimPlace place = skim_dc_closely(in, tables);
      if (place.index == 0) return false;
      in = place.in;
      block.difference = place.value;
      in.refill();
    }
    return read_ac(in, tables, block);
  }

  /// The pixels of the next block to `out`, and to `width` behind it.
  void put(SkimBlock& block, unsigned char* out, std::size_t width) noexcept;

  bool is_sound() const noexcept { return bounds_.are_kept(); }

 private:
  /// At least 44 bits must be there.
  [[gnu::always_inline]] bool read_ac(SkimBits& in, const SkimTables& tables, SkimBlock& block) noexcept {
    const std::uint64_t* const values = tables.ac_values.data();
    const std::uint8_t* const places = places_.data();
    std::int16_t* const out = block.values.data();
    block.values.fill(0);
    unsigned index = 1;
    std::uint64_t entry = 0;
    const auto look_up = [&]() __attribute__((always_inline)) {
      entry = values[in.peek(skim_window)];
      in.drop(static_cast<unsigned>(entry));
      out[places[index + (entry >> 16 & 255)]] = static_cast<std::int16_t>(entry >> 32);
      index += static_cast<unsigned>(entry >> 8 & 255);
      out[places[index]] = static_cast<std::int16_t>(entry >> 48);
      return index < 64;
    };
    for (;;) {
      if (!(look_up() && look_up() && look_up()) && !skim_block_is_whole(index)) {
        // Not in this table, or more in the window than still belongs to the block.
        in.take_back(static_cast<unsigned>(entry & 63));
        const SkimPlace place = skim_ac_closely(in, tables, index - static_cast<unsigned>(entry >> 8 & 255));
        if (place.index == 0) return false;
        in = place.in;
        index = place.index;
        out[places[index]] = static_cast<std::int16_t>(place.value);
      }
      if (index >= 64) break;
      in.refill();
    }
    block.is_flat = index == skim_end_of_block + 1;
    return true;
  }

  /// By the index of the coefficient after it, as far as skim_look_closer and 63 go: its place in a SkimCorner.
  std::array<std::uint8_t, 320> places_;
  alignas(16) SkimCorner factors_{};
  int dc_ = 0;
  SkimBounds bounds_;
};

}  // namespace framewake
