#pragma once
// WebP → pixels, through libwebp. Private to decode/.

#include <cstddef>
#include <span>
#include <string>

#include <opencv2/core/mat.hpp>

namespace framewake {

/// Decodes a WebP of one picture, lossy or lossless, to `target`: CV_8UC3 BGR of the size that the WebP's header says.
/// Alpha is ignored. Returns what is wrong in one line, empty when fine. Thread-safe.
std::string decode_webp(std::span<const std::byte> webp, cv::Mat& target);

}  // namespace framewake
