#pragma once
// Footage of which every frame is known to be quiet or not: a real place, with somebody who walks through it now and then.

#include <opencv2/core/mat.hpp>
#include <optional>
#include <string>
#include <vector>

#include "bench/support/report.hpp"

namespace framewake::bench {

struct Yard {
  std::vector<std::string> jpegs;  ///< one after the other, for ever round: the last is followed by the first
  std::vector<std::optional<cv::Rect>> truth;  ///< where somebody is; none: nobody
  std::string what;

  /// So soon after somebody has left, what is left of him is no false alarm.
  bool is_quiet(std::size_t i) const;
  /// All of him is in the picture.
  bool is_plain(std::size_t i) const;
};

/// `count` frames of 1280×720, in the second half of which somebody walks through. The place is what stays the same in
/// options.footage; without footage a made one. Sensor noise is new in every frame.
Yard make_yard(const Options& options, std::size_t count);

}  // namespace framewake::bench
