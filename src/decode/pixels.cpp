#include "decode/pixels.hpp"

#include <algorithm>

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

void shrink_gray(const cv::Mat& gray, int denominator, cv::Mat& small) {
  for (int y = 0; y < small.rows; ++y) {
    const int top = y * denominator;
    const int bottom = std::min(gray.rows, top + denominator);
    for (int x = 0; x < small.cols; ++x) {
      const int left = x * denominator;
      const int right = std::min(gray.cols, left + denominator);
      unsigned sum = 0;
      for (int row = top; row < bottom; ++row) {
        const uchar* pixels = gray.ptr(row);
        for (int column = left; column < right; ++column) sum += pixels[column];
      }
      const auto count = static_cast<unsigned>(std::max(1, (bottom - top) * (right - left)));  // no block is empty
      small.ptr(y)[x] = static_cast<uchar>((sum + count / 2) / count);
    }
  }
}

}  // namespace framewake
