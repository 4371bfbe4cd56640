#include "bench/vision/yard.hpp"

#include <algorithm>
#include <opencv2/core.hpp>

#include "bench/support/footage.hpp"
#include "decode/decoder.hpp"
#include "decode/picture.hpp"
#include "support/images.hpp"

namespace framewake::bench {
namespace {

const cv::Size size(1280, 720);
const cv::Size walker(64, 150);
constexpr std::size_t looks = 15;   ///< frames of which the median is taken
constexpr double deviation = 1.8;   ///< of the sensor's noise, gray levels
constexpr std::size_t leaving = 8;  ///< frames

cv::Mat decode_colour(const std::string& jpeg) {
  EncodedFrame frame;
  frame.message = jpeg;
  frame.header = read_image_header(frame.image()).header;
  Decoder decoder;
  Picture picture(frame, decoder, steady_time());
  const cv::Mat* bgr = picture.bgr();
  if (bgr == nullptr) throw Broken("footage: " + picture.error()->detail);
  return bgr->clone();
}

/// What stays: of each pixel the median over the frames.
cv::Mat place_of(const std::vector<std::string>& jpegs) {
  std::vector<cv::Mat> pictures;
  for (std::size_t i = 0; i < looks; ++i) pictures.push_back(decode_colour(jpegs[i * jpegs.size() / looks]));
  cv::Mat place(pictures.front().size(), CV_8UC3);
  std::array<unsigned char, looks> values{};
  for (std::size_t at = 0; at < place.total() * 3; ++at) {
    for (std::size_t i = 0; i < looks; ++i) values[i] = pictures[i].data[at];
    std::nth_element(values.begin(), values.begin() + looks / 2, values.end());
    place.data[at] = values[looks / 2];
  }
  return place;
}

/// Dark clothes with stripes, brighter above.
void draw_walker(cv::Mat& picture, const cv::Rect& box) {
  for (int y = box.y; y < box.br().y; ++y) {
    const int level = 40 + (y / 12 % 2) * 25 + (y - box.y < 40 ? 90 : 0);
    picture.row(y).colRange(box.x, box.br().x).setTo(cv::Scalar(level, level * 0.9, level * 0.8));
  }
}

}  // namespace

bool Yard::is_quiet(std::size_t i) const {
  for (std::size_t before = 0; before <= leaving; ++before)
    if (truth[(i + truth.size() - before) % truth.size()]) return false;
  return true;
}

bool Yard::is_plain(std::size_t i) const {
  return truth[i] && truth[i]->width == walker.width;
}

Yard make_yard(const Options& options, std::size_t count) {
  const Footage footage = make_footage(options, size.width, size.height, 300);
  const cv::Mat place = place_of(footage.jpegs);
  Yard yard{.jpegs = {},
            .truth = {},
            .what = "1280×720, " + std::to_string(count / 2) +
                    " frames of a place at which nothing happens but sensor noise, then as "
                    "many in which somebody walks through it; the place is what stays in " +
                    footage.what};
  cv::RNG random(7);
  cv::Mat noise(size.height + 64, size.width + 64, CV_16SC3), noisy;
  random.fill(noise, cv::RNG::NORMAL, 0, deviation);
  for (std::size_t i = 0; i < count; ++i) {
    cv::Mat picture = place.clone();
    std::optional<cv::Rect> box;
    if (i >= count / 2) {
      const double way = static_cast<double>(i - count / 2) / static_cast<double>(count - count / 2);
      const int x = static_cast<int>(-walker.width + way * (size.width + walker.width));
      const cv::Rect visible = cv::Rect(cv::Point(x, 380), walker) & cv::Rect(cv::Point(), size);
      if (!visible.empty()) draw_walker(picture, *(box = visible));
    }
    const int y = random.uniform(0, 64), x = random.uniform(0, 64);  // in this order, whatever the compiler
    const cv::Rect shifted(cv::Point(x, y), size);
    cv::add(picture, noise(shifted), noisy, cv::noArray(), CV_8UC3);
    yard.jpegs.push_back(test::make_jpeg(noisy));
    yard.truth.push_back(box);
  }
  return yard;
}

}  // namespace framewake::bench
