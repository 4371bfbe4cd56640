#include "capture/folder_source.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <fstream>
#include <sstream>

namespace framewake {

namespace fs = std::filesystem;

bool is_image_name(const fs::path& path) {
  std::string ending = path.extension().string();
  std::transform(ending.begin(), ending.end(), ending.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  constexpr std::array<std::string_view, 4> known{".jpg", ".jpeg", ".png", ".webp"};
  return std::find(known.begin(), known.end(), ending) != known.end();
}

std::variant<CapturedFrame, EndOfSource> FolderSource::next(const std::stop_token& stop) {
  if (stop.stop_requested() || (shown_ >= images_.size() && !loop_)) return EndOfSource{};
  const fs::path& path = images_[shown_ % images_.size()];
  std::ifstream file(path, std::ios::binary);
  std::ostringstream bytes;
  bytes << file.rdbuf();
  if (!file) return EndOfSource{"cannot read " + path.string()};
  CapturedFrame frame;
  frame.picture = std::move(bytes).str();
  frame.due =
      std::chrono::duration_cast<Duration>(std::chrono::duration<double>(static_cast<double>(shown_) / default_fps));
  ++shown_;
  return frame;
}

std::variant<std::unique_ptr<FrameSource>, std::string> open_folder_source(const fs::path& path, bool loop) {
  std::error_code error;
  std::vector<fs::path> images;
  if (fs::is_regular_file(path, error)) {
    images.push_back(path);
  } else {
    for (auto entry = fs::directory_iterator(path, error); !error && entry != fs::directory_iterator();
         entry.increment(error)) {
      std::error_code unknown;
      if (is_image_name(entry->path()) && entry->is_regular_file(unknown)) images.push_back(entry->path());
    }
  }
  if (error) return "cannot read the folder " + path.string() + ": " + error.message();
  if (images.empty()) return "there is no .jpg, .jpeg, .png or .webp in " + path.string();
  std::sort(images.begin(), images.end());
  return std::make_unique<FolderSource>(std::move(images), loop);
}

}  // namespace framewake
