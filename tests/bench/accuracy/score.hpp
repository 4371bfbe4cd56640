#pragma once
// How good the found regions are.

#include <vector>

#include "bench/accuracy/clips.hpp"

namespace framewake::bench {

/// Sums over the annotated frames of a clip.
class Score {
 public:
  /// One annotated frame.
  void add(const Truth& truth, const std::vector<cv::Rect>& found, cv::Size size);

  double precision() const;  ///< of the area of the found boxes, the share that is in the truth's boxes
  double recall() const;     ///< of the area of the truth's boxes, the share that is in found ones
  double f1() const;         ///< of these two
  /// The same against the masks (found boxes still): 0 without masks.
  double mask_f1() const;
  double mask_recall() const;
  /// Of the truth's boxes, the share of which at least a half is in found ones.
  double things_found() const;
  /// Of the frames in which something moves, the share with a region on it.
  double frames_found() const;
  /// Regions that touch nothing of the truth, per 100 frames.
  double false_regions() const;

 private:
  struct Areas {
    void add(const cv::Mat& truth, const cv::Mat& found, const cv::Mat& unknown);
    double precision() const { return found > 0 ? both / found : 1; }
    double recall() const { return truth > 0 ? both / truth : 1; }
    double both = 0, found = 0, truth = 0;
  };
  Areas boxes_, masks_;
  double frames_ = 0, moving_frames_ = 0, seen_frames_ = 0, things_ = 0, seen_things_ = 0, false_regions_ = 0;
};

}  // namespace framewake::bench
