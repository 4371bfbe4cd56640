#include "capture/source_spec.hpp"

#include <algorithm>
#include <charconv>
#include <filesystem>

#include "capture/av_module.hpp"
#include "capture/folder_source.hpp"
#include "capture/test_source.hpp"

namespace framewake {

namespace fs = std::filesystem;

std::variant<SourceKind, std::string> kind_of_source(const std::string& text) {
  if (text == "test") return SourceKind::test;
  if (text.find("://") != std::string::npos) return SourceKind::url;
  std::error_code error;
  const auto status = fs::status(text, error);
  if (fs::is_directory(status)) return SourceKind::folder;
  if (fs::is_character_file(status)) return SourceKind::device;
  if (fs::is_regular_file(status)) return is_image_name(text) ? SourceKind::image : SourceKind::file;
  if (fs::exists(status)) return "'" + text + "' is neither a file, a folder nor a camera device";
  if (error && status.type() != fs::file_type::not_found) return "'" + text + "': " + error.message();
  if (text.starts_with("/dev/video"))
    return "there is no device " + text + " (is the camera plugged in? ls /dev/video*)";
  return "there is no file, folder or device '" + text + "' (a source may also be a URL, or the word test)";
}

std::variant<std::unique_ptr<FrameSource>, std::string> open_source(const SourceWishes& wishes,
                                                                    const std::stop_token& stop) {
  const auto kind = kind_of_source(wishes.source);
  if (const auto* problem = std::get_if<std::string>(&kind)) return *problem;
  switch (std::get<SourceKind>(kind)) {
    case SourceKind::test:
      return std::make_unique<TestSource>(wishes.size.value_or(TestSource::default_size), wishes.seed,
                                          wishes.fps.value_or(TestSource::default_fps));
    case SourceKind::folder:
    case SourceKind::image:
      if (wishes.size || wishes.quality)
        return std::string("--size and --quality do not apply to images, which are sent as they are");
      return open_folder_source(wishes.source, wishes.loop);
    case SourceKind::file:
    case SourceKind::device:
    case SourceKind::url: break;
  }
  const auto what = std::get<SourceKind>(kind);
  return open_av_source({.source = wishes.source,
                         .name = without_credentials(wishes.source),
                         .kind = what == SourceKind::file     ? AvKind::file
                                 : what == SourceKind::device ? AvKind::device
                                                              : AvKind::url,
                         .fps = wishes.fps,
                         .size = wishes.size,
                         .loop = wishes.loop,
                         .pass_jpeg = !wishes.size && !wishes.quality},
                        stop);
}

std::string without_credentials(const std::string& text) {
  const auto scheme = text.find("://");
  if (scheme == std::string::npos) return text;
  const auto begin = scheme + 3;
  const auto at = text.substr(0, text.find('/', begin)).rfind('@');
  return at == std::string::npos || at < begin ? text : text.substr(0, begin) + text.substr(at + 1);
}

std::optional<PictureSize> read_picture_size(const std::string& text) {
  PictureSize size;
  const char* end = text.data() + text.size();
  const auto first = std::from_chars(text.data(), end, size.width);
  if (first.ec != std::errc{} || first.ptr == end || (*first.ptr != 'x' && *first.ptr != 'X')) return std::nullopt;
  const auto second = std::from_chars(first.ptr + 1, end, size.height);
  if (second.ec != std::errc{} || second.ptr != end) return std::nullopt;
  const auto fits = [](int n) { return n >= 16 && n <= 8192; };
  if (!fits(size.width) || !fits(size.height)) return std::nullopt;
  return size;
}

}  // namespace framewake
