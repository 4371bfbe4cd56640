#pragma once
// Who finds motion: this program's stage, OpenCV's background models, and other programs' algorithms, written again.

#include <memory>
#include <string>
#include <vector>

#include "bench/accuracy/clips.hpp"

namespace framewake::bench {

class Finder {
 public:
  virtual ~Finder() = default;
  /// Where something moves in this frame, in its own pixels, `t` seconds after the first. Frames come in order.
  virtual std::vector<cv::Rect> find(const std::string& jpeg, double t) = 0;
};

struct FinderKind {
  std::string name;
  std::unique_ptr<Finder> (*make)();
};

/// The first is this program's.
std::vector<FinderKind> finders();

std::unique_ptr<Finder> make_framewake_finder();
std::unique_ptr<Finder> make_mog2_finder();
std::unique_ptr<Finder> make_knn_finder();
std::unique_ptr<Finder> make_difference_finder();
std::unique_ptr<Finder> make_motion_finder();
std::unique_ptr<Finder> make_frigate_finder();

/// The least area of a region that any of them reports, as a share of the picture: framewake's default.
constexpr double smallest_share = 0.0005;

/// A mask's outlines as boxes, without those smaller than `smallest_share` of the picture.
std::vector<cv::Rect> boxes_of(const cv::Mat& mask);

}  // namespace framewake::bench
