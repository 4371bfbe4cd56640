#include "decode/webp_decoder.hpp"

#include <webp/decode.h>

namespace framewake {
namespace {

/// libwebp has codes, not words.
const char* words(VP8StatusCode status) {
  switch (status) {
    case VP8_STATUS_OK: return "";
    case VP8_STATUS_OUT_OF_MEMORY: return "WebP: out of memory";
    case VP8_STATUS_BITSTREAM_ERROR: return "WebP: corrupt data";
    case VP8_STATUS_UNSUPPORTED_FEATURE: return "WebP: a feature that libwebp does not support";
    case VP8_STATUS_SUSPENDED:
    case VP8_STATUS_NOT_ENOUGH_DATA: return "WebP: premature end of data";
    case VP8_STATUS_INVALID_PARAM:
    case VP8_STATUS_USER_ABORT: break;
  }
  return "WebP: cannot be decoded";
}

}  // namespace

std::string decode_webp(std::span<const std::byte> webp, cv::Mat& target) {
  WebPDecoderConfig config;
  if (!WebPInitDecoderConfig(&config)) return "WebP: libwebp is of another version than it was built for";
  const auto* data = reinterpret_cast<const std::uint8_t*>(webp.data());
  if (const VP8StatusCode status = WebPGetFeatures(data, webp.size(), &config.input); status != VP8_STATUS_OK)
    return words(status);
  if (config.input.width != target.cols || config.input.height != target.rows)
    return "WebP has another size than its header said";
  config.output.colorspace = MODE_BGR;
  config.output.is_external_memory = 1;
  config.output.u.RGBA = {target.data, static_cast<int>(target.step),
                          target.step * static_cast<std::size_t>(target.rows)};
  const VP8StatusCode status = WebPDecode(data, webp.size(), &config);
  WebPFreeDecBuffer(&config.output);
  return words(status);
}

}  // namespace framewake
