// JPEGs for tests, by libjpeg's own API.
#include <cstddef>
#include <cstdio>
// jpeglib.h needs the two above
#include <jpeglib.h>

#include <algorithm>
#include <opencv2/imgproc.hpp>
#include <stdexcept>

#include "support/images.hpp"

namespace framewake::test {
namespace {

[[noreturn]] void fail(j_common_ptr jpeg) {
  char text[JMSG_LENGTH_MAX];
  (*jpeg->err->format_message)(jpeg, text);
  throw std::runtime_error(text);
}

/// The picture in the channels that libjpeg shall be given.
cv::Mat to_input(const cv::Mat& image, JpegColor color) {
  cv::Mat out;
  if (color == JpegColor::gray) {
    if (image.channels() == 1) return image;
    cv::cvtColor(image, out, cv::COLOR_BGR2GRAY);
    return out;
  }
  cv::Mat bgr = image;
  if (image.channels() == 1) cv::cvtColor(image, bgr, cv::COLOR_GRAY2BGR);
  cv::cvtColor(bgr, out, cv::COLOR_BGR2RGB);
  if (color != JpegColor::cmyk && color != JpegColor::ycck) return out;
  // Adobe's way: inverted CMYK, here without black, so that C M Y are R G B.
  cv::Mat channels[3];
  cv::split(out, channels);
  cv::merge(std::vector<cv::Mat>{channels[0], channels[1], channels[2], cv::Mat(out.size(), CV_8UC1, cv::Scalar(255))},
            out);
  return out;
}

void set_colors(jpeg_compress_struct& jpeg, JpegColor color) {
  switch (color) {
    case JpegColor::gray: jpeg_set_colorspace(&jpeg, JCS_GRAYSCALE); return;
    case JpegColor::ycc: jpeg_set_colorspace(&jpeg, JCS_YCbCr); return;
    case JpegColor::rgb: jpeg_set_colorspace(&jpeg, JCS_RGB); return;
    case JpegColor::cmyk: jpeg_set_colorspace(&jpeg, JCS_CMYK); return;
    case JpegColor::ycck: jpeg_set_colorspace(&jpeg, JCS_YCCK); return;
  }
}

void set_subsampling(jpeg_compress_struct& jpeg, const JpegOptions& options) {
  if (options.color != JpegColor::ycc && options.color != JpegColor::ycck) return;
  int h = 1;
  int v = 1;
  switch (options.subsampling) {
    case Subsampling::s444: break;
    case Subsampling::s422: h = 2; break;
    case Subsampling::s420: h = v = 2; break;
    case Subsampling::s440: v = 2; break;
    case Subsampling::s411: h = 4; break;
  }
  for (int i = 0; i < jpeg.num_components; ++i) {
    const bool full = i == 0 || i == 3;
    jpeg.comp_info[i].h_samp_factor = full ? h : 1;
    jpeg.comp_info[i].v_samp_factor = full ? v : 1;
  }
}

jpeg_scan_info scan_of(int component, int first, int last, int high, int low) {
  jpeg_scan_info scan{};
  scan.comps_in_scan = 1;
  scan.component_index[0] = component;
  scan.Ss = first;
  scan.Se = last;
  scan.Ah = high;
  scan.Al = low;
  return scan;
}

/// One scan per component; or, for `refinement_scans`, first the DC of all, then narrow bands of AC in turn.
std::vector<jpeg_scan_info> make_script(const jpeg_compress_struct& jpeg, const JpegOptions& options) {
  std::vector<jpeg_scan_info> scans;
  const int components = jpeg.num_components;
  if (options.separate_scans)
    for (int c = 0; c < components; ++c) scans.push_back(scan_of(c, 0, 63, 0, 0));
  if (options.refinement_scans <= 0) return scans;
  for (int c = 0; c < components; ++c) scans.push_back(scan_of(c, 0, 0, 0, 0));
  const auto wanted = static_cast<std::size_t>(options.refinement_scans);
  for (int high = 11; high > 0; --high)  // 10 is the most bits that libjpeg splits off
    for (int c = 0; c < components; ++c)
      for (int k = 1; k < 64; ++k) {
        if (scans.size() > wanted) return scans;
        scans.push_back(high == 11 ? scan_of(c, k, k, 0, 10) : scan_of(c, k, k, high, high - 1));
      }
  return scans;
}

}  // namespace

std::string make_jpeg(const cv::Mat& bgr_or_gray, const JpegOptions& options_in) {
  JpegOptions options = options_in;
  if (bgr_or_gray.channels() == 1 && options.color == JpegColor::ycc) options.color = JpegColor::gray;
  const cv::Mat input = to_input(bgr_or_gray, options.color);

  jpeg_error_mgr errors{};
  jpeg_compress_struct jpeg{};
  jpeg.err = jpeg_std_error(&errors);
  errors.error_exit = fail;
  jpeg_create_compress(&jpeg);
  unsigned char* bytes = nullptr;
  unsigned long size = 0;
  jpeg_mem_dest(&jpeg, &bytes, &size);
  jpeg.image_width = static_cast<JDIMENSION>(input.cols);
  jpeg.image_height = static_cast<JDIMENSION>(input.rows);
  jpeg.input_components = input.channels();
  jpeg.in_color_space = input.channels() == 1 ? JCS_GRAYSCALE : input.channels() == 3 ? JCS_RGB : JCS_CMYK;
  jpeg_set_defaults(&jpeg);
  set_colors(jpeg, options.color);
  set_subsampling(jpeg, options);
  jpeg_set_quality(&jpeg, options.quality, TRUE);
  jpeg.arith_code = options.arithmetic ? TRUE : FALSE;
  jpeg.optimize_coding = options.own_codes ? TRUE : FALSE;
  jpeg.restart_interval = static_cast<unsigned int>(options.restart_mcus);
  jpeg.restart_in_rows = options.restart_rows;
  if (options.progressive) jpeg_simple_progression(&jpeg);
  const std::vector<jpeg_scan_info> script = make_script(jpeg, options);
  if (!script.empty()) {
    jpeg.scan_info = script.data();
    jpeg.num_scans = static_cast<int>(script.size());
  }
  jpeg_start_compress(&jpeg, TRUE);
  if (!options.comment.empty())
    jpeg_write_marker(&jpeg, JPEG_COM, reinterpret_cast<const JOCTET*>(options.comment.data()),
                      static_cast<unsigned int>(options.comment.size()));
  while (jpeg.next_scanline < jpeg.image_height) {
    auto* row = const_cast<JSAMPROW>(input.ptr(static_cast<int>(jpeg.next_scanline)));
    jpeg_write_scanlines(&jpeg, &row, 1);
  }
  jpeg_finish_compress(&jpeg);
  jpeg_destroy_compress(&jpeg);
  std::string out(reinterpret_cast<const char*>(bytes), size);
  std::free(bytes);
  return out;
}

std::string make_jpeg(int width, int height, const JpegOptions& options) {
  return make_jpeg(make_scene(width, height), options);
}

std::size_t find_segment(std::string_view jpeg, std::uint8_t marker) {
  std::size_t at = 2;
  while (at + 4 <= jpeg.size()) {
    const auto found = static_cast<std::uint8_t>(jpeg[at + 1]);
    if (found == marker) return at;
    if (found == 0xDA || found == 0xD9) break;
    at += 2 + (static_cast<std::size_t>(static_cast<std::uint8_t>(jpeg[at + 2])) << 8 |
               static_cast<std::uint8_t>(jpeg[at + 3]));
  }
  return std::string_view::npos;
}

std::size_t scan_begin(std::string_view jpeg) {
  const std::size_t sos = find_segment(jpeg, 0xDA);
  if (sos == std::string_view::npos) return sos;
  return sos + 2 +
         (static_cast<std::size_t>(static_cast<std::uint8_t>(jpeg[sos + 2])) << 8 |
          static_cast<std::uint8_t>(jpeg[sos + 3]));
}

std::string with_jpeg_size(std::string jpeg, int width, int height) {
  for (const int sof : {0xC0, 0xC1, 0xC2, 0xC9, 0xCA}) {
    const std::size_t at = find_segment(jpeg, static_cast<std::uint8_t>(sof));
    if (at == std::string::npos) continue;
    jpeg[at + 5] = static_cast<char>(height >> 8);
    jpeg[at + 6] = static_cast<char>(height & 0xFF);
    jpeg[at + 7] = static_cast<char>(width >> 8);
    jpeg[at + 8] = static_cast<char>(width & 0xFF);
    return jpeg;
  }
  throw std::runtime_error("no start of frame in that JPEG");
}

}  // namespace framewake::test
