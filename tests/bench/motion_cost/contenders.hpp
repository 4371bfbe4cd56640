#pragma once
// Who finds motion in the same frames, and what CPU each takes for it.

#include <memory>
#include <string>

#include "bench/support/footage.hpp"

namespace framewake::bench {

/// Frames that follow one another: `count` of them from beat `from` on.
struct Piece {
  std::size_t from = 0;
  std::size_t count = 0;
};

class Contender {
 public:
  virtual ~Contender() = default;
  /// Looks for motion in these frames and returns the CPU seconds that it took. Throws Broken when frames are left out.
  virtual double run(const Piece& piece) = 0;
};

constexpr int camera_rate = 30;  // frames a second, for those that take a camera's stream

/// The daemon as a program of its own, with its default pipeline: everything from socket to result.
std::unique_ptr<Contender> make_framewake(const Options& options, const Footage& footage);
/// cv::imdecode and cv::BackgroundSubtractorMOG2, both as they come, on one thread. Null when it was not built in.
std::unique_ptr<Contender> make_opencv(const Footage& footage);
/// Debian's `motion`, fed with an M-JPEG stream over HTTP; null when it is not installed.
std::unique_ptr<Contender> make_motion(const Footage& footage);

}  // namespace framewake::bench
