#include "support/scenes.hpp"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

namespace framewake::test {
namespace {

constexpr int play = 64;  ///< pixels by which the noise is shifted about

/// Like a yard: large soft areas, some hard-edged things, fine texture.
cv::Mat paint(cv::Size size, unsigned seed) {
  cv::RNG random(seed);
  cv::Mat soft(5, 7, CV_8UC1);
  random.fill(soft, cv::RNG::UNIFORM, 70, 150);
  cv::Mat picture;
  cv::resize(soft, picture, size, 0, 0, cv::INTER_CUBIC);
  for (int i = 0; i < 24; ++i) {
    // One after the other, so that every compiler paints the same.
    const int y = random.uniform(0, size.height), x = random.uniform(0, size.width);
    const int height = random.uniform(1, size.height / 6 + 2), width = random.uniform(1, size.width / 6 + 2);
    cv::rectangle(picture, cv::Rect(x, y, width, height), cv::Scalar(random.uniform(40, 190)), cv::FILLED);
  }
  cv::Mat fine(size, CV_8UC1);
  random.fill(fine, cv::RNG::UNIFORM, 0, 24);
  cv::add(picture, fine, picture);
  return picture;
}

cv::Rect2d place(const Mover& mover, double t) {
  const double moved = std::min(t, mover.stop) - mover.begin;
  return {mover.box.x + mover.velocity.x * moved, mover.box.y + mover.velocity.y * moved, mover.box.width,
          mover.box.height};
}

}  // namespace

Scene::Scene(cv::Size size, unsigned seed) : Scene(paint(size, seed), seed) {}

Scene::Scene(const cv::Mat& background, unsigned seed) : background_(background), random_(seed) {
  noise_bank_.create(background.rows + play, background.cols + play, CV_16SC1);
  cv::RNG random(seed + 1);
  random.fill(noise_bank_, cv::RNG::NORMAL, 0, 64);
}

std::vector<cv::Rect> Scene::truth(double t) const {
  std::vector<cv::Rect> boxes;
  for (const Mover& mover : movers) {
    if (t < mover.begin || t >= mover.end) continue;
    const cv::Rect box = cv::Rect(place(mover, t)) & cv::Rect({0, 0}, size());
    if (!box.empty()) boxes.push_back(box);
  }
  return boxes;
}

const cv::Mat& Scene::frame(double t) {
  const SceneLight now = light ? light(t) : SceneLight{};
  background_.convertTo(scratch_, CV_16SC1);
  if (weather) weather(scratch_, t);
  for (const Mover& mover : movers) {
    if (t < mover.begin || t >= mover.end) continue;
    const cv::Rect box = cv::Rect(place(mover, t)) & cv::Rect({0, 0}, size());
    if (box.empty()) continue;
    // An object hides what is behind it: a flat colour with stripes of its own, that move with it.
    cv::Mat area = scratch_(box);
    const double level = cv::mean(area)[0] + mover.contrast;
    area.setTo(cv::Scalar(level));
    for (int y = 0; y < area.rows; y += 8) area.row(y).setTo(cv::Scalar(level + mover.contrast / 4));
  }
  for (int x = 0; shade && x < scratch_.cols; ++x) {
    cv::Mat column = scratch_.col(x);
    column.convertTo(column, -1, shade(x, t));
  }
  if (shake) {
    const cv::Point2d by = shake(t);
    const cv::Matx23d move(1, 0, by.x, 0, 1, by.y);
    cv::warpAffine(scratch_.clone(), scratch_, move, size(), cv::INTER_LINEAR, cv::BORDER_REPLICATE);
  }
  const auto shift = [&] { return static_cast<int>(random_() % play); };
  const cv::Mat noise_now = noise_bank_(cv::Rect({shift(), shift()}, size()));
  if (now.gain != 1 || now.offset != 0) scratch_.convertTo(scratch_, -1, now.gain, now.offset);
  cv::addWeighted(scratch_, 1, noise_now, noise / 64, 0, noisy_);
  noisy_.convertTo(frame_, CV_8UC1);
  return frame_;
}

cv::Mat reduced(const cv::Mat& gray, int denominator) {
  const auto up = [&](int n) { return (n + denominator - 1) / denominator * denominator; };
  cv::Mat padded = gray;
  if (up(gray.cols) != gray.cols || up(gray.rows) != gray.rows)
    cv::copyMakeBorder(gray, padded, 0, up(gray.rows) - gray.rows, 0, up(gray.cols) - gray.cols, cv::BORDER_REPLICATE);
  cv::Mat small;
  cv::resize(padded, small, {padded.cols / denominator, padded.rows / denominator}, 0, 0, cv::INTER_AREA);
  return small;
}

double overlap(const cv::Rect& a, const cv::Rect& b) {
  const double shared = (a & b).area();
  const double united = a.area() + b.area() - shared;
  return united > 0 ? shared / united : 0;
}

}  // namespace framewake::test
