#pragma once
// Images for tests, made on the spot: a generated scene as JPEG, PNG or WebP of any size and kind, in memory.
// Link `fw_test_images`.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <opencv2/core/mat.hpp>

namespace framewake::test {

/// A colourful scene: gradients, a few shapes and a little noise, the same for the same arguments. CV_8UC3 BGR.
/// A bright block stands at a place that `step` moves, so that consecutive steps make motion.
cv::Mat make_scene(int width, int height, int step = 0);
/// The same in luma, CV_8UC1.
cv::Mat make_gray_scene(int width, int height, int step = 0);

enum class Subsampling { s444, s422, s420, s440, s411 };
enum class JpegColor { ycc, gray, rgb, cmyk, ycck };

struct JpegOptions {
  int quality = 85;
  Subsampling subsampling = Subsampling::s420;
  JpegColor color = JpegColor::ycc;
  bool progressive = false;
  bool arithmetic = false;
  bool separate_scans = false;  ///< sequential, one scan per component
  int restart_rows = 0;         ///< a restart marker every so many rows of MCUs; 0 none
  int refinement_scans = 0;     ///< > 0: progressive with so many scans in all beyond the first (costly to decode)
  std::string comment = {};     ///< goes into a COM segment
  bool own_codes = false;       ///< Huffman tables made for this picture instead of the standard's
  int restart_mcus = 0;         ///< a restart marker every so many MCUs; 0 none
};

struct PngOptions {
  bool alpha = false;        ///< adds an alpha channel (half transparent)
  bool palette = false;      ///< 256 colours
  bool sixteen_bit = false;  ///< 16 bits a channel
  bool interlaced = false;
  std::size_t text_bytes = 0;  ///< > 0: a compressed text chunk that unpacks to so many bytes
};

struct WebpOptions {
  float quality = 80;
  bool lossless = false;
  bool alpha = false;
};

std::string make_jpeg(int width, int height, const JpegOptions& options = {});
std::string make_jpeg(const cv::Mat& bgr_or_gray, const JpegOptions& options = {});
std::string make_png(int width, int height, const PngOptions& options = {});
std::string make_png(const cv::Mat& bgr_or_gray, const PngOptions& options = {});
std::string make_webp(int width, int height, const WebpOptions& options = {});
std::string make_webp(const cv::Mat& bgr, const WebpOptions& options = {});

/// EXIF data that say an orientation (2 entries, TIFF as it is within every format), in either order of bytes.
std::string make_exif(int orientation, bool little = false);
/// The image with these EXIF data: a JPEG, a PNG, or a lossy WebP as make_webp makes it.
std::string with_exif(const std::string& image, const std::string& tiff);

/// Where the first segment with this marker (0xC0 for SOF0, 0xDA for SOS …) begins in a JPEG, npos when there is none.
/// Finds it by walking segments, so not inside of others.
std::size_t find_segment(std::string_view jpeg, std::uint8_t marker);
/// Where the entropy-coded data of the first scan begins.
std::size_t scan_begin(std::string_view jpeg);
/// A JPEG that says it is of another size than it is: the SOF's numbers are overwritten.
std::string with_jpeg_size(std::string jpeg, int width, int height);

}  // namespace framewake::test
