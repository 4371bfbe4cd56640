#pragma once
// Planes → JPEG, without a detour over RGB.

#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "capture/frame_source.hpp"

namespace framewake {

/// Not thread-safe. Buffers are reused from picture to picture.
class JpegEncoder {
 public:
  explicit JpegEncoder(int quality) : quality_(quality) {}
  JpegEncoder(JpegEncoder&&) = default;

  struct Problem {
    std::string text;
  };
  /// The JPEG, full range, with the planes' own sampling.
  std::variant<std::string, Problem> encode(const Planes& planes);

 private:
  struct Closer {
    void operator()(void* handle) const;
  };
  Planes as_full_range(const Planes& planes);

  const int quality_;
  std::unique_ptr<void, Closer> handle_;  // TurboJPEG's, made when first needed
  std::vector<unsigned char> jpeg_;
  std::array<std::vector<std::uint8_t>, 3> widened_;
};

}  // namespace framewake
