#pragma once
// Where a box is and where it goes, in the real time between frames.

#include <array>
#include <opencv2/core/types.hpp>

namespace framewake {

/// One coordinate with its velocity: a Kalman filter of constant velocity that random pushes disturb. Units: pixels,
/// seconds.
class MovingValue {
 public:
  /// `deviation`: of what is measured, as are all of these; `speed`: of the velocity, about which nothing is known yet.
  MovingValue(double value, double deviation, double speed);

  /// Time goes on: `push` is the standard deviation of the velocity's change in one second.
  void advance(double seconds, double push);
  void correct(double measured, double deviation);

  double value() const noexcept { return value_; }
  double velocity() const noexcept { return velocity_; }
  /// Of the value: how far from the truth it may well be.
  double deviation() const noexcept;
  void stop() noexcept { velocity_ = 0; }

 private:
  double value_;
  double velocity_ = 0;
  double var_value_;
  double covariance_ = 0;
  double var_velocity_;
};

/// A box as four such values: middle, width, height. What is uncertain is so in proportion to the box's height.
class MovingBox {
 public:
  explicit MovingBox(const cv::Rect2d& box);
  void advance(double seconds);
  void correct(const cv::Rect2d& box);
  /// At least 1 × 1.
  cv::Rect2d box() const;
  /// How far its middle may well be from where it is expected, beyond what detections tremble anyway: pixels, at most half of its
  /// height; 0 for what is seen all the time and goes as it went.
  double doubt() const;
  /// Pixels a second, of the middle.
  cv::Point2d velocity() const { return {x_.velocity(), y_.velocity()}; }

 private:
  double size() const;
  MovingValue x_, y_, width_, height_;
};

}  // namespace framewake
