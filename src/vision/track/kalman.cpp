#include "vision/track/kalman.hpp"

#include <algorithm>
#include <cmath>

namespace framewake {
namespace {

// In shares of the box's height.
constexpr double measured_deviation = 0.06;
constexpr double first_speed = 1.0;  ///< of what has just appeared, a second
constexpr double usual_doubt = 2 * measured_deviation;
constexpr double most_doubt = 0.5;  ///< further off, it is as likely somebody else
constexpr double push = 0.35;       ///< a second's change of velocity
constexpr double size_push = 0.1;   ///< sizes change more slowly than places

}  // namespace

MovingValue::MovingValue(double value, double deviation, double speed)
    : value_(value), var_value_(deviation * deviation), var_velocity_(speed * speed) {}

void MovingValue::advance(double seconds, double change) {
  const double q = change * change, t = seconds;
  value_ += velocity_ * t;
  var_value_ += t * (2 * covariance_ + t * var_velocity_) + q * t * t * t / 3;
  covariance_ += t * var_velocity_ + q * t * t / 2;
  var_velocity_ += q * t;
}

void MovingValue::correct(double measured, double deviation) {
  const double total = var_value_ + deviation * deviation;
  if (!(total > 0)) return;
  const double gain = var_value_ / total, velocity_gain = covariance_ / total;
  const double surprise = measured - value_;
  value_ += gain * surprise;
  velocity_ += velocity_gain * surprise;
  var_velocity_ -= velocity_gain * covariance_;
  covariance_ *= 1 - gain;
  var_value_ *= 1 - gain;
}

double MovingValue::deviation() const noexcept {
  return std::sqrt(std::max(0.0, var_value_));
}

MovingBox::MovingBox(const cv::Rect2d& box)
    : x_(box.x + box.width / 2, box.height * measured_deviation, box.height * first_speed),
      y_(box.y + box.height / 2, box.height * measured_deviation, box.height * first_speed),
      width_(box.width, box.height * measured_deviation, box.height * first_speed / 10),
      height_(box.height, box.height * measured_deviation, box.height * first_speed / 10) {}

double MovingBox::size() const {
  return std::max(1.0, height_.value());
}

void MovingBox::advance(double seconds) {
  const double scale = size();
  for (MovingValue* place : {&x_, &y_}) place->advance(seconds, push * scale);
  for (MovingValue* length : {&width_, &height_}) {
    length->advance(seconds, size_push * scale);
    if (length->value() < 1) length->stop();
  }
}

void MovingBox::correct(const cv::Rect2d& box) {
  const double deviation = measured_deviation * size();
  x_.correct(box.x + box.width / 2, deviation);
  y_.correct(box.y + box.height / 2, deviation);
  width_.correct(box.width, deviation);
  height_.correct(box.height, deviation);
}

double MovingBox::doubt() const {
  return std::clamp(std::max(x_.deviation(), y_.deviation()) - usual_doubt * size(), 0.0, most_doubt * size());
}

cv::Rect2d MovingBox::box() const {
  const double width = std::max(1.0, width_.value()), height = std::max(1.0, height_.value());
  return {x_.value() - width / 2, y_.value() - height / 2, width, height};
}

}  // namespace framewake
