#pragma once
// SORT, from the description in its paper (Bewley and others, 2016): a Kalman filter of constant velocity a frame over
// middle, area and aspect, Hungarian assignment by overlap. The reference that the bench of the tracker stands beside.

#include <cstdint>
#include <opencv2/core/matx.hpp>
#include <opencv2/core/types.hpp>
#include <vector>

namespace framewake::bench {

struct SortSettings {
  int lost_after = 1;          ///< frames without a detection; the paper's T_lost
  int min_hits = 3;            ///< frames of probation
  double least_overlap = 0.3;  ///< the paper's IoU_min
};

class Sort {
 public:
  explicit Sort(SortSettings settings = {}) : settings_(settings) {}

  struct Box {
    std::int64_t id = 0;
    cv::Rect2d box;
  };
  /// One frame.
  std::vector<Box> update(const std::vector<cv::Rect2d>& detections);

 private:
  struct One {
    cv::Vec<double, 7> state;  ///< x, y of the middle, area, aspect, and the first three's change a frame
    cv::Matx<double, 7, 7> covariance;
    std::int64_t id = 0;
    int hits = 1;    ///< frames in a row
    int missed = 0;  ///< frames in a row

    void predict();
    void correct(const cv::Rect2d& box);
    cv::Rect2d box() const;
  };

  SortSettings settings_;
  std::vector<One> tracks_;
  std::int64_t next_id_ = 1;
  int frames_ = 0;
};

}  // namespace framewake::bench
