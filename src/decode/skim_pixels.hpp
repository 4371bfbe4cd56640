#pragma once
// Luma of a JPEG's blocks at 1/8 and 1/4: how a block is read, and how pixels come of it. Private to decode/.

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include "decode/skim_blocks.hpp"

namespace framewake {

/// What comes of an inverse DCT, as a pixel.
inline unsigned char skim_pixel(int value) noexcept {
  return static_cast<unsigned char>(std::clamp(value + 128, 0, 255));
}

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
  bool are_kept() const noexcept { return beyond_ == 0; }

 private:
  unsigned beyond_ = 0;
};

/// A block as it has been read.
struct SkimBlock {
  const SkimTables* tables = nullptr;
  int difference = 0;    ///< of DC
  unsigned columns = 0;  ///< bit c: column c of `coefficients` may have some
  /// For quarters, multiplied out: 5 rows of 8, the rows and columns 0, 1, 3, 5 and 7 of the block; then what goes nowhere.
  alignas(16) std::array<std::int16_t, 48> coefficients{};
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
    bounds_.check<4096>(value);
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
    block.coefficients.fill(0);
    in.refill();
    const std::uint32_t entry = tables.dc_values[in.peek(skim_window)];
    if (entry != 0) {
      in.drop(entry);
      block.difference = static_cast<std::int32_t>(entry) >> 16;
    } else {
      const SkimPlace place = skim_dc_closely(in, tables);
      if (place.index == 0) return false;
      in = place.in;
      block.difference = place.value;
    }
    return read_ac(in, tables, block);
  }

  /// The pixels of the next block to `out`, and to `width` behind it.
  void put(const SkimBlock& block, unsigned char* out, std::size_t width) noexcept;

  bool is_sound() const noexcept { return bounds_.are_kept(); }

 private:
  /// What is done with the coefficient before a zigzag index.
  struct Use {
    std::int16_t factor = 0;
    std::uint8_t at = 40;      ///< in SkimBlock::coefficients
    std::uint8_t columns = 0;  ///< bit of its column
  };

  [[gnu::always_inline]] bool read_ac(SkimBits& in, const SkimTables& tables, SkimBlock& block) noexcept {
    const std::uint32_t* const values = tables.ac_values.data();
    unsigned index = 1, entry = 0, columns = 0;
    const auto put_at = [&](int value) __attribute__((always_inline)) {
      const Use use = uses_[index];
      const int coefficient = value * use.factor;
      bounds_.check<most>(coefficient);
      block.coefficients[use.at] = static_cast<std::int16_t>(coefficient);
      columns |= use.columns;
    };
    const auto look_up = [&]() __attribute__((always_inline)) {
      entry = values[in.peek(skim_window)];
      in.drop(entry);
      index += entry >> 8 & 255;
      put_at(static_cast<std::int32_t>(entry) >> 16);
      return index < 64;
    };
    for (;;) {
      in.refill();
      if (look_up() && look_up() && look_up() && look_up()) continue;
      if (!skim_block_is_whole(index)) {
        // The table's entries are of one symbol each: only what is not in it can be had by looking closer.
        if ((entry & 63) != 0) return false;
        const SkimPlace place = skim_ac_closely_refilled(in, tables, index - (entry >> 8 & 255));
        if (place.index == 0) return false;
        in = place.in;
        index = place.index;
        put_at(place.value);
        if (index < 64) continue;
      }
      block.columns = columns;
      return true;
    }
  }

  static constexpr unsigned most = 2048;
  /// By index + 1 of a coefficient, as far as skim_look_closer and 63 go.
  std::array<Use, 320> uses_;
  int dc_factor_;
  int dc_ = 0;
  SkimBounds bounds_;
};

}  // namespace framewake
