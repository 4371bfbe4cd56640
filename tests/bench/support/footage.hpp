#pragma once
// The frames that cameras of the benchmarks send.

#include <string>
#include <vector>

#include "bench/support/report.hpp"

namespace framewake::bench {

struct Footage {
  std::vector<std::string> jpegs;
  std::string what;  ///< what they show and how they were made, for the report

  /// The frame for beat `i`: forward through all and backward again, so that nothing ever jumps.
  const std::string& at(std::size_t i) const {
    const std::size_t last = jpegs.size() - 1;
    const std::size_t step = last == 0 ? 0 : i % (2 * last);
    return jpegs[step <= last ? step : 2 * last - step];
  }
  /// Mean size in bytes.
  double mean_size() const;
  /// The same as messages of a WebSocket client.
  Footage masked() const;
};

/// Up to `count` frames of this size from options.footage (a video file, or a folder with one or with JPEGs), scaled by
/// ffmpeg, with a sensor's noise, as JPEGs of quality 85; without footage or ffmpeg, of a synthetic scene. Throws Broken
/// when the footage cannot be read.
Footage make_footage(const Options& options, int width, int height, std::size_t count);

}  // namespace framewake::bench
