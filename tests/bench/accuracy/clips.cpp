#include "bench/accuracy/clips.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <opencv2/imgcodecs.hpp>
#include <sstream>

#include "bench/accuracy/finder.hpp"
#include "bench/accuracy/worse.hpp"
#include "support/images.hpp"
#include "support/scenes.hpp"

namespace framewake::bench {
namespace {

namespace fs = std::filesystem;

constexpr const char* vtest = "/usr/share/doc/opencv-doc/examples/data/vtest.avi";
const cv::Size vtest_size(768, 576);

std::string contents(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// The boxes of what moves in a mask of CDnet's gray values.
Truth truth_of_gray(const cv::Mat& gray) {
  Truth truth;
  truth.mask = gray == 255;
  truth.unknown = (gray != 0) & (gray != 50) & (gray != 255);
  truth.boxes = boxes_of(truth.mask);
  return truth;
}

Clip highway(const fs::path& folder) {
  Clip clip{.name = "highway", .size = {}, .fps = 25, .jpegs = {}, .truth = {}};
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder / "input")) files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  for (const fs::path& file : files) {
    const std::string number = file.stem().string().substr(2);
    const cv::Mat mask = cv::imread((folder / "groundtruth" / ("gt" + number + ".png")).string(), cv::IMREAD_GRAYSCALE);
    if (mask.empty()) throw Broken("accuracy: no mask for " + file.string());
    clip.size = mask.size();
    clip.jpegs.push_back(contents(file));
    clip.truth.emplace_back(truth_of_gray(mask));
  }
  return clip;
}

Clip pedestrians(const fs::path& labels, const std::string& video) {
  Clip clip{.name = "vtest", .size = vtest_size, .fps = 10, .jpegs = {}, .truth = {}};
  clip.jpegs = video_frames(video, vtest_size, 400);
  clip.truth.resize(clip.jpegs.size());
  std::ifstream in(labels);
  for (std::string line; std::getline(in, line);) {
    std::replace(line.begin(), line.end(), ',', ' ');
    std::istringstream words(line);
    std::size_t frame = 0;
    int id = 0;
    cv::Rect2d box;
    if (!(words >> frame >> id >> box.x >> box.y >> box.width >> box.height) || frame < 1) continue;
    if (frame > clip.truth.size()) continue;
    auto& truth = clip.truth[frame - 1];
    if (!truth) truth.emplace();
    truth->boxes.emplace_back(box);
  }
  return clip;
}

/// Somebody who walks and somebody far away, in a made yard, while the sun comes and goes.
Clip made(std::size_t frames) {
  test::Scene scene({640, 360});
  scene.movers = {{.box = {40, 150, 40, 90}, .velocity = {40, 0}, .contrast = 45, .begin = 1},
                  {.box = {600, 60, 12, 26}, .velocity = {-18, 2}, .contrast = -60, .begin = 2},
                  {.box = {300, 300, 90, 50}, .velocity = {-60, -8}, .contrast = 30, .begin = 8}};
  scene.light = [](double t) { return test::SceneLight{1 + 0.2 * std::sin(t / 2), 0}; };
  Clip clip{.name = "a made yard", .size = scene.size(), .fps = 15, .jpegs = {}, .truth = {}};
  for (std::size_t i = 0; i < frames; ++i) {
    const double t = static_cast<double>(i) / clip.fps;
    clip.jpegs.push_back(test::make_jpeg(scene.frame(t)));
    clip.truth.emplace_back(Truth{.boxes = scene.truth(t), .mask = {}, .unknown = {}});
  }
  return clip;
}

}  // namespace

std::vector<Clip> annotated_clips(const Options& options) {
  std::vector<Clip> clips;
  const fs::path data = options.annotated;
  if (!data.empty() && !fs::is_directory(data)) throw Broken("accuracy: " + options.annotated + " is no folder");
  if (fs::exists(data / "highway" / "groundtruth")) clips.push_back(highway(data / "highway"));
  if (fs::exists(data / "pets-gt.txt") && fs::exists(vtest)) clips.push_back(pedestrians(data / "pets-gt.txt", vtest));
  const std::size_t footage = clips.size();
  const std::size_t real = options.smoke ? 0 : footage;
  for (std::size_t i = 0; i < real; ++i)
    for (Clip& worse : worse_versions(clips[i])) clips.push_back(std::move(worse));
  for (std::size_t i = 0; i < footage; ++i) clips[i].as_it_came = true;
  clips.push_back(made(options.smoke ? 60 : 240));
  return clips;
}

}  // namespace framewake::bench
