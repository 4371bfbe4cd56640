#include "decode/skim_pixels.hpp"

namespace framewake {
namespace {

/// Of the columns and rows that count, the place among them; of others none.
constexpr std::array<int, 8> places{0, 1, -1, 2, -1, 3, -1, 4};

/// libjpeg's way of 2 × 2 in integers (its jpeg_idct_2x2): sums of the odd frequencies' cosines, times 2¹³.
constexpr int odd_sum(int one, int three, int five, int seven) noexcept {
  return 29692 * one - 10426 * three + 6967 * five - 5906 * seven;
}

constexpr int rounded(int value, int bits) noexcept {
  return (value + (1 << (bits - 1))) >> bits;
}

}  // namespace

SkimQuarter::SkimQuarter(std::span<const std::byte> quant) noexcept : dc_factor_(std::to_integer<int>(quant[0])) {
  int row = 0, column = 0;
  for (std::size_t k = 0; k < 64; ++k) {
    Use& use = uses_[k + 1];
    use.factor = std::to_integer<std::int16_t>(quant[k]);
    const int y = places[static_cast<std::size_t>(row)], x = places[static_cast<std::size_t>(column)];
    if (y >= 0 && x >= 0) use = {use.factor, static_cast<std::uint8_t>(8 * y + x), static_cast<std::uint8_t>(1 << x)};
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

void SkimQuarter::put(const SkimBlock& block, unsigned char* out, std::size_t width) noexcept {
  dc_ += block.difference;
  const auto dc = static_cast<int>(static_cast<unsigned>(dc_) * static_cast<unsigned>(dc_factor_));
  bounds_.check<most>(dc_);
  bounds_.check<most>(dc);
  if (block.columns == 0) {
    out[0] = out[1] = out[width] = out[width + 1] = skim_pixel(rounded(dc, 3));
    return;
  }
  const auto& z = block.coefficients;
  int top[5], bottom[5];
  for (std::size_t x = 0; x < 5; ++x) {
    const int even = x == 0 ? dc : z[x];
    top[x] = bottom[x] = even * 4;
    if ((block.columns >> x & 1) == 0) continue;
    const int odd = odd_sum(z[8 + x], z[16 + x], z[24 + x], z[32 + x]);
    top[x] = rounded(even * (1 << 15) + odd, 13);
    bottom[x] = rounded(even * (1 << 15) - odd, 13);
  }
  for (const int* const row : {top, bottom}) {
    const int even = row[0] * (1 << 15), odd = odd_sum(row[1], row[2], row[3], row[4]);
    const int left = rounded(even + odd, 20), right = rounded(even - odd, 20);
    bounds_.check<512>(left);
    bounds_.check<512>(right);
    out[0] = skim_pixel(left);
    out[1] = skim_pixel(right);
    out += width;
  }
}

}  // namespace framewake
