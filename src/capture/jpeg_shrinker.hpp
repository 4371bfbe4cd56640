#pragma once
// Smaller pictures of those that a source has as JPEGs, by halves.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "capture/frame_source.hpp"

namespace framewake {

/// Not thread-safe. The buffer is reused from picture to picture.
class JpegShrinker {
 public:
  /// The JPEG at 1/2, 1/4 or 1/8 of its width and height, as Shrinker has planes; decoded at that size. Nothing when it keeps
  /// the limit as it is, and when it cannot be had smaller: it is no JPEG (PNG, WebP), is damaged, or has planes of another
  /// kind than Sampling knows. What is returned is valid until the next call.
  std::optional<Planes> at_most(std::string_view jpeg, PictureSize limit);

 private:
  struct Closer {
    void operator()(void* handle) const;
  };
  std::unique_ptr<void, Closer> handle_;  // TurboJPEG's, made when first needed
  std::vector<std::uint8_t> planes_;
};

/// `jpeg`, which has none, with EXIF data that say as much as those of `original` about which way up it wants to be shown.
std::string turned_like(std::string_view original, std::string jpeg);

}  // namespace framewake
