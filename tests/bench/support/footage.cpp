#include "bench/support/footage.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <numeric>
#include <random>

#include "bench/support/camera_socket.hpp"
#include "capture/jpeg_encoder.hpp"
#include "capture/test_source.hpp"

namespace framewake::bench {
namespace {

constexpr int quality = 85;
constexpr double noise_deviation = 1.8;  // gray levels
using Bytes8 = std::vector<std::uint8_t>;

/// Gaussian noise, repeatable, of which each row of each frame gets another piece.
class Noise {
 public:
  Noise() {
    std::normal_distribution<double> noise(0, noise_deviation);
    for (auto& value : stock_) value = static_cast<std::int8_t>(std::clamp(noise(random_), -127.0, 127.0));
  }
  void add(Bytes8& y, int width, int height) {
    std::uniform_int_distribution<std::size_t> start(0, stock_.size() - static_cast<std::size_t>(width));
    for (int row = 0; row < height; ++row) {
      std::uint8_t* pixels = y.data() + static_cast<std::ptrdiff_t>(row) * width;
      const std::int8_t* noise = stock_.data() + start(random_);
      for (int x = 0; x < width; ++x) pixels[x] = static_cast<std::uint8_t>(std::clamp(pixels[x] + noise[x], 0, 255));
    }
  }

 private:
  std::mt19937 random_{1};
  std::vector<std::int8_t> stock_ = std::vector<std::int8_t>(1 << 20);
};

std::string encode(JpegEncoder& encoder, const Planes& planes) {
  auto encoded = encoder.encode(planes);
  if (const auto* problem = std::get_if<JpegEncoder::Problem>(&encoded)) throw Broken("footage: " + problem->text);
  return std::get<std::string>(std::move(encoded));
}

std::string shell_word(const std::string& path) {
  std::string text = "'";
  for (const char c : path) text += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return text + "'";
}

/// What ffmpeg is to read: the file itself, a folder's first video, or its JPEGs. "" when there is nothing of these.
std::string ffmpeg_input(const std::filesystem::path& path) {
  if (!std::filesystem::is_directory(path)) return "-i " + shell_word(path.string());
  std::vector<std::string> videos;
  bool jpegs = false;
  for (const auto& entry : std::filesystem::directory_iterator(path)) {
    const std::string kind = entry.path().extension().string();
    if (kind == ".avi" || kind == ".mp4" || kind == ".mkv" || kind == ".mov" || kind == ".mjpeg")
      videos.push_back(entry.path().string());
    jpegs = jpegs || kind == ".jpg";
  }
  if (!videos.empty()) return "-i " + shell_word(*std::min_element(videos.begin(), videos.end()));
  return jpegs ? "-pattern_type glob -i " + shell_word((path / "*.jpg").string()) : "";
}

struct ClosePipe {
  void operator()(FILE* pipe) const { pclose(pipe); }
};

std::vector<std::string> from_file(const std::string& input, int width, int height, std::size_t count) {
  const std::string command = "ffmpeg -v error -nostdin " + input + " -frames:v " + std::to_string(count) +
                              " -vf scale=" + std::to_string(width) + ":" + std::to_string(height) +
                              " -pix_fmt yuvj420p -f rawvideo - 2>/dev/null";
  const std::unique_ptr<FILE, ClosePipe> pipe(popen(command.c_str(), "r"));
  if (!pipe) throw Broken("footage: cannot start ffmpeg");
  const auto luma = static_cast<std::size_t>(width) * static_cast<std::size_t>(height);
  Bytes8 y(luma), u(luma / 4), v(luma / 4);
  const auto read = [&](Bytes8& plane) { return fread(plane.data(), 1, plane.size(), pipe.get()) == plane.size(); };
  JpegEncoder encoder(quality);
  Noise noise;
  std::vector<std::string> jpegs;
  while (jpegs.size() < count && read(y) && read(u) && read(v)) {
    noise.add(y, width, height);
    jpegs.push_back(encode(encoder, {.data = {y.data(), u.data(), v.data()},
                                     .stride = {width, width / 2, width / 2},
                                     .size = {width, height},
                                     .sampling = Sampling::yuv420,
                                     .full_range = true}));
  }
  return jpegs;
}

std::vector<std::string> synthetic(int width, int height, std::size_t count) {
  TestSource source({width, height}, 1, 30);
  JpegEncoder encoder(quality);
  std::vector<std::string> jpegs;
  while (jpegs.size() < count) {
    const auto next = source.next({});
    jpegs.push_back(encode(encoder, std::get<Planes>(std::get<CapturedFrame>(next).picture)));
  }
  return jpegs;
}

}  // namespace

double Footage::mean_size() const {
  const auto sum = std::accumulate(jpegs.begin(), jpegs.end(), std::size_t{0},
                                   [](std::size_t n, const std::string& jpeg) { return n + jpeg.size(); });
  return static_cast<double>(sum) / static_cast<double>(jpegs.size());
}

Footage Footage::masked() const {
  Footage messages;
  messages.what = what;
  for (const auto& jpeg : jpegs) messages.jpegs.push_back(masked_message(jpeg));
  return messages;
}

Footage make_footage(const Options& options, int width, int height, std::size_t count) {
  Footage footage;
  std::string made_of = "a synthetic scene with a moving object";
  const bool has_ffmpeg = std::system("command -v ffmpeg >/dev/null 2>&1") == 0;
  if (!options.footage.empty() && has_ffmpeg) {
    const std::string input = ffmpeg_input(options.footage);
    if (!input.empty()) footage.jpegs = from_file(input, width, height, count);
    if (footage.jpegs.empty()) throw Broken("footage: nothing to be read in " + options.footage);
    made_of = "real footage (" + std::filesystem::path(options.footage).filename().string() +
              "), rescaled, with a sensor's noise";
  } else {
    footage.jpegs = synthetic(width, height, count);
  }
  footage.what = "JPEGs of " + std::to_string(width) + "×" + std::to_string(height) + ", quality " +
                 std::to_string(quality) + ", " + std::to_string(std::lround(footage.mean_size() / 1000)) +
                 " kB on average, of " + made_of;
  return footage;
}

}  // namespace framewake::bench
