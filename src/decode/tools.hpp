#pragma once
// What a Decoder holds. Private to decode/.

#include <array>

#include "base/thread.hpp"
#include "base/time.hpp"
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

  /// Before each frame: gives back what none of the frames lately has needed.
  void next_frame(TimePoint arrival);
  void visit_buffers(const BufferVisit& visit);

 private:
  TimePoint since_{};  ///< what was needed counts from here on
  int frames_ = 0;     ///< since then
};

}  // namespace framewake
