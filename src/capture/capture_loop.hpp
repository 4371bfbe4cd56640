#pragma once
// Takes pictures from a source at their pace and makes frames of them.

#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>

#include "capture/frame_source.hpp"
#include "capture/jpeg_encoder.hpp"
#include "capture/jpeg_shrinker.hpp"
#include "capture/pacing.hpp"
#include "capture/shrinker.hpp"

namespace framewake {

struct ReadyFrame {
  std::uint64_t seq = 0;  ///< from 1
  TimePoint captured{};
  std::string image;  ///< JPEG, PNG or WebP
  std::optional<Truth> truth;
};

/// Bound to one thread, but for limit(). The numbers go on from one run to the next.
class CaptureLoop {
 public:
  static constexpr int default_quality = 85;

  /// `fps`: one picture every 1/fps: others are played at this rate instead of their own, from a live source the surplus is
  /// left out. `pacing` must outlive this.
  CaptureLoop(Pacing& pacing, std::optional<double> fps, int quality) : pacing_(pacing), fps_(fps), encoder_(quality) {}

  /// Gives every frame to `emit` until the source ends or a stop is asked for. Returns what went wrong, or "".
  std::string run(FrameSource& source, const std::function<void(ReadyFrame)>& emit, const std::stop_token& stop);

  /// Thread-safe. From the next picture on no more than `fps` a second, and none that is larger than `size` where it can be
  /// had smaller: by halves, and not from a source that gives PNG or WebP. A source's own JPEGs are compressed anew only while
  /// they are too large. What is absent is not limited.
  void limit(std::optional<double> fps, std::optional<PictureSize> size);

 private:
  struct Limits {
    std::optional<double> fps;
    std::optional<PictureSize> size;
  };
  Limits limits();
  bool is_too_soon(TimePoint moment, const Limits& limits);
  std::string compress(const CapturedFrame& frame, const Limits& limits, std::string& image);
  std::optional<TimePoint> live_moment(const CapturedFrame& frame);
  std::optional<TimePoint> due_moment(const CapturedFrame& frame, std::uint64_t index, const std::stop_token& stop);
  Duration interval() const;

  // constant after construction:
  Pacing& pacing_;
  const std::optional<double> fps_;

  std::mutex mutex_;
  Limits limits_;  // guarded by mutex_

  // bound to the thread of run():
  JpegEncoder encoder_;
  Shrinker shrinker_;
  JpegShrinker jpeg_shrinker_;
  std::uint64_t seq_ = 0;
  TimePoint started_{};                    // moment of the first frame of this run, moved on after a long delay
  std::optional<TimePoint> next_live_;     // nothing before this moment, for --fps
  std::optional<TimePoint> next_limited_;  // nothing before this moment, for limit()
};

}  // namespace framewake
