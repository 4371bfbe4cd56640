#pragma once
// Made scenes whose truth is known: a textured background, things that move over it, sensor noise, changes of light.

#include <cstdint>
#include <functional>
#include <opencv2/core/mat.hpp>
#include <random>
#include <vector>

namespace framewake::test {

/// Something that moves in a straight line. Positions in pixels, times in seconds of the scene.
struct Mover {
  cv::Rect2d box;        ///< where it is at `begin`
  cv::Point2d velocity;  ///< pixels a second
  double contrast = 60;  ///< gray levels brighter (or darker) than what it covers on average
  double begin = 0;
  double end = 1e9;   ///< it is gone from here on
  double stop = 1e9;  ///< it stands still from here on
};

/// Brightness = gain × scene + offset.
struct SceneLight {
  double gain = 1;
  double offset = 0;
};

/// Gray pictures of the scene at any moment; the same arguments make the same pictures in the same order. Not
/// thread-safe.
class Scene {
 public:
  explicit Scene(cv::Size size, unsigned seed = 1);
  /// Before a photograph, CV_8UC1.
  Scene(const cv::Mat& background, unsigned seed);

  double noise = 4;  ///< standard deviation of the sensor noise, gray levels
  std::vector<Mover> movers;
  std::function<SceneLight(double)> light;  ///< at a moment; absent: {1, 0}
  /// Share of the light that reaches the column `x` at a moment, on movers too; absent: all of it.
  std::function<double(double x, double t)> shade;
  std::function<cv::Point2d(double)> shake;  ///< by how many pixels the camera shows all shifted; absent: {0, 0}
  /// Draws into the scene behind the movers (gray, CV_16SC1), before light and noise: rain, shadows, leaves.
  std::function<void(cv::Mat&, double)> weather;

  cv::Size size() const { return background_.size(); }
  /// The picture at `t` seconds, CV_8UC1; valid until the next call.
  const cv::Mat& frame(double t);
  /// Where the movers are then, within the picture.
  std::vector<cv::Rect> truth(double t) const;

 private:
  cv::Mat background_;  ///< CV_8UC1
  cv::Mat noise_bank_;  ///< CV_16SC1, standard deviation 1 × 64; larger than a picture
  cv::Mat scratch_, noisy_, frame_;
  std::minstd_rand random_;
};

/// The picture as the decoder gives it at 1/`denominator`: means of squares, sizes rounded up.
cv::Mat reduced(const cv::Mat& gray, int denominator);

/// Shared area over united area.
double overlap(const cv::Rect& a, const cv::Rect& b);

}  // namespace framewake::test
