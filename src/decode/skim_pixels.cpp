#include "decode/skim_pixels.hpp"

namespace framewake {
namespace {

/// Of the rows and columns that count, the place among them; the others have none.
constexpr std::array<int, 8> place_of{0, 1, -1, 2, -1, 3, -1, 4};
/// A place in a SkimCorner that nothing depends on: right of the five columns.
constexpr std::uint8_t nowhere = 7;

/// What is put nowhere must not spoil the sums: its factor is 0.
static_assert(nowhere % 8 > 4);

}  // namespace

SkimQuarter::SkimQuarter(std::span<const std::byte> quant) noexcept {
  places_.fill(nowhere);
  int row = 0, column = 0;
  for (std::size_t k = 0; k < 64; ++k) {
    const int y = place_of[static_cast<std::size_t>(row)], x = place_of[static_cast<std::size_t>(column)];
    if (y >= 0 && x >= 0) {
      places_[k + 1] = static_cast<std::uint8_t>(8 * y + x);
      factors_[places_[k + 1]] = std::to_integer<std::int16_t>(quant[k]);
    }
    // Zigzag: up to the right, down to the left, along the edges.
    const bool up = (row + column) % 2 == 0;
    int& along = up ? column : row;
    int& back = up ? row : column;
    if (along == 7) {
      ++back;
    } else {
      ++along;
      if (back > 0) --back;
    }
  }
}

void SkimQuarter::put(SkimBlock& block, unsigned char* out, std::size_t width) noexcept {
  dc_ += block.difference;
  bounds_.check<2048>(dc_);
  if (block.is_flat) {
    const auto value = static_cast<int>(static_cast<unsigned>(dc_) * static_cast<unsigned>(factors_[0]));
    bounds_.check<2048>(value);
    out[0] = out[1] = out[width] = out[width + 1] = skim_pixel((value + 4) >> 3);
    return;
  }
  block.values[0] = static_cast<std::int16_t>(dc_);
  const SkimFour four = skim_four(block.values, factors_);
  if (!four.is_sound) bounds_.break_them();
  for (const int value : four.values) bounds_.check<512>(value);
  out[0] = skim_pixel(four.values[0]);
  out[1] = skim_pixel(four.values[1]);
  out[width] = skim_pixel(four.values[2]);
  out[width + 1] = skim_pixel(four.values[3]);
}

}  // namespace framewake
