#pragma once
// One instance of a model, with the memory that it uses again for every picture.

#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "vision/detect/heads.hpp"
#include "vision/detect/input.hpp"
#include "vision/detect/model.hpp"

namespace framewake {

/// Not thread-safe: one picture at a time.
class DetectModel::Runner {
 public:
  virtual ~Runner() = default;
  /// Appends; returns "" or what is wrong.
  virtual std::string run(const cv::Mat& picture, float floor, std::vector<Detection>& found) = 0;
  /// How much of the last run's output was NaN or infinite.
  virtual std::size_t no_numbers() const { return 0; }
};

class DetectModel::NetworkRunner final : public Runner {
 public:
  NetworkRunner(std::unique_ptr<Network> network, ModelFiles files);
  /// Runs once on a gray picture, and finds out what its output means and how pictures are to be given to it. Returns ""
  /// or what is wrong.
  std::string warm(const ModelChoice& choice, cv::Size size);
  std::string run(const cv::Mat& picture, float floor, std::vector<Detection>& found) override;
  std::size_t no_numbers() const override { return no_numbers_; }
  const Head& head() const { return head_; }
  const InputForm& form() const { return form_; }

 private:
  void settle_form(const ModelChoice& choice);

  std::unique_ptr<Network> network_;
  ModelFiles files_;
  InputForm form_;
  Head head_;
  cv::Mat blob_;
  std::vector<Tensor> outputs_;
  std::size_t no_numbers_ = 0;
};

class DetectModel::ClassicRunner final : public Runner {
 public:
  /// `side`, `window`: as for size_for_windows().
  ClassicRunner(std::unique_ptr<ClassicDetector> detector, int side, cv::Size window)
      : detector_(std::move(detector)), side_(side), window_(window) {}
  std::string run(const cv::Mat& picture, float floor, std::vector<Detection>& found) override;

 private:
  std::unique_ptr<ClassicDetector> detector_;
  int side_;
  cv::Size window_;
  cv::Mat scaled_;
};

}  // namespace framewake
