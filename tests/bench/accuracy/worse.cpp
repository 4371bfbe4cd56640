#include "bench/accuracy/worse.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include "bench/support/footage.hpp"

namespace framewake::bench {
namespace {

constexpr std::size_t most_frames = 200;  ///< of a worse version
using Change = std::function<void(cv::Mat& picture, std::size_t frame)>;

std::string again(const std::string& jpeg, int quality, const Change& change, std::size_t frame) {
  const cv::Mat bytes(1, static_cast<int>(jpeg.size()), CV_8UC1, const_cast<char*>(jpeg.data()));
  cv::Mat picture = cv::imdecode(bytes, cv::IMREAD_COLOR);
  if (picture.empty()) throw Broken("accuracy: imdecode failed");
  change(picture, frame);
  std::vector<std::uint8_t> out;
  cv::imencode(".jpg", picture, out, {cv::IMWRITE_JPEG_QUALITY, quality});
  return {out.begin(), out.end()};
}

Clip changed(const Clip& clip, const std::string& how, int quality, const Change& change) {
  Clip worse = clip;
  worse.name += ", " + how;
  for (std::size_t i = 0; i < clip.jpegs.size(); ++i) worse.jpegs[i] = again(clip.jpegs[i], quality, change, i);
  return worse;
}

Clip every_nth(const Clip& clip, std::size_t n) {
  Clip slow = clip;
  slow.name += ", every " + std::to_string(n) + "th frame";
  slow.fps = clip.fps / static_cast<double>(n);
  slow.jpegs.clear();
  slow.truth.clear();
  // The last of each n: of the pedestrians just those are annotated.
  for (std::size_t i = n - 1; i < clip.jpegs.size(); i += n) {
    slow.jpegs.push_back(clip.jpegs[i]);
    slow.truth.push_back(clip.truth[i]);
  }
  return slow;
}

void add_noise(cv::Mat& picture, double deviation, std::uint64_t seed) {
  cv::RNG random(seed * 7919 + 1);
  cv::Mat noise(picture.size(), CV_16SC3), sum;
  random.fill(noise, cv::RNG::NORMAL, 0, deviation);
  picture.convertTo(sum, CV_16S);
  sum += noise;
  sum.convertTo(picture, CV_8U);
}

/// The edges of clouds pass from the left to the right, each in seven seconds.
void shade_by_clouds(cv::Mat& picture, double t) {
  std::vector<double> gains;
  for (int x = 0; x < picture.cols; ++x) {
    const double along = static_cast<double>(x) / picture.cols - t * 0.15;
    gains.push_back(0.85 + 0.15 * std::tanh(6 * std::sin(along * 2 * CV_PI)));
  }
  for (int y = 0; y < picture.rows; ++y)
    for (int x = 0; x < picture.cols; ++x)
      for (int channel = 0; channel < 3; ++channel) {
        auto& value = picture.at<cv::Vec3b>(y, x)[channel];
        value = cv::saturate_cast<std::uint8_t>(value * gains[static_cast<std::size_t>(x)]);
      }
}

/// By `reach` pixels of 320 and `degrees`, one standard deviation each.
void shake(cv::Mat& picture, std::size_t frame, double reach, double degrees) {
  cv::RNG random(frame * 31 + 5);
  for (int i = 0; i < 4; ++i) random.next();
  reach *= picture.cols / 320.0;
  const cv::Point2f middle(static_cast<float>(picture.cols) / 2, static_cast<float>(picture.rows) / 2);
  cv::Mat move = cv::getRotationMatrix2D(middle, random.gaussian(degrees), 1);
  move.at<double>(0, 2) += random.gaussian(reach);
  move.at<double>(1, 2) += random.gaussian(reach);
  cv::warpAffine(picture, picture, move, picture.size(), cv::INTER_LINEAR, cv::BORDER_REPLICATE);
}

Clip larger(const Clip& clip, double factor) {
  Clip large = changed(clip, "enlarged", 85, [&](cv::Mat& picture, std::size_t frame) {
    cv::resize(picture, picture, {}, factor, factor, cv::INTER_CUBIC);
    add_noise(picture, 1.8, frame);
  });
  large.size = cv::Size(cvRound(clip.size.width * factor), cvRound(clip.size.height * factor));
  const auto scaled = [&](cv::Mat& mask) {
    if (!mask.empty()) cv::resize(mask, mask, large.size, 0, 0, cv::INTER_NEAREST);
  };
  for (auto& truth : large.truth) {
    if (!truth) continue;
    // The clip's own masks are shared with it.
    truth->mask = truth->mask.clone();
    truth->unknown = truth->unknown.clone();
    scaled(truth->mask);
    scaled(truth->unknown);
    for (cv::Rect& b : truth->boxes)
      b = {cvRound(b.x * factor), cvRound(b.y * factor), cvRound(b.width * factor), cvRound(b.height * factor)};
  }
  return large;
}

}  // namespace

std::vector<std::string> video_frames(const std::string& file, cv::Size size, std::size_t most) {
  Options options;
  options.footage = file;
  return make_footage(options, size.width, size.height, most).jpegs;
}

std::vector<Clip> worse_versions(const Clip& whole) {
  Clip clip = whole;
  clip.jpegs.resize(std::min(clip.jpegs.size(), most_frames));
  clip.truth.resize(clip.jpegs.size());
  std::vector<Clip> worse;
  worse.push_back(every_nth(whole, 5));
  worse.push_back(changed(clip, "noise, quality 40", 40,
                          [](cv::Mat& picture, std::size_t frame) { add_noise(picture, 9, frame); }));
  worse.push_back(changed(clip, "a third of the contrast", 85, [](cv::Mat& picture, std::size_t frame) {
    picture.convertTo(picture, -1, 1.0 / 3, 10);
    add_noise(picture, 2, frame);
  }));
  worse.push_back(changed(clip, "exposure that swings", 85, [&](cv::Mat& picture, std::size_t frame) {
    const double t = static_cast<double>(frame) / clip.fps;
    picture.convertTo(picture, -1, 1 + 0.25 * std::sin(t * 1.5));
  }));
  worse.push_back(changed(clip, "by night", 85, [](cv::Mat& picture, std::size_t frame) {
    picture.convertTo(picture, -1, 0.15, 8);
    add_noise(picture, 4, frame);
  }));
  worse.push_back(changed(clip, "clouds", 85, [&](cv::Mat& picture, std::size_t frame) {
    shade_by_clouds(picture, static_cast<double>(frame) / clip.fps);
  }));
  worse.push_back(
      changed(clip, "shaking", 85, [](cv::Mat& picture, std::size_t frame) { shake(picture, frame, 1, 0); }));
  worse.push_back(
      changed(clip, "shaking much", 85, [](cv::Mat& picture, std::size_t frame) { shake(picture, frame, 3, 0.4); }));
  if (clip.size.width < 400) worse.push_back(larger(clip, 3));
  return worse;
}

}  // namespace framewake::bench
