#pragma once
// Devices, video files and network streams come through libav, which is a hundred shared libraries: a module of its own
// brings them in, loaded when such a source is asked for (docs/adr/0005-capture-module.md).

#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <variant>

#include "base/module.hpp"
#include "capture/frame_source.hpp"

namespace framewake {

enum class AvKind : std::uint8_t { file, device, url };

struct AvRequest {
  std::string source;
  std::string name;  ///< of the source in messages: without a password
  AvKind kind = AvKind::file;
  std::optional<double> fps = {};        ///< asked of a device; others are paced by whoever reads
  std::optional<PictureSize> size = {};  ///< pictures are scaled to this
  bool loop = false;                     ///< a file starts again at its end
  bool pass_jpeg = false;                ///< a source that is JPEG already may hand its own on
};

/// What the module's one function fills in; the strings are made and freed by the same C++ library on both sides.
struct AvOpening {
  std::unique_ptr<FrameSource> source;
  std::string problem;  ///< set when there is no source
};

/// The function that the module exports, and the version that both sides must share.
using AvOpenFunction = void(const AvRequest& request, const std::stop_token& stop, AvOpening& opening);
inline constexpr const char* av_open_symbol = "framewake_capture_open_1";
inline constexpr const char* av_module_name = "libframewake-capture.so";

/// Loads the module (once a process; it stays) and opens the source with it. The text says what is wrong.
std::variant<std::unique_ptr<FrameSource>, std::string> open_av_source(const AvRequest& request,
                                                                       const std::stop_token& stop,
                                                                       const ModuleFolders& folders = module_folders());

}  // namespace framewake
