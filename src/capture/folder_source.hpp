#pragma once
// A folder of images, sent as they are, in the order of their names.

#include <filesystem>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "capture/frame_source.hpp"

namespace framewake {

/// Ends in .jpg, .jpeg, .png or .webp, in any case.
bool is_image_name(const std::filesystem::path& path);

class FolderSource final : public FrameSource {
 public:
  static constexpr double default_fps = 10;

  FolderSource(std::vector<std::filesystem::path> images, bool loop) : images_(std::move(images)), loop_(loop) {}
  bool live() const override { return false; }
  std::variant<CapturedFrame, EndOfSource> next(const std::stop_token& stop) override;

 private:
  // constant after construction:
  const std::vector<std::filesystem::path> images_;
  const bool loop_;

  std::size_t shown_ = 0;
};

/// `path`: a folder, or one image. The text says what is wrong: unreadable, no image in it.
std::variant<std::unique_ptr<FrameSource>, std::string> open_folder_source(const std::filesystem::path& path,
                                                                           bool loop);

}  // namespace framewake
