#pragma once
// Says when a camera's pictures become others than they were.

#include <cstdint>
#include <optional>

#include "base/loss_log.hpp"
#include "base/time.hpp"
#include "frame/encoded_frame.hpp"
#include "frame/view.hpp"

namespace framewake {

/// Of one camera; thread-bound. One line when within a connection the size or turn changes, at most one a minute: a camera that
/// changes with every frame does not fill the log.
class ChangeLog {
 public:
  /// `time` must outlive this. `has_pixels`: the stages name places in pixels, which go with pictures of one size only.
  ChangeLog(const TimeSource& time, bool has_pixels);
  /// The next frame, and how the stages saw it.
  void see(const EncodedFrame& frame, const View& view);

 private:
  const bool has_pixels_;
  LossLog log_;
  std::optional<View> view_;  ///< of the frame before
  std::uint64_t session_ = 0;
};

}  // namespace framewake
