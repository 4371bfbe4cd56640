#include "vision/detect/runners.hpp"

#include <algorithm>
#include <opencv2/imgproc.hpp>

#include "vision/detect/model_file.hpp"

namespace framewake {

DetectModel::NetworkRunner::NetworkRunner(std::unique_ptr<Network> network, ModelFiles files)
    : network_(std::move(network)), files_(std::move(files)) {}

std::string DetectModel::NetworkRunner::warm(const ModelChoice& choice, cv::Size size) {
  form_.size = size;
  constexpr double middle_gray = 127;
  fill_blob(cv::Mat(size, CV_8UC3, cv::Scalar::all(middle_gray)), form_, blob_);
  if (std::string problem = network_->forward(blob_, outputs_); !problem.empty())
    return "does not run on a picture of " + std::to_string(size.width) + "×" + std::to_string(size.height) + ": " +
           problem;
  auto told = tell_head(outputs_, files_.format, size);
  if (auto* problem = std::get_if<std::string>(&told)) return std::move(*problem);
  head_ = std::get<Head>(told);
  settle_form(choice);
  return {};
}

/// How the kinds of networks are usually trained, as far as the choice does not say.
void DetectModel::NetworkRunner::settle_form(const ModelChoice& choice) {
  constexpr float unit = 1.0F / 255, mobilenet = 1.0F / 127.5F;
  switch (head_.kind) {
    case HeadKind::region: form_.letterbox = false; break;
    case HeadKind::grid: form_.red_first = form_.letterbox = false; break;
    case HeadKind::faces:
      form_.scale = 1;
      form_.red_first = false;
      break;
    case HeadKind::ssd:
      form_.red_first = files_.format == ModelFormat::tensorflow;
      form_.letterbox = false;
      form_.scale = 1;
      if (prepares_pictures(files_)) break;
      form_.scale = mobilenet;
      form_.mean = cv::Scalar::all(127.5);
      break;
    case HeadKind::cell_rows:
    case HeadKind::offsets:
      form_.scale = 1;
      form_.red_first = false;
      break;
    case HeadKind::finished:
    case HeadKind::rows:
    case HeadKind::columns:
    case HeadKind::boxes_confs: form_.scale = unit; break;
  }
  if (choice.fit != ModelFit::automatic) form_.letterbox = choice.fit == ModelFit::letterbox;
  if (choice.colours != ModelColours::automatic) form_.red_first = choice.colours == ModelColours::rgb;
  if (choice.scale > 0) form_.scale = static_cast<float>(choice.scale);
  if (const auto mean = parse_mean(choice.mean)) form_.mean = *mean;
}

std::string DetectModel::NetworkRunner::run(const cv::Mat& picture, float floor, std::vector<Detection>& found) {
  fill_blob(picture, form_, blob_);
  if (std::string problem = network_->forward(blob_, outputs_); !problem.empty()) return problem;
  no_numbers_ = 0;
  for (const Tensor& output : outputs_) no_numbers_ += count_no_numbers(output.values);
  const std::size_t before = found.size();
  read_head(head_, outputs_, form_.size, floor, found);
  const Fit fit = fit_of(form_, picture.size());
  for (std::size_t i = before; i < found.size(); ++i) found[i].box = fit.to_picture(found[i].box);
  return {};
}

std::string DetectModel::ClassicRunner::run(const cv::Mat& picture, float floor, std::vector<Detection>& found) {
  const cv::Size size = size_for_windows(picture.size(), side_, window_);
  cv::resize(picture, scaled_, size, 0, 0, size.width < picture.cols ? cv::INTER_AREA : cv::INTER_LINEAR);
  std::vector<Detection> seen;
  if (std::string problem = detector_->detect(scaled_, seen); !problem.empty()) return problem;
  const Fit fit = Fit::stretch(picture.size(), size);
  for (Detection& one : seen) {
    if (!(one.score >= floor)) continue;
    one.box = fit.to_picture(one.box);
    found.push_back(one);
  }
  return {};
}

}  // namespace framewake
