#pragma once
// Footage whose truth is known, frame by frame.

#include <opencv2/core/mat.hpp>
#include <optional>
#include <string>
#include <vector>

#include "bench/support/report.hpp"

namespace framewake::bench {

/// What moves in one frame, in its own pixels.
struct Truth {
  std::vector<cv::Rect> boxes;
  cv::Mat mask;     ///< CV_8UC1, 255 where something moves; empty when only boxes are known
  cv::Mat unknown;  ///< CV_8UC1, not 0 where nobody can tell, which counts for nothing; empty: nowhere
};

struct Clip {
  std::string name;
  cv::Size size;
  double fps = 0;
  std::vector<std::string> jpegs;
  std::vector<std::optional<Truth>> truth;  ///< per frame; none: not annotated
  bool as_it_came = false;                  ///< footage that was neither made nor made worse
};

/// The annotated clips that are in the folder options.annotated.
///   highway/input/inN.jpg with highway/groundtruth/gtN.png: a clip of CDnet 2014 (gray values: 0 and 50 nothing moves,
///     255 something does, others unknown)
///   pets-gt.txt beside vtest.avi (opencv-doc): frame from 1, id, left, top, width, height
/// Each also as a worse camera would have it (worse.hpp), unless it is for a smoke test; and last a made scene.
/// Throws Broken when a file is there but cannot be read.
std::vector<Clip> annotated_clips(const Options& options);

}  // namespace framewake::bench
