#include "bench/tracking/sort.hpp"

#include <algorithm>
#include <cmath>
#include <opencv2/core.hpp>

#include "vision/track/assignment.hpp"
#include "vision/track/tracker.hpp"

namespace framewake::bench {
namespace {

cv::Vec<double, 4> measurement(const cv::Rect2d& box) {
  return {box.x + box.width / 2, box.y + box.height / 2, box.area(), box.width / box.height};
}

}  // namespace

void Sort::One::predict() {
  if (state[2] + state[6] <= 0) state[6] = 0;  // an area stays one
  auto motion = cv::Matx<double, 7, 7>::eye();
  motion(0, 4) = motion(1, 5) = motion(2, 6) = 1;
  state = motion * state;
  const cv::Matx<double, 7, 1> noise(1, 1, 1, 1, 0.01, 0.01, 0.0001);
  covariance = motion * covariance * motion.t() + cv::Matx<double, 7, 7>::diag(noise);
}

void Sort::One::correct(const cv::Rect2d& box) {
  cv::Matx<double, 4, 7> seen = cv::Matx<double, 4, 7>::zeros();
  for (int i = 0; i < 4; ++i) seen(i, i) = 1;
  const cv::Matx<double, 4, 1> noise(1, 1, 10, 10);
  const cv::Matx44d total = seen * covariance * seen.t() + cv::Matx44d::diag(noise);
  const cv::Matx<double, 7, 4> gain = covariance * seen.t() * total.inv();
  state = state + gain * (measurement(box) - seen * state);
  covariance = (cv::Matx<double, 7, 7>::eye() - gain * seen) * covariance;
}

cv::Rect2d Sort::One::box() const {
  const double width = std::sqrt(std::max(1.0, state[2] * state[3])), height = std::max(1.0, state[2]) / width;
  return {state[0] - width / 2, state[1] - height / 2, width, height};
}

std::vector<Sort::Box> Sort::update(const std::vector<cv::Rect2d>& detections) {
  ++frames_;
  for (One& track : tracks_) track.predict();
  CostMatrix costs(tracks_.size(), detections.size(), 0);
  for (std::size_t t = 0; t < tracks_.size(); ++t)
    for (std::size_t d = 0; d < detections.size(); ++d)
      costs.at(t, d) = 1 - overlap_of(tracks_[t].box(), detections[d]);
  const auto found = assign(costs, 1 - settings_.least_overlap);
  std::vector<bool> taken(detections.size(), false);
  for (std::size_t t = 0; t < tracks_.size(); ++t) {
    One& track = tracks_[t];
    track.missed = found[t] ? 0 : track.missed + 1;
    track.hits = found[t] ? track.hits + 1 : 0;
    if (!found[t]) continue;
    taken[*found[t]] = true;
    track.correct(detections[*found[t]]);
  }
  std::erase_if(tracks_, [&](const One& track) { return track.missed > settings_.lost_after; });
  for (std::size_t d = 0; d < detections.size(); ++d) {
    if (taken[d]) continue;
    const auto m = measurement(detections[d]);
    const cv::Matx<double, 7, 1> doubt(10, 10, 10, 10, 10'000, 10'000, 10'000);
    tracks_.push_back({.state = {m[0], m[1], m[2], m[3], 0, 0, 0},
                       .covariance = cv::Matx<double, 7, 7>::diag(doubt),
                       .id = next_id_++});
  }
  std::vector<Box> shown;
  for (const One& track : tracks_)
    if (track.missed == 0 && (track.hits >= settings_.min_hits || frames_ <= settings_.min_hits))
      shown.push_back({track.id, track.box()});
  return shown;
}

}  // namespace framewake::bench
