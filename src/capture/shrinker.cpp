#include "capture/shrinker.hpp"

#include <algorithm>

namespace framewake {
namespace {

struct PlaneForm {
  int width, height;
};

PlaneForm form_of(PictureSize size, Sampling sampling, bool chroma) {
  const bool half_wide = chroma && sampling != Sampling::yuv444;
  const bool half_high = chroma && sampling == Sampling::yuv420;
  return {half_wide ? (size.width + 1) / 2 : size.width, half_high ? (size.height + 1) / 2 : size.height};
}

/// The mean of the pixels [x, x + divisor) of as many rows from `from` on, as far as the plane has them.
std::uint8_t mean_at(const std::uint8_t* from, int stride, int x, int columns, int rows) {
  int sum = 0;
  for (int row = 0; row < rows; ++row)
    for (int column = 0; column < columns; ++column) sum += from[std::ptrdiff_t{row} * stride + x + column];
  const int count = rows * columns;
  return static_cast<std::uint8_t>((sum + count / 2) / count);
}

}  // namespace

int halving_divisor(PictureSize size, PictureSize limit) {
  constexpr int greatest = 8;
  constexpr int least_length = 16;  // pixels
  int divisor = 1;
  while (divisor < greatest && (size.width / divisor > limit.width || size.height / divisor > limit.height) &&
         std::min(size.width, size.height) / (2 * divisor) >= least_length)
    divisor *= 2;
  return divisor;
}

Planes Shrinker::at_most(const Planes& planes, std::optional<PictureSize> limit) {
  const int divisor = limit ? halving_divisor(planes.size, *limit) : 1;
  if (divisor == 1) return planes;
  Planes smaller = planes;
  smaller.size = {planes.size.width / divisor, planes.size.height / divisor};
  const std::size_t count = planes.sampling == Sampling::gray ? 1 : 3;
  for (std::size_t plane = 0; plane < count; ++plane) {
    const PlaneForm from = form_of(planes.size, planes.sampling, plane > 0);
    const PlaneForm to = form_of(smaller.size, planes.sampling, plane > 0);
    auto& out = smaller_[plane];
    out.resize(static_cast<std::size_t>(to.width) * static_cast<std::size_t>(to.height));
    for (int y = 0; y < to.height; ++y) {
      const int top = std::min(y * divisor, from.height - 1);
      const auto* row = planes.data[plane] + std::ptrdiff_t{planes.stride[plane]} * top;
      for (int x = 0; x < to.width; ++x) {
        const int left = std::min(x * divisor, from.width - 1);
        out[static_cast<std::size_t>(y) * static_cast<std::size_t>(to.width) + static_cast<std::size_t>(x)] =
            mean_at(row, planes.stride[plane], left, std::min(divisor, from.width - left),
                    std::min(divisor, from.height - top));
      }
    }
    smaller.data[plane] = out.data();
    smaller.stride[plane] = to.width;
  }
  return smaller;
}

}  // namespace framewake
