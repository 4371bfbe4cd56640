#include "bench/accuracy/score.hpp"

#include <algorithm>
#include <opencv2/core.hpp>

namespace framewake::bench {
namespace {

cv::Mat drawn(const std::vector<cv::Rect>& boxes, cv::Size size) {
  cv::Mat mask = cv::Mat::zeros(size, CV_8UC1);
  for (const cv::Rect& box : boxes) mask(box & cv::Rect({0, 0}, size)).setTo(255);
  return mask;
}

double harmonic(double a, double b) {
  return a + b > 0 ? 2 * a * b / (a + b) : 0;
}

double share(double part, double of) {
  return of > 0 ? part / of : 1;
}

}  // namespace

void Score::Areas::add(const cv::Mat& truth_mask, const cv::Mat& found_mask, const cv::Mat& unknown) {
  cv::Mat counted = found_mask.clone();
  if (!unknown.empty()) counted.setTo(0, unknown & ~truth_mask);
  both += cv::countNonZero(truth_mask & counted);
  found += cv::countNonZero(counted);
  truth += cv::countNonZero(truth_mask);
}

void Score::add(const Truth& truth, const std::vector<cv::Rect>& found, cv::Size size) {
  const cv::Mat truth_boxes = drawn(truth.boxes, size);
  const cv::Mat found_boxes = drawn(found, size);
  boxes_.add(truth_boxes, found_boxes, truth.unknown);
  if (!truth.mask.empty()) masks_.add(truth.mask, found_boxes, truth.unknown);

  ++frames_;
  const auto moving = [&](const cv::Mat& mask, const cv::Rect& box) {
    return cv::countNonZero(mask(box & cv::Rect({0, 0}, size)));
  };
  for (const cv::Rect& box : truth.boxes) {
    ++things_;
    if (2 * moving(found_boxes, box) >= (box & cv::Rect({0, 0}, size)).area()) ++seen_things_;
  }
  bool seen = false;
  for (const cv::Rect& box : found) {
    const bool right = moving(truth_boxes, box) > 0;
    const bool unknown = !truth.unknown.empty() && 2 * moving(truth.unknown, box) > box.area();
    if (!right && !unknown) ++false_regions_;
    seen = seen || right;
  }
  if (truth.boxes.empty()) return;
  ++moving_frames_;
  if (seen) ++seen_frames_;
}

double Score::precision() const {
  return boxes_.precision();
}
double Score::recall() const {
  return boxes_.recall();
}
double Score::f1() const {
  return harmonic(precision(), recall());
}
double Score::mask_f1() const {
  return masks_.truth > 0 ? harmonic(masks_.precision(), masks_.recall()) : 0;
}
double Score::mask_recall() const {
  return masks_.truth > 0 ? masks_.recall() : 0;
}
double Score::things_found() const {
  return share(seen_things_, things_);
}
double Score::frames_found() const {
  return share(seen_frames_, moving_frames_);
}
double Score::false_regions() const {
  return frames_ > 0 ? 100 * false_regions_ / frames_ : 0;
}

}  // namespace framewake::bench
