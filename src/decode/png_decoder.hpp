#pragma once
// PNG → pixels, through libpng. Private to decode/.

#include <cstddef>
#include <span>
#include <string>

#include <opencv2/core/mat.hpp>

namespace framewake {

/// Decodes every kind of PNG to `target`: CV_8UC3 BGR of the size that the PNG's header says. 16 bits are cut to 8; alpha
/// and transparency are ignored. Texts, colour profiles and other extras are skipped unread, and nothing after the last
/// pixel is looked at. Returns what is wrong in libpng's own words, empty when fine. Thread-safe.
std::string decode_png(std::span<const std::byte> png, cv::Mat& target);

}  // namespace framewake
