#include "decode/png_decoder.hpp"

#include <png.h>

#include <array>
#include <csetjmp>
#include <cstring>

#include "base/log.hpp"

namespace framewake {
namespace {

/// All that the callbacks of one decoding need. Nothing in here has a destructor: libpng leaves by longjmp.
struct Reading {
  const std::byte* data = nullptr;
  std::size_t size = 0;
  std::size_t at = 0;
  uchar* pixels = nullptr;
  std::size_t step = 0;
  png_uint_32 width = 0;
  png_uint_32 height = 0;
  std::array<char, 128> problem{};
};

void read_bytes(png_structp png, png_bytep out, std::size_t count) {
  auto* reading = static_cast<Reading*>(png_get_io_ptr(png));
  if (reading->size - reading->at < count) png_error(png, "PNG is cut off");
  std::memcpy(out, reading->data + reading->at, count);
  reading->at += count;
}

void on_error(png_structp png, png_const_charp message) {
  auto* reading = static_cast<Reading*>(png_get_error_ptr(png));
  std::strncpy(reading->problem.data(), message, reading->problem.size() - 1);
  png_longjmp(png, 1);
}

void ignore_warning(png_structp, png_const_charp) {}

/// Makes every kind of PNG come out as 8-bit BGR.
void ask_for_bgr(png_structp png) {
  png_set_expand(png);
  png_set_strip_16(png);
  png_set_strip_alpha(png);
  png_set_gray_to_rgb(png);
  png_set_bgr(png);
}

/// Between setjmp and its end: only plain values here and below.
void read_rows(png_structp png, png_infop info, Reading& reading) {
  png_set_read_fn(png, &reading, read_bytes);
  png_set_user_limits(png, reading.width, reading.height);
  png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER, nullptr, -1);  // -1: the extras that libpng knows as well
  png_read_info(png, info);
  if (png_get_image_width(png, info) != reading.width || png_get_image_height(png, info) != reading.height)
    png_error(png, "PNG has another size than its header said");
  ask_for_bgr(png);
  const int passes = png_set_interlace_handling(png);
  png_read_update_info(png, info);
  if (png_get_rowbytes(png, info) != std::size_t{reading.width} * 3)
    png_error(png, "PNG does not convert to 8-bit colour");
  for (int pass = 0; pass < passes; ++pass)
    for (png_uint_32 y = 0; y < reading.height; ++y) png_read_row(png, reading.pixels + y * reading.step, nullptr);
}

/// False after an error: reading.problem says which.
bool read_guarded(png_structp png, png_infop info, Reading& reading) {
  if (setjmp(png_jmpbuf(png)) != 0) return false;
  read_rows(png, info, reading);
  return true;
}

}  // namespace

std::string decode_png(std::span<const std::byte> bytes, cv::Mat& target) {
  Reading reading{.data = bytes.data(),
                  .size = bytes.size(),
                  .pixels = target.data,
                  .step = target.step,
                  .width = static_cast<png_uint_32>(target.cols),
                  .height = static_cast<png_uint_32>(target.rows)};
  png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &reading, on_error, ignore_warning);
  png_infop info = png ? png_create_info_struct(png) : nullptr;
  const bool fine = info && read_guarded(png, info, reading);
  png_destroy_read_struct(&png, &info, nullptr);
  if (fine) return {};
  return reading.problem[0] != 0 ? printable(reading.problem.data()) : "libpng cannot be set up";
}

}  // namespace framewake
