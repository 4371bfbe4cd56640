// The motion detector of Frigate with its defaults, written again from a description of it: gray at a height of 100, the
// contrast stretched, blurred, the difference to a running average, dilated; its contours.
#include <algorithm>
#include <array>
#include <cmath>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include "bench/accuracy/finder.hpp"

namespace framewake::bench {
namespace {

constexpr int height = 100;
constexpr double threshold = 30;
constexpr double contour_area = 10;
constexpr double lightning = 0.8;
constexpr double weight = 0.01;
constexpr double weight_calibrating = 0.2;
constexpr double calibrated_below = 0.05;  // share of the picture that moves while it calibrates
constexpr int updated_from = 10;           // frames of motion
constexpr double contrast_frames = 50;

class Frigate final : public Finder {
 public:
  std::vector<cv::Rect> find(const std::string& jpeg, double) override {
    const cv::Mat bytes(1, static_cast<int>(jpeg.size()), CV_8UC1, const_cast<char*>(jpeg.data()));
    const cv::Mat gray = cv::imdecode(bytes, cv::IMREAD_GRAYSCALE);
    const cv::Size size(gray.cols * height / gray.rows, height);
    cv::resize(gray, small_, size, 0, 0, cv::INTER_NEAREST);
    stretch();
    cv::GaussianBlur(small_, small_, {3, 3}, 1);
    if (average_.empty()) {
      small_.convertTo(average_, CV_32F);
      return {};
    }
    std::vector<cv::Rect> found = outlines();
    const double area = moving_ / static_cast<double>(small_.total());
    if (area > lightning) calibrating_ = true;
    if (calibrating_ && area < calibrated_below) calibrating_ = false;
    frames_moving_ = found.empty() ? 0 : frames_moving_ + 1;
    if (calibrating_ || found.empty() || frames_moving_ >= updated_from)
      cv::accumulateWeighted(small_, average_, calibrating_ ? weight_calibrating : weight);
    if (calibrating_) return {};
    const double scale = 1.0 * gray.rows / height;
    for (cv::Rect& box : found)
      box = {static_cast<int>(box.x * scale), static_cast<int>(box.y * scale),
             static_cast<int>(std::ceil(box.width * scale)), static_cast<int>(std::ceil(box.height * scale))};
    return found;
  }

 private:
  /// Brightness between the 4th and the 96th percentile, averaged over the last frames, fills the range.
  void stretch() {
    std::array<int, 256> histogram{};
    for (std::size_t i = 0; i < small_.total(); ++i) ++histogram[small_.data[i]];
    const auto percentile = [&](double share) {
      double sum = 0;
      int level = 0;
      while (level < 255 &&
             (sum += histogram[static_cast<std::size_t>(level)]) < share * static_cast<double>(small_.total()))
        ++level;
      return level;
    };
    seen_ = std::min(seen_ + 1, contrast_frames);
    low_ += (percentile(0.04) - low_) / seen_;
    high_ += (percentile(0.96) - high_) / seen_;
    if (high_ <= low_) return;
    small_ = cv::max(cv::min(small_, high_), low_);
    small_.convertTo(small_, CV_8U, 255 / (high_ - low_), -low_ * 255 / (high_ - low_));
  }

  std::vector<cv::Rect> outlines() {
    cv::Mat known, mask;
    cv::convertScaleAbs(average_, known);
    cv::absdiff(small_, known, mask);
    cv::threshold(mask, mask, threshold, 255, cv::THRESH_BINARY);
    cv::dilate(mask, mask, cv::Mat());
    std::vector<std::vector<cv::Point>> contours;
    cv::findContours(mask, contours, cv::RETR_EXTERNAL, cv::CHAIN_APPROX_SIMPLE);
    std::vector<cv::Rect> boxes;
    moving_ = 0;
    for (const auto& contour : contours) {
      const double area = cv::contourArea(contour);
      moving_ += area;
      if (area > contour_area) boxes.push_back(cv::boundingRect(contour));
    }
    return boxes;
  }

  cv::Mat small_, average_;
  double low_ = 0, high_ = 0, seen_ = 0, moving_ = 0;
  bool calibrating_ = true;
  int frames_moving_ = 0;
};

}  // namespace

std::unique_ptr<Finder> make_frigate_finder() {
  return std::make_unique<Frigate>();
}

}  // namespace framewake::bench
