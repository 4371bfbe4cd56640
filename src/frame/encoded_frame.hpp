#pragma once
// A frame as it came over the wire: compressed bytes, moved from the socket's message, never copied.

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "base/time.hpp"
#include "frame/camera_id.hpp"
#include "frame/image_header.hpp"
#include "frame/reply.hpp"

namespace framewake {

struct FirstLook;

struct EncodedFrame {
  CameraId camera;
  std::uint64_t number = 0;          ///< the camera's received frames, from 1 (set when it is received)
  std::uint64_t session = 0;         ///< changes when the camera connects anew: pictures before it are another story
  std::optional<std::uint64_t> seq;  ///< the camera's own number, from the envelope
  std::optional<microseconds> capture_to_arrival;  ///< where the camera's clock is known
  TimePoint arrival{};
  /// The longest time in which no frame of the camera came, since the one that was looked at before; absent: not known.
  std::optional<Duration> silence;
  ImageHeader header;
  std::string message;           ///< owns the bytes
  std::size_t image_offset = 0;  ///< the image is message[image_offset…]
  ReplyTo reply_to;
  std::shared_ptr<FirstLook> first_look;  ///< null for a frame as it came: no stage has seen it

  std::span<const std::byte> image() const noexcept {
    return std::as_bytes(std::span(message.data(), message.size())).subspan(image_offset);
  }
};

}  // namespace framewake
