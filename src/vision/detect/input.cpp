#include "vision/detect/input.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <vector>

namespace framewake {
namespace {

constexpr double beside = 114;  ///< the gray that YOLO's letterboxes are trained with

}  // namespace

Fit::Fit(cv::Rect place, cv::Size picture)
    : place_(place),
      scale_x_(static_cast<float>(picture.width) / static_cast<float>(place.width)),
      scale_y_(static_cast<float>(picture.height) / static_cast<float>(place.height)) {}

Fit Fit::letterbox(cv::Size picture, cv::Size network) {
  const double scale = std::min(1.0 * network.width / picture.width, 1.0 * network.height / picture.height);
  const auto scaled = [scale](int length, int most) {
    return std::clamp(static_cast<int>(std::lround(length * scale)), 1, most);
  };
  const cv::Size size(scaled(picture.width, network.width), scaled(picture.height, network.height));
  return {{{(network.width - size.width) / 2, (network.height - size.height) / 2}, size}, picture};
}

Fit Fit::stretch(cv::Size picture, cv::Size network) {
  return {{{0, 0}, network}, picture};
}

cv::Rect2f Fit::to_picture(const cv::Rect2f& box) const {
  return {(box.x - static_cast<float>(place_.x)) * scale_x_, (box.y - static_cast<float>(place_.y)) * scale_y_,
          box.width * scale_x_, box.height * scale_y_};
}

std::optional<cv::Scalar> parse_mean(std::string_view text) {
  constexpr std::string_view blank = " \t";
  std::vector<double> numbers;
  while (true) {
    const auto begin = std::min(text.find_first_not_of(blank), text.size());
    double number = 0;
    const auto [end, error] = std::from_chars(text.data() + begin, text.data() + text.size(), number);
    if (error != std::errc() || !(number >= 0) || !(number <= 255)) return std::nullopt;
    numbers.push_back(number);
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    const auto after = text.find_first_not_of(blank);
    if (after == std::string_view::npos) break;
    if (text[after] != ',') return std::nullopt;
    text.remove_prefix(after + 1);
  }
  if (numbers.size() == 1) return cv::Scalar::all(numbers[0]);
  if (numbers.size() == 3) return cv::Scalar(numbers[0], numbers[1], numbers[2]);
  return std::nullopt;
}

cv::Size size_for_windows(cv::Size picture, int side, cv::Size window) {
  const double usual = 1.0 * side / std::max(picture.width, picture.height);
  const double for_window = std::max(1.0 * window.width / picture.width, 1.0 * window.height / picture.height);
  const double scale = std::min(2.0, for_window <= 2 ? std::max(usual, for_window) : usual);
  const auto scaled = [scale](int length) { return std::max(1, static_cast<int>(std::lround(length * scale))); };
  return {scaled(picture.width), scaled(picture.height)};
}

Fit fit_of(const InputForm& form, cv::Size picture) {
  return form.letterbox ? Fit::letterbox(picture, form.size) : Fit::stretch(picture, form.size);
}

void fill_blob(const cv::Mat& bgr, const InputForm& form, cv::Mat& blob) {
  const cv::Rect place = fit_of(form, bgr.size()).place();
  cv::Mat canvas(form.size, CV_8UC3, cv::Scalar::all(beside));
  cv::Mat fitted = canvas(place);
  // Bilinear also where it shrinks much: so are the pictures that these networks are trained with.
  cv::resize(bgr, fitted, place.size(), 0, 0, cv::INTER_LINEAR);
  const std::array<int, 4> shape{1, 3, form.size.height, form.size.width};
  blob.create(4, shape.data(), CV_32F);
  for (int channel = 0; channel < 3; ++channel) {
    const int colour = form.red_first ? 2 - channel : channel;
    cv::Mat from(form.size, CV_8UC1);
    cv::extractChannel(canvas, from, colour);
    cv::Mat plane(form.size, CV_32F, blob.ptr<float>(0, channel));
    from.convertTo(plane, CV_32F, form.scale, -form.mean[colour] * form.scale);
  }
}

}  // namespace framewake
