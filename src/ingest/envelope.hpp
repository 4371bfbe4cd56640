#pragma once
// The optional 24 bytes before an image: the camera's own number and time of the frame.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace framewake {

struct Envelope {
  static constexpr std::size_t size = 24;

  std::uint64_t seq = 0;         ///< the camera's own number of the frame
  std::uint64_t capture_us = 0;  ///< when it was captured, by the camera's own clock
};

struct EnvelopeReading {
  std::optional<Envelope> envelope;  ///< nothing: the bytes start with the image itself
  std::string_view problem;          ///< a literal; empty when all is well
};

/// Bytes that do not begin with "FWK1" have no envelope, which is fine. Bytes that do must be a whole envelope of version 1.
EnvelopeReading read_envelope(std::span<const std::byte> bytes) noexcept;

}  // namespace framewake
