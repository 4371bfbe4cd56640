#include "decode/pixels.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>

namespace framewake {
namespace {

/// 0.299 R + 0.587 G + 0.114 B in units of 2⁻¹⁵, as OpenCV has them.
uchar luma(unsigned b, unsigned g, unsigned r) noexcept {
  return static_cast<uchar>((3735 * b + 19235 * g + 9798 * r + (1U << 14)) >> 15);
}

/// What is left of `light` behind black ink: both 0 to 255, 255 is no ink. Rounded division by 255.
unsigned through(unsigned light, unsigned black) noexcept {
  return (light * black + 127) / 255;
}

template <int InChannels, int OutChannels, class Convert>
void convert_rows(const cv::Mat& in, cv::Mat& out, Convert convert) {
  for (int y = 0; y < in.rows; ++y) {
    const uchar* from = in.ptr(y);
    uchar* to = out.ptr(y);
    for (int x = 0; x < in.cols; ++x, from += InChannels, to += OutChannels) convert(from, to);
  }
}

template <int Channels>
void shrink_channels(const cv::Mat& image, int denominator, cv::Mat& small) {
  for (int y = 0; y < small.rows; ++y) {
    const int top = y * denominator;
    const int bottom = std::min(image.rows, top + denominator);
    for (int x = 0; x < small.cols; ++x) {
      const int left = x * denominator;
      const int right = std::min(image.cols, left + denominator);
      std::array<unsigned, Channels> sum{};
      for (int row = top; row < bottom; ++row) {
        const uchar* pixel = image.ptr(row) + left * Channels;
        for (int column = left; column < right; ++column)
          for (unsigned& channel : sum) channel += *pixel++;
      }
      const auto count = static_cast<unsigned>(std::max(1, (bottom - top) * (right - left)));  // no block is empty
      uchar* to = small.ptr(y) + x * Channels;
      for (const unsigned channel : sum) *to++ = static_cast<uchar>((channel + count / 2) / count);
    }
  }
}

/// Walks over the target in tiles that stay in the nearest cache, while the source is gone through in strides.
template <int Channels>
void turn_channels(const cv::Mat& image, Turn turn, cv::Mat& turned) {
  const auto row = static_cast<std::ptrdiff_t>(image.step);
  const std::ptrdiff_t across = turn.mirror_x ? -Channels : Channels, down = turn.mirror_y ? -row : row;
  const uchar* begin =
      image.data + (turn.mirror_x ? (image.cols - 1) * Channels : 0) + (turn.mirror_y ? (image.rows - 1) * row : 0);
  const std::ptrdiff_t step_x = turn.swap ? down : across, step_y = turn.swap ? across : down;
  constexpr int tile = 64;
  for (int top = 0; top < turned.rows; top += tile)
    for (int left = 0; left < turned.cols; left += tile)
      for (int y = top; y < std::min(top + tile, turned.rows); ++y) {
        const uchar* from = begin + y * step_y + left * step_x;
        uchar* to = turned.ptr(y) + left * Channels;
        for (int x = left; x < std::min(left + tile, turned.cols); ++x, from += step_x, to += Channels)
          std::memcpy(to, from, Channels);
      }
}

}  // namespace

void bgr_to_gray(const cv::Mat& bgr, cv::Mat& gray) {
  convert_rows<3, 1>(bgr, gray, [](const uchar* in, uchar* out) { *out = luma(in[0], in[1], in[2]); });
}

void cmyk_to_bgr(const cv::Mat& cmyk, cv::Mat& bgr) {
  convert_rows<4, 3>(cmyk, bgr, [](const uchar* in, uchar* out) {
    for (int i = 0; i < 3; ++i) out[i] = static_cast<uchar>(through(in[2 - i], in[3]));
  });
}

void cmyk_to_gray(const cv::Mat& cmyk, cv::Mat& gray) {
  convert_rows<4, 1>(cmyk, gray, [](const uchar* in, uchar* out) {
    *out = luma(through(in[2], in[3]), through(in[1], in[3]), through(in[0], in[3]));
  });
}

void shrink(const cv::Mat& image, int denominator, cv::Mat& small) {
  if (image.channels() == 1)
    shrink_channels<1>(image, denominator, small);
  else
    shrink_channels<3>(image, denominator, small);
}

void turn_pixels(const cv::Mat& image, Turn turn, cv::Mat& turned) {
  if (image.channels() == 1)
    turn_channels<1>(image, turn, turned);
  else
    turn_channels<3>(image, turn, turned);
}

}  // namespace framewake
