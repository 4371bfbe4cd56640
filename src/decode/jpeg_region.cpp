#include "decode/jpeg_region.hpp"

#include <cstdio>
// jpeglib.h needs FILE and size_t
#include <jpeglib.h>

#include <algorithm>
#include <csetjmp>
#include <cstring>
#include <stdexcept>

namespace framewake {

/// Nothing in here has a destructor: libjpeg's errors leave by longjmp.
struct JpegRegionDecoder::Reading {
  jpeg_error_mgr errors;
  jpeg_decompress_struct jpeg;
  std::jmp_buf on_error;
};

namespace {

/// Chroma of reduced resolution is interpolated between its samples: at the edges of a part it needs those beside it.
constexpr int neighbours = 4;

void leave(j_common_ptr jpeg) {
  std::longjmp(*static_cast<std::jmp_buf*>(jpeg->client_data), 1);
}

/// Negative levels are warnings: damaged data.
void leave_at_warnings(j_common_ptr jpeg, int level) {
  if (level < 0) leave(jpeg);
}

/// Between setjmp and its end: only plain values here.
void read_part(jpeg_decompress_struct& jpeg, std::span<const std::byte> bytes, const cv::Rect& part, JSAMPLE* row,
               std::size_t row_size, cv::Mat& target) {
  jpeg_mem_src(&jpeg, reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<unsigned long>(bytes.size()));
  jpeg_read_header(&jpeg, TRUE);
  jpeg.out_color_space = JCS_EXT_BGR;
  jpeg_start_decompress(&jpeg);
  const int left = std::max(0, part.x - neighbours);
  const int right = std::min(static_cast<int>(jpeg.output_width), part.x + part.width + neighbours);
  auto x = static_cast<JDIMENSION>(left), width = static_cast<JDIMENSION>(right - left);
  jpeg_crop_scanline(&jpeg, &x, &width);
  const auto skipped = static_cast<std::size_t>(part.x - static_cast<int>(x)) * 3;
  const std::size_t size = static_cast<std::size_t>(part.width) * 3;
  if (std::size_t{width} * 3 > row_size || skipped + size > std::size_t{width} * 3)
    leave(reinterpret_cast<j_common_ptr>(&jpeg));
  if (part.y > 0) jpeg_skip_scanlines(&jpeg, static_cast<JDIMENSION>(part.y));
  for (int y = 0; y < part.height; ++y) {
    if (jpeg_read_scanlines(&jpeg, &row, 1) != 1) leave(reinterpret_cast<j_common_ptr>(&jpeg));
    std::memcpy(target.ptr(y), row + skipped, size);
  }
}

}  // namespace

JpegRegionDecoder::JpegRegionDecoder() : reading_(std::make_unique<Reading>()) {
  reading_->jpeg.err = jpeg_std_error(&reading_->errors);
  reading_->errors.error_exit = leave;
  reading_->errors.emit_message = leave_at_warnings;
  reading_->jpeg.client_data = &reading_->on_error;
  if (setjmp(reading_->on_error) != 0) throw std::runtime_error("libjpeg cannot be set up");
  jpeg_create_decompress(&reading_->jpeg);
}

JpegRegionDecoder::~JpegRegionDecoder() {
  jpeg_destroy_decompress(&reading_->jpeg);
}

bool JpegRegionDecoder::decode(std::span<const std::byte> bytes, const cv::Rect& part, cv::Mat& target) {
  // As wide as the part with its neighbours and a block of 4 × 8 pixels at either side at most.
  const std::size_t row_size = (static_cast<std::size_t>(part.width) + 2 * (neighbours + 32)) * 3;
  JSAMPLE* row = row_.at_least(row_size);
  if (setjmp(reading_->on_error) != 0) {
    jpeg_abort_decompress(&reading_->jpeg);
    return false;
  }
  read_part(reading_->jpeg, bytes, part, row, row_size, target);
  jpeg_abort_decompress(&reading_->jpeg);
  return true;
}

}  // namespace framewake
