#include "support/images.hpp"

#include <png.h>
#include <webp/encode.h>

#include <algorithm>
#include <opencv2/imgproc.hpp>
#include <stdexcept>

namespace framewake::test {
namespace {

/// One byte of repeatable noise.
std::uint32_t hash(std::uint32_t x) {
  x ^= x >> 16;
  x *= 0x7feb352dU;
  x ^= x >> 15;
  x *= 0x846ca68bU;
  return x ^ x >> 16;
}

uchar clamp(int value) {
  return static_cast<uchar>(std::clamp(value, 0, 255));
}

void append(png_structp png, png_bytep data, png_size_t size) {
  static_cast<std::string*>(png_get_io_ptr(png))->append(reinterpret_cast<const char*>(data), size);
}

[[noreturn]] void fail(png_structp, png_const_charp message) {
  throw std::runtime_error(message);
}

/// The picture in the layout that `options` ask for: rows of the PNG's own channels.
cv::Mat to_png_channels(const cv::Mat& image, const PngOptions& options) {
  cv::Mat out = image.clone();  // the conversions below would otherwise be done in the caller's image
  const bool colour = image.channels() == 3;
  if (options.palette) {
    if (colour) cv::cvtColor(image, out, cv::COLOR_BGR2GRAY);
    return out;
  }
  if (colour) cv::cvtColor(image, out, options.alpha ? cv::COLOR_BGR2RGBA : cv::COLOR_BGR2RGB);
  if (options.alpha && !colour) cv::merge(std::vector<cv::Mat>{image, image}, out);
  if (options.alpha) cv::insertChannel(cv::Mat(out.size(), CV_8UC1, cv::Scalar(128)), out, out.channels() - 1);
  if (options.sixteen_bit) out.convertTo(out, CV_16U, 257.0);
  return out;
}

int png_color_type(const cv::Mat& rows, const PngOptions& options) {
  if (options.palette) return PNG_COLOR_TYPE_PALETTE;
  switch (rows.channels()) {
    case 1: return PNG_COLOR_TYPE_GRAY;
    case 2: return PNG_COLOR_TYPE_GRAY_ALPHA;
    case 3: return PNG_COLOR_TYPE_RGB;
    default: return PNG_COLOR_TYPE_RGB_ALPHA;
  }
}

void set_palette(png_structp png, png_infop info) {
  std::vector<png_color> colors(256);
  for (std::size_t i = 0; i < colors.size(); ++i) {
    const auto c = static_cast<png_byte>(i);
    colors[i] = {c, c, c};
  }
  png_set_PLTE(png, info, colors.data(), 256);
}

void set_text(png_structp png, png_infop info, std::size_t size) {
  std::string text(size, 'a');
  std::string key = "Comment";
  png_text entry{};
  entry.compression = PNG_TEXT_COMPRESSION_zTXt;
  entry.key = key.data();
  entry.text = text.data();
  entry.text_length = size;
  png_set_text(png, info, &entry, 1);
}

}  // namespace

cv::Mat make_scene(int width, int height, int step) {
  cv::Mat scene(height, width, CV_8UC3);
  const int left = (width / 8 + step * std::max(1, width / 40)) % std::max(1, width);
  const int top = height / 3;
  for (int y = 0; y < height; ++y) {
    auto* row = scene.ptr<cv::Vec3b>(y);
    for (int x = 0; x < width; ++x) {
      const int noise = static_cast<int>(hash(static_cast<std::uint32_t>(y * width + x + step * 7919)) % 9) - 4;
      const bool tile = ((x / 24) + (y / 24)) % 2 == 0;
      const bool block = x >= left && x < left + width / 8 && y >= top && y < top + height / 4;
      const int base = block ? 220 : (tile ? 60 : 90);
      row[x] = {clamp(base + noise + 60 * x / width), clamp(base + noise + 40 * y / height), clamp(base + noise)};
    }
  }
  return scene;
}

cv::Mat make_gray_scene(int width, int height, int step) {
  cv::Mat gray;
  cv::cvtColor(make_scene(width, height, step), gray, cv::COLOR_BGR2GRAY);
  return gray;
}

std::string make_png(const cv::Mat& bgr_or_gray, const PngOptions& options) {
  const cv::Mat rows = to_png_channels(bgr_or_gray, options);
  std::string out;
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, fail, nullptr);
  png_infop info = png_create_info_struct(png);
  png_set_write_fn(png, &out, append, nullptr);
  png_set_IHDR(png, info, static_cast<png_uint_32>(rows.cols), static_cast<png_uint_32>(rows.rows),
               rows.depth() == CV_16U ? 16 : 8, png_color_type(rows, options),
               options.interlaced ? PNG_INTERLACE_ADAM7 : PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
               PNG_FILTER_TYPE_DEFAULT);
  if (options.palette) set_palette(png, info);
  if (options.text_bytes > 0) set_text(png, info, options.text_bytes);
  png_set_compression_level(png, 3);
  png_write_info(png, info);
  if (rows.depth() == CV_16U) png_set_swap(png);
  std::vector<png_bytep> lines;
  lines.reserve(static_cast<std::size_t>(rows.rows));
  for (int y = 0; y < rows.rows; ++y) lines.push_back(const_cast<png_bytep>(rows.ptr(y)));
  png_write_image(png, lines.data());
  png_write_end(png, info);
  png_destroy_write_struct(&png, &info);
  return out;
}

std::string make_png(int width, int height, const PngOptions& options) {
  return make_png(make_scene(width, height), options);
}

std::string make_webp(const cv::Mat& bgr, const WebpOptions& options) {
  cv::Mat rows = bgr;
  if (options.alpha) {
    cv::cvtColor(bgr, rows, cv::COLOR_BGR2BGRA);
    cv::insertChannel(cv::Mat(rows.size(), CV_8UC1, cv::Scalar(128)), rows, 3);
  }
  const int stride = static_cast<int>(rows.step);
  std::uint8_t* data = nullptr;
  std::size_t size = 0;
  if (options.lossless)
    size = options.alpha ? WebPEncodeLosslessBGRA(rows.data, rows.cols, rows.rows, stride, &data)
                         : WebPEncodeLosslessBGR(rows.data, rows.cols, rows.rows, stride, &data);
  else
    size = options.alpha ? WebPEncodeBGRA(rows.data, rows.cols, rows.rows, stride, options.quality, &data)
                         : WebPEncodeBGR(rows.data, rows.cols, rows.rows, stride, options.quality, &data);
  if (size == 0) throw std::runtime_error("libwebp cannot encode that");
  std::string out(reinterpret_cast<const char*>(data), size);
  WebPFree(data);
  return out;
}

std::string make_webp(int width, int height, const WebpOptions& options) {
  return make_webp(make_scene(width, height), options);
}

}  // namespace framewake::test
