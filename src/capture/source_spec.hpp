#pragma once
// What --source says.

#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <variant>

#include "capture/frame_source.hpp"

namespace framewake {

enum class SourceKind : std::uint8_t { test, folder, image, file, device, url };

/// What a person asks of a source.
struct SourceWishes {
  std::string source;  ///< device, file, URL, folder or "test"
  std::optional<double> fps = {};
  std::optional<PictureSize> size = {};
  std::optional<int> quality = {};  ///< JPEG, 1 to 100
  bool loop = false;                ///< start again at the end
  std::uint64_t seed = 1;           ///< of the test scene
};

/// What kind of source `text` names, or what is wrong with it. Looks at the file system.
std::variant<SourceKind, std::string> kind_of_source(const std::string& text);

/// Opens it; the text says why that is not possible. A stop ends the attempt soon.
std::variant<std::unique_ptr<FrameSource>, std::string> open_source(const SourceWishes& wishes,
                                                                    const std::stop_token& stop);

/// `text` without a user and password, for messages.
std::string without_credentials(const std::string& text);

/// "640x480": both 16 to 8192.
std::optional<PictureSize> read_picture_size(const std::string& text);

}  // namespace framewake
