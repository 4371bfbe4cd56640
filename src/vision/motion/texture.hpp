#pragma once
// Whether the background's texture is still to be seen in a part of the picture: the differences between neighbouring pixels
// stay under another light, times a gain (normalized correlation of the texture, as in Jacques, Jung and Musse, 2005, but of
// differences, so that a soft edge of the light does not count).

#include <algorithm>

#include "vision/motion/light.hpp"

namespace framewake {

/// Sums over pairs of neighbouring pixels, of their difference in the background (b) and in the picture (x).
struct PairSums {
  void add(float b, float x) {
    n += 1;
    sum_b += b;
    sum_x += x;
    bb += b * b;
    bx += b * x;
    xx += x * x;
  }
  /// Without what is the same for all pairs, as under a light that grows evenly.
  PairSums varying() const {
    if (n == 0) return {};
    return {n, 0, 0, bb - sum_b * sum_b / n, bx - sum_b * sum_x / n, xx - sum_x * sum_x / n};
  }
  PairSums operator+(const PairSums& o) const {
    return {n + o.n, sum_b + o.sum_b, sum_x + o.sum_x, bb + o.bb, bx + o.bx, xx + o.xx};
  }
  float n = 0, sum_b = 0, sum_x = 0, bb = 0, bx = 0, xx = 0;
};

/// None where the background has none and none has come.
enum class Texture { none, background, other };

/// `noise`: the usual pixel's mean deviation, in gray levels. `unexplained`: share of the squared differences that need not
/// be the background's.
inline Texture texture_of(const PairSums& sums, float noise, float unexplained) {
  constexpr float textured = 8;  // so many times what noise makes, the squared differences must be to say something
  // A difference of two pixels has twice the variance of one; a mean deviation is 0.8 of a standard deviation.
  const float by_noise = sums.n * 2 * 1.6F * std::max(noise * noise, 0.1F);
  if (sums.bb < textured * by_noise) return sums.xx > 2 * textured * by_noise ? Texture::other : Texture::none;
  const float gain = sums.bx / sums.bb;
  if (gain < least_gain || gain > most_gain) return Texture::other;
  return sums.xx - sums.bx * gain <= unexplained * sums.xx + by_noise ? Texture::background : Texture::other;
}

}  // namespace framewake
