#pragma once
// Says when a camera's pictures become others than they were.

#include <cstdint>
#include <optional>
#include <string>

#include "base/time.hpp"
#include "frame/encoded_frame.hpp"
#include "frame/view.hpp"

namespace framewake {

/// Of one camera; thread-bound. One line when within a connection the size or turn changes, at most one a minute: a camera that
/// changes with every frame does not fill the log. What is held back is said, all in one, with the first frame after that minute.
class ChangeLog {
 public:
  /// `time` must outlive this. `has_pixels`: the stages name places in pixels, which go with pictures of one size only.
  ChangeLog(const TimeSource& time, bool has_pixels);
  /// The next frame, and how the stages saw it.
  void see(const EncodedFrame& frame, const View& view);

 private:
  void say(const std::string& camera);

  const TimeSource& time_;
  const bool has_pixels_;
  std::optional<View> view_;  ///< of the newest frame
  std::uint64_t session_ = 0;
  // not said yet:
  std::uint64_t changes_ = 0;
  View from_;                ///< before the first of them
  bool other_size_ = false;  ///< one of them was of the size
  TimePoint next_{};         ///< before then nothing is said
};

}  // namespace framewake
