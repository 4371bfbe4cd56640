// OpenCV's background models at full resolution, with the clean-up that tutorials give them; and the plain difference.
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>
#include <opencv2/video/background_segm.hpp>

#include "bench/accuracy/finder.hpp"

namespace framewake::bench {
namespace {

constexpr int shadow_gray = 127;  // what the models mark shadows with

cv::Mat decoded(const std::string& jpeg, int mode) {
  const cv::Mat bytes(1, static_cast<int>(jpeg.size()), CV_8UC1, const_cast<char*>(jpeg.data()));
  cv::Mat picture = cv::imdecode(bytes, mode);
  if (picture.empty()) throw Broken("accuracy: imdecode failed");
  return picture;
}

/// Opening against specks, closing against holes.
void clean(cv::Mat& mask) {
  static const cv::Mat small = cv::getStructuringElement(cv::MORPH_ELLIPSE, {3, 3});
  static const cv::Mat large = cv::getStructuringElement(cv::MORPH_ELLIPSE, {7, 7});
  cv::morphologyEx(mask, mask, cv::MORPH_OPEN, small);
  cv::morphologyEx(mask, mask, cv::MORPH_CLOSE, large);
}

class Model final : public Finder {
 public:
  explicit Model(cv::Ptr<cv::BackgroundSubtractor> model) : model_(std::move(model)) { cv::setNumThreads(1); }
  std::vector<cv::Rect> find(const std::string& jpeg, double) override {
    model_->apply(decoded(jpeg, cv::IMREAD_COLOR), mask_);
    cv::threshold(mask_, mask_, shadow_gray, 255, cv::THRESH_BINARY);
    clean(mask_);
    return boxes_of(mask_);
  }

 private:
  const cv::Ptr<cv::BackgroundSubtractor> model_;
  cv::Mat mask_;
};

class Difference final : public Finder {
 public:
  std::vector<cv::Rect> find(const std::string& jpeg, double) override {
    cv::Mat gray = decoded(jpeg, cv::IMREAD_GRAYSCALE);
    cv::GaussianBlur(gray, gray, {5, 5}, 0);
    std::vector<cv::Rect> found;
    if (!last_.empty()) {
      cv::absdiff(gray, last_, mask_);
      cv::threshold(mask_, mask_, 20, 255, cv::THRESH_BINARY);
      clean(mask_);
      found = boxes_of(mask_);
    }
    last_ = gray;
    return found;
  }

 private:
  cv::Mat last_, mask_;
};

}  // namespace

std::vector<cv::Rect> boxes_of(const cv::Mat& mask) {
  cv::Mat labels, stats, centres;
  const int count = cv::connectedComponentsWithStats(mask, labels, stats, centres, 8);
  std::vector<cv::Rect> boxes;
  for (int i = 1; i < count; ++i)
    if (stats.at<int>(i, cv::CC_STAT_AREA) >= smallest_share * static_cast<double>(mask.total()))
      boxes.emplace_back(stats.at<int>(i, cv::CC_STAT_LEFT), stats.at<int>(i, cv::CC_STAT_TOP),
                         stats.at<int>(i, cv::CC_STAT_WIDTH), stats.at<int>(i, cv::CC_STAT_HEIGHT));
  return boxes;
}

std::unique_ptr<Finder> make_mog2_finder() {
  return std::make_unique<Model>(cv::createBackgroundSubtractorMOG2());
}
std::unique_ptr<Finder> make_knn_finder() {
  return std::make_unique<Model>(cv::createBackgroundSubtractorKNN());
}
std::unique_ptr<Finder> make_difference_finder() {
  return std::make_unique<Difference>();
}

}  // namespace framewake::bench
