#pragma once
// What a Decoder holds. Private to decode/.

#include <array>

#include "base/thread.hpp"
#include "decode/decoder.hpp"
#include "decode/grow_buffer.hpp"
#include "decode/jpeg_decoder.hpp"

namespace framewake {

struct Decoder::Tools {
  ThreadBinding thread;
  JpegDecoder jpeg;
  std::array<GrowBuffer, 4> gray;  ///< at 1/1, 1/2, 1/4, 1/8
  std::array<GrowBuffer, 4> bgr;
  std::array<GrowBuffer, 4> seen_gray;  ///< the same, turned
  GrowBuffer seen_bgr;
  GrowBuffer region;
  GrowBuffer seen_region;
};

}  // namespace framewake
