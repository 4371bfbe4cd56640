#pragma once
// Where a camera client's pictures come from. The seam between the sources (one of which is loaded at run time, see
// docs/adr/0005-capture-module.md) and the loop that paces and compresses them.

#include <array>
#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>
#include <variant>

#include "base/time.hpp"

namespace framewake {

struct PictureSize {
  int width = 0;
  int height = 0;
  bool operator==(const PictureSize&) const = default;
};

enum class Sampling : std::uint8_t { yuv420, yuv422, yuv444, gray };

/// 8-bit YUV (BT.601) as the source holds it: valid until its next next().
struct Planes {
  std::array<const std::uint8_t*, 3> data{};  ///< Y, U, V; gray has Y only
  std::array<int, 3> stride{};                ///< bytes from row to row
  PictureSize size;
  Sampling sampling = Sampling::yuv420;
  bool full_range = false;  ///< 0 to 255 (what JPEG means) rather than 16 to 235
};

/// What a source knows of what it shows: the one moving object, x, y, width, height in pixels, or that there is none.
struct Truth {
  std::optional<std::array<int, 4>> box;
};

struct CapturedFrame {
  std::variant<std::string, Planes> picture;  ///< a complete JPEG, PNG or WebP; or planes
  std::optional<TimePoint> captured;          ///< live sources: when; others pretend that it is when they are due
  Duration due{};                             ///< others: from the first frame of the source
  std::optional<Truth> truth;
};

struct EndOfSource {
  std::string problem;  ///< empty: it simply ended, or was told to stop
};

/// Bound to the thread that made it. Made by one of the open_… functions; closes what it holds when destroyed.
class FrameSource {
 public:
  virtual ~FrameSource() = default;
  /// Pictures arrive in their own time, now; otherwise each is due at its own moment.
  virtual bool live() const = 0;
  /// The next picture. Waits for a live source; a stop ends the wait at once. After an EndOfSource: nothing more comes.
  virtual std::variant<CapturedFrame, EndOfSource> next(const std::stop_token& stop) = 0;
};

}  // namespace framewake
