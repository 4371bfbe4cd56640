#include "vision/detect/module/classic.hpp"

#include <cmath>
#include <opencv2/imgproc.hpp>
#include <opencv2/objdetect.hpp>
#include <stdexcept>

namespace framewake::detect_module {
namespace {

class HogPeople final : public ClassicDetector {
 public:
  HogPeople() { hog_.setSVMDetector(cv::HOGDescriptor::getDefaultPeopleDetector()); }

  std::string detect(const cv::Mat& gray, std::vector<Detection>& found) override try {
    if (gray.cols < hog_.winSize.width || gray.rows < hog_.winSize.height) return {};  // nobody fits
    std::vector<cv::Rect> boxes;
    std::vector<double> weights;
    hog_.detectMultiScale(gray, boxes, weights, 0, {8, 8}, {}, 1.05, 2.0);
    for (std::size_t i = 0; i < boxes.size() && i < weights.size(); ++i)
      found.push_back({0, score_of(weights[i]), trimmed(boxes[i])});
    return {};
  } catch (const std::exception& failure) {
    return failure.what();
  }

 private:
  /// The distance to the plane that parts people from the rest, as 0 to 1: 0.5 at 0.7.
  static float score_of(double weight) { return static_cast<float>(1 - std::exp(-std::max(weight, 0.0))); }
  /// The detector's window has a margin around the person.
  static cv::Rect2f trimmed(const cv::Rect& window) {
    const auto width = static_cast<float>(window.width), height = static_cast<float>(window.height);
    return {static_cast<float>(window.x) + width * 0.15F, static_cast<float>(window.y) + height * 0.08F, width * 0.7F,
            height * 0.84F};
  }

  cv::HOGDescriptor hog_;
};

class Cascade final : public ClassicDetector {
 public:
  explicit Cascade(const std::string& path) {
    if (!cascade_.load(path)) throw std::runtime_error("it holds no cascade");
  }

  std::string detect(const cv::Mat& gray, std::vector<Detection>& found) override try {
    cv::equalizeHist(gray, even_);
    std::vector<cv::Rect> boxes;
    std::vector<int> neighbours;
    cascade_.detectMultiScale(even_, boxes, neighbours, 1.1, 1, 0);
    for (std::size_t i = 0; i < boxes.size() && i < neighbours.size(); ++i)
      found.push_back({0, score_of(neighbours[i]), cv::Rect2f(boxes[i])});
    return {};
  } catch (const std::exception& failure) {
    return failure.what();
  }

 private:
  /// How many windows around the same place agreed: 0.5 at the usual least of 3.
  static float score_of(int neighbours) {
    return static_cast<float>(neighbours) / (static_cast<float>(neighbours) + 3);
  }

  cv::CascadeClassifier cascade_;
  cv::Mat even_;
};

}  // namespace

std::unique_ptr<ClassicDetector> make_hog() {
  return std::make_unique<HogPeople>();
}

std::unique_ptr<ClassicDetector> read_cascade(const std::string& path) {
  return std::make_unique<Cascade>(path);
}

}  // namespace framewake::detect_module
