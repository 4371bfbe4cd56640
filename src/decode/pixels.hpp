#pragma once
// The few conversions of pixels that decoding needs. OpenCV's would do, but may wake OpenCV's own thread pool, and a
// frame belongs to one thread. All images are allocated by the caller, and source and target differ.

#include <opencv2/core/mat.hpp>

#include "frame/view.hpp"

namespace framewake {

/// Luma by the weights of BT.601, rounded as cv::cvtColor does. Same size; CV_8UC3 → CV_8UC1.
void bgr_to_gray(const cv::Mat& bgr, cv::Mat& gray);

/// The mean of each block of `denominator` × `denominator` pixels; blocks at the right and bottom edge may be partial.
/// `small` is of the size of `image` divided by `denominator`, rounded up. CV_8UC1 or CV_8UC3.
void shrink(const cv::Mat& image, int denominator, cv::Mat& small);

/// `image` turned; `turned` has its size, or with axes exchanged that. CV_8UC1 or CV_8UC3.
void turn_pixels(const cv::Mat& image, Turn turn, cv::Mat& turned);

/// Adobe's inverted CMYK (255 is no ink) → CV_8UC3 BGR. `cmyk` is CV_8UC4 of the same size.
void cmyk_to_bgr(const cv::Mat& cmyk, cv::Mat& bgr);

/// The same, straight to luma.
void cmyk_to_gray(const cv::Mat& cmyk, cv::Mat& gray);

}  // namespace framewake
