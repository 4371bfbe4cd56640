#pragma once
// From a message's bytes to a frame in the hand-off, or to a rejection: the checks, the numbering and the counting.

#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include "frame/encoded_frame.hpp"
#include "frame/rejection.hpp"
#include "ingest/camera_registry.hpp"

namespace framewake {

struct FrameLimits {
  Bytes max_message;
  std::uint64_t max_pixels = 0;
};

/// Checks what a message says of itself: size, envelope, image header. Decodes nothing, copies nothing, allocates nothing but
/// a rejection's detail. The frame has its bytes, header, `seq`, and, with a known clock offset, `capture_to_arrival`.
std::variant<EncodedFrame, Rejection> check_frame(std::string message, const FrameLimits& limits,
                                                  std::optional<std::int64_t> clock_offset_us);

/// Why a message of this many bytes is too large.
Rejection too_large(std::uint64_t bytes, Bytes limit);

/// Net thread only.
class FrameIntake {
 public:
  FrameIntake(FrameExchange& exchange, CameraRegistry& cameras, FrameLimits limits)
      : exchange_(exchange), cameras_(cameras), limits_(limits) {}

  void change(FrameLimits limits) { limits_ = limits; }

  struct Origin {
    std::uint64_t session = 0;
    ReplyTo reply_to;
    std::optional<std::int64_t> clock_offset_us;
    bool waits = false;  ///< for what is found in this frame: it is looked at though its camera rests
  };
  struct Outcome {
    std::uint64_t number = 0;  ///< the camera's received frames, from 1
    std::optional<Rejection> rejection;
    std::optional<EncodedFrame> displaced;  ///< superseded by this one, already counted
  };

  /// Counts the message as received, and publishes or rejects it.
  Outcome take(Camera& camera, std::string message, const Origin& origin, TimePoint arrival);
  /// Counts a message as received and rejected.
  Outcome reject(Camera& camera, Rejection rejection, TimePoint arrival);

 private:
  FrameExchange& exchange_;
  CameraRegistry& cameras_;
  FrameLimits limits_;
};

}  // namespace framewake
