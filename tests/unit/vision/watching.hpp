#pragma once
// A detector that watches a made scene, in virtual time.

#include <gtest/gtest.h>

#include <chrono>
#include <cmath>
#include <vector>

#include "support/scenes.hpp"
#include "vision/motion/detector.hpp"
#include "vision/motion/regions.hpp"

namespace framewake::test {

inline TimePoint moment(double seconds) {
  return TimePoint(std::chrono::duration_cast<Duration>(std::chrono::duration<double>(1000 + seconds)));
}

/// The defaults of the stage.
inline DetectorSettings usual_settings() {
  DetectorSettings settings;
  return settings;
}

/// What a watch over a span of time came to.
struct Watch {
  int frames = 0;
  int moving = 0;    ///< frames with at least one region
  int learning = 0;  ///< frames that were not judged
  double last_moving = -1;
};

class Watcher {
 public:
  explicit Watcher(cv::Size size, int denominator = 8, const DetectorSettings& settings = usual_settings())
      : scene(size), denominator_(denominator), detector_(settings) {}

  /// One frame at `t`.
  const Movement& look(double t) {
    small_ = reduced(scene.frame(t), denominator_);
    movement_ = detector_.look(small_, ignored, moment(t), session);
    return movement_;
  }

  /// Frames from `begin` to before `end`, `interval(n)` seconds apart.
  template <class Interval>
  Watch watch(double begin, double end, Interval interval) {
    Watch watch;
    for (double t = begin; t < end; t += interval(watch.frames)) {
      const Movement& movement = look(t);
      ++watch.frames;
      if (movement.learning) ++watch.learning;
      if (movement.regions.empty()) continue;
      ++watch.moving;
      watch.last_moving = t;
    }
    return watch;
  }
  Watch watch(double begin, double end, int fps) {
    return watch(begin, end, [fps](int) { return 1.0 / fps; });
  }

  /// The regions of the last frame in its own pixels.
  std::vector<cv::Rect> boxes() const {
    std::vector<cv::Rect> rects;
    const FrameGeometry frame{scene.size().width, scene.size().height, denominator_};
    for (const Box& b : merge_regions(movement_.regions, frame, 16, 64)) rects.emplace_back(b[0], b[1], b[2], b[3]);
    return rects;
  }

  Scene scene;
  cv::Mat ignored;
  std::uint64_t session = 1;

 private:
  int denominator_;
  MotionDetector detector_;
  cv::Mat small_;
  Movement movement_;
};

/// Somebody who comes at `begin`, and walks from left to right for 8 s.
inline Mover walker_from(double begin) {
  return {.box = {40, 150, 40, 90}, .velocity = {60, 0}, .begin = begin, .end = begin + 8};
}

/// Of the frames from `begin` to before `end`, at 15 a second, in which somebody walks, the share in which half of him is found.
inline double walker_found(Watcher& watcher, double begin, double end) {
  int frames = 0;
  int found = 0;
  for (double t = begin; t < end; t += 1 / 15.0, ++frames) {
    watcher.look(t);
    const cv::Rect truth = watcher.scene.truth(t).at(0);
    int covered = 0;
    for (const cv::Rect& box : watcher.boxes()) covered += (box & truth).area();
    found += covered * 2 >= truth.area() ? 1 : 0;
  }
  return static_cast<double>(found) / frames;
}

}  // namespace framewake::test
