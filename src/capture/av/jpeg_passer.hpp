#pragma once
// A source's own JPEGs, handed on without re-encoding.

#include <optional>
#include <string>

#include "capture/av/av_handles.hpp"

namespace framewake::av {

/// Not thread-safe.
class JpegPasser {
 public:
  /// The packet's bytes as they are, or with the standard Huffman tables put in where they are missing (as many cameras and
  /// AVI files do). Nothing when it is not one complete picture: damaged, or two fields of an interlaced one.
  std::optional<std::string> pass(const AVPacket& packet, const AVCodecParameters& parameters);

 private:
  std::optional<std::string> with_tables(const AVPacket& packet, const AVCodecParameters& parameters);
  BitstreamFilter filter_;  // made when first needed
};

}  // namespace framewake::av
