#pragma once
// Small pictures and videos, written byte by byte.

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "support/temporary_folder.hpp"

namespace framewake::test {

/// width × height, as the size of a buffer.
inline std::size_t area(int width, int height) {
  return static_cast<std::size_t>(width) * static_cast<std::size_t>(height);
}

/// A JPEG of one level of grey (4:2:0), with the Huffman tables in it.
std::string flat_jpeg(int width, int height, std::uint8_t luma);

/// The same without its Huffman tables (DHT segments), as many cameras send it.
std::string without_tables(const std::string& jpeg);

/// An AVI with one MJPEG stream, `fps` frames a second.
std::string mjpeg_avi(int width, int height, unsigned fps, const std::vector<std::string>& jpegs);

/// A raw video (YUV4MPEG2, 4:2:0), one flat luma a frame. `color_range`: "FULL" or "LIMITED".
std::string y4m(int width, int height, unsigned fps, std::string_view color_range,
                const std::vector<std::uint8_t>& lumas);

/// What a JPEG shows.
struct DecodedJpeg {
  int width = 0;
  int height = 0;
  int sampling = 0;  ///< TurboJPEG's TJSAMP_…
  std::vector<std::uint8_t> y;
  int luma_at(int x, int row) const { return y.at(area(row, width) + static_cast<std::size_t>(x)); }
};
DecodedJpeg decode(const std::string& jpeg);

}  // namespace framewake::test
