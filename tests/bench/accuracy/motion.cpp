// The algorithm of Motion (the daemon of Debian's package `motion`) with its defaults, written again from a description of
// it: the difference to a reference picture at full resolution, a noise level that tunes itself, erosion and dilation,
// labels; the reference takes quiet pixels at once and others after ten seconds.
#include <algorithm>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include "bench/accuracy/finder.hpp"

namespace framewake::bench {
namespace {

constexpr double threshold = 1500;       // changed pixels
constexpr double first_noise = 32;       // gray levels
constexpr double accept_after = 10;      // seconds
constexpr double tuned_every = 1;        // seconds
constexpr std::size_t samples = 10'000;  // pixels of the test that comes first

class Motion final : public Finder {
 public:
  std::vector<cv::Rect> find(const std::string& jpeg, double t) override {
    const cv::Mat bytes(1, static_cast<int>(jpeg.size()), CV_8UC1, const_cast<char*>(jpeg.data()));
    gray_ = cv::imdecode(bytes, cv::IMREAD_GRAYSCALE);
    if (reference_.empty()) {
      reference_ = gray_.clone();
      moving_since_ = cv::Mat(gray_.size(), CV_32FC1, cv::Scalar(t));
      return {};
    }
    cv::absdiff(gray_, reference_, difference_);
    changed_ = difference_ > noise_;
    std::vector<cv::Rect> found;
    if (quick_test()) found = despeckled();
    tune(t);
    learn(t);
    return found;
  }

 private:
  bool quick_test() const {
    const std::size_t step = std::max<std::size_t>(changed_.total() / samples, 1);
    std::size_t count = 0;
    for (std::size_t i = 0; i < changed_.total(); i += step) count += changed_.data[i] != 0 ? 1 : 0;
    return static_cast<double>(count) > threshold / 2 / static_cast<double>(step);
  }

  /// Erode, erode with a cross, dilate with a cross, dilate; then labels.
  std::vector<cv::Rect> despeckled() {
    static const cv::Mat square = cv::getStructuringElement(cv::MORPH_RECT, {3, 3});
    static const cv::Mat cross = cv::getStructuringElement(cv::MORPH_CROSS, {3, 3});
    cv::Mat mask = changed_.clone();
    cv::erode(mask, mask, square);
    cv::erode(mask, mask, cross);
    cv::dilate(mask, mask, cross);
    cv::dilate(mask, mask, square);
    cv::Mat labels, stats, centres;
    const int count = cv::connectedComponentsWithStats(mask, labels, stats, centres, 4);
    std::vector<cv::Rect> boxes;
    for (int i = 1; i < count; ++i)
      if (stats.at<int>(i, cv::CC_STAT_AREA) > threshold)
        boxes.emplace_back(stats.at<int>(i, cv::CC_STAT_LEFT), stats.at<int>(i, cv::CC_STAT_TOP),
                           stats.at<int>(i, cv::CC_STAT_WIDTH), stats.at<int>(i, cv::CC_STAT_HEIGHT));
    return boxes;
  }

  void tune(double t) {
    if (t - tuned_ < tuned_every) return;
    tuned_ = t;
    noise_ = 4 + (noise_ + 3 * cv::mean(difference_)[0]) / 2;
  }

  void learn(double t) {
    moving_since_.setTo(t, ~changed_);
    const cv::Mat take = ~changed_ | (moving_since_ <= t - accept_after);
    gray_.copyTo(reference_, take);
    moving_since_.setTo(t, take);
  }

  double noise_ = first_noise;
  double tuned_ = 0;
  cv::Mat gray_, reference_, difference_, changed_, moving_since_;
};

}  // namespace

std::unique_ptr<Finder> make_motion_finder() {
  return std::make_unique<Motion>();
}

}  // namespace framewake::bench
