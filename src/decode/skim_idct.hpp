#pragma once
// A block's coefficients → 2 × 2 pixels, exactly as libjpeg's jpeg_idct_2x2 makes them. Private to decode/.

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace framewake {

/// What comes of an inverse DCT, as a pixel.
inline unsigned char skim_pixel(int value) noexcept {
  return static_cast<unsigned char>(std::clamp(value + 128, 0, 255));
}

/// Five rows of eight: the rows and columns 0, 1, 3, 5 and 7 of a block, which alone count for 2 × 2 pixels. The rest is 0, or
/// what goes nowhere.
using SkimCorner = std::array<std::int16_t, 40>;

/// Left and right of the upper row, then of the lower one.
struct SkimFour {
  std::array<int, 4> values{};  ///< before they are made pixels
  bool is_sound = true;         ///< false when a product is not within [-2048, 2048): values are then of no use
};

/// The standard's arithmetic in plain steps. `values` times `factors` (0 to 255) are the coefficients.
inline SkimFour skim_four_plain(const SkimCorner& values, const SkimCorner& factors) noexcept {
  // Sums of the odd frequencies' cosines, times 2¹³; a value of even frequency counts as 4 there.
  const auto odd_sum = [](int one, int three, int five, int seven) {
    return 29692 * one - 10426 * three + 6967 * five - 5906 * seven;
  };
  const auto rounded = [](int value, int bits) { return (value + (1 << (bits - 1))) >> bits; };
  SkimFour four;
  int upper[5], lower[5];
  for (std::size_t x = 0; x < 5; ++x) {
    int z[5];
    for (std::size_t y = 0; y < 5; ++y) {
      z[y] = values[8 * y + x] * factors[8 * y + x];
      if (z[y] < -2048 || z[y] >= 2048) return {{}, false};
    }
    const int even = z[0] * (1 << 15), odd = odd_sum(z[1], z[2], z[3], z[4]);
    upper[x] = rounded(even + odd, 13);
    lower[x] = rounded(even - odd, 13);
  }
  for (std::size_t y = 0; y < 2; ++y) {
    const int* const row = y == 0 ? upper : lower;
    const int even = row[0] * (1 << 15), odd = odd_sum(row[1], row[2], row[3], row[4]);
    four.values[2 * y] = rounded(even + odd, 20);
    four.values[2 * y + 1] = rounded(even - odd, 20);
  }
  return four;
}

#ifdef __SSE2__

/// The same in vectors. Both arrays are aligned to 16 bytes.
inline SkimFour skim_four(const SkimCorner& values, const SkimCorner& factors) noexcept {
  __m128i z[5], wrong = _mm_setzero_si128();
  for (std::size_t y = 0; y < 5; ++y) {
    const __m128i value = _mm_load_si128(reinterpret_cast<const __m128i*>(values.data() + 8 * y));
    const __m128i factor = _mm_load_si128(reinterpret_cast<const __m128i*>(factors.data() + 8 * y));
    z[y] = _mm_mullo_epi16(value, factor);
    // Within the bounds, bits 11 to 31 of the product are all the same.
    const __m128i sign = _mm_srai_epi16(z[y], 15);
    wrong = _mm_or_si128(wrong, _mm_xor_si128(sign, _mm_srai_epi16(z[y], 11)));
    wrong = _mm_or_si128(wrong, _mm_xor_si128(sign, _mm_mulhi_epi16(value, factor)));
  }
  const auto pair = [](short a, short b) { return _mm_set_epi16(b, a, b, a, b, a, b, a); };
  const __m128i one_three = pair(29692, -10426), five_seven = pair(6967, -5906);
  const auto odd_sum = [&](__m128i a, __m128i b) {
    return _mm_add_epi32(_mm_madd_epi16(a, one_three), _mm_madd_epi16(b, five_seven));
  };
  const __m128i odd_low = odd_sum(_mm_unpacklo_epi16(z[1], z[2]), _mm_unpacklo_epi16(z[3], z[4]));
  const __m128i odd_high = odd_sum(_mm_unpackhi_epi16(z[1], z[2]), _mm_unpackhi_epi16(z[3], z[4]));
  const __m128i zero = _mm_setzero_si128(), half = _mm_set1_epi32(1 << 12);
  const __m128i even_low = _mm_add_epi32(_mm_srai_epi32(_mm_unpacklo_epi16(zero, z[0]), 1), half);
  const __m128i even_high = _mm_add_epi32(_mm_srai_epi32(_mm_unpackhi_epi16(zero, z[0]), 1), half);
  const auto packed = [](__m128i low, __m128i high) {
    return _mm_packs_epi32(_mm_srai_epi32(low, 13), _mm_srai_epi32(high, 13));
  };
  const __m128i upper = packed(_mm_add_epi32(even_low, odd_low), _mm_add_epi32(even_high, odd_high));
  const __m128i lower = packed(_mm_sub_epi32(even_low, odd_low), _mm_sub_epi32(even_high, odd_high));

  const __m128i odd_columns = _mm_set_epi16(0, 0, 0, -5906, 6967, -10426, 29692, 0);
  const __m128i a = _mm_madd_epi16(upper, odd_columns), b = _mm_madd_epi16(lower, odd_columns);
  const __m128i ab = _mm_add_epi32(_mm_unpacklo_epi32(a, b), _mm_unpackhi_epi32(a, b));   // a, b, a, b
  const __m128i odd = _mm_add_epi32(ab, _mm_shuffle_epi32(ab, _MM_SHUFFLE(1, 0, 3, 2)));  // a, b, a, b: whole sums
  const __m128i even = _mm_add_epi32(_mm_srai_epi32(_mm_unpacklo_epi16(zero, _mm_unpacklo_epi32(upper, lower)), 1),
                                     _mm_set1_epi32(1 << 19));  // upper's 0 and 1, lower's 0 and 1
  const __m128i even_ab = _mm_shuffle_epi32(even, _MM_SHUFFLE(2, 0, 2, 0));
  const __m128i left = _mm_srai_epi32(_mm_add_epi32(even_ab, odd), 20);
  const __m128i right = _mm_srai_epi32(_mm_sub_epi32(even_ab, odd), 20);
  SkimFour four;
  _mm_storeu_si128(reinterpret_cast<__m128i*>(four.values.data()), _mm_unpacklo_epi32(left, right));
  four.is_sound = _mm_movemask_epi8(_mm_cmpeq_epi8(wrong, zero)) == 0xFFFF;
  return four;
}

#else

inline SkimFour skim_four(const SkimCorner& values, const SkimCorner& factors) noexcept {
  return skim_four_plain(values, factors);
}

#endif

}  // namespace framewake
