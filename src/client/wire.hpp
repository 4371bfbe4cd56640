#pragma once
// What goes over the wire, as the camera's end writes and reads it (docs/protocol.md).

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.hpp"

namespace framewake {

/// The 24 bytes before an image: "FWK1", version 1, three zeros, sequence number and capture time, big-endian.
using EnvelopeBytes = std::array<std::uint8_t, 24>;
EnvelopeBytes write_envelope(std::uint64_t seq, microseconds captured) noexcept;

std::string write_clock_question(microseconds t0);
std::string write_offset(microseconds offset);

/// What the server says that it can make use of; what it does not say is the camera's own choice.
struct Advice {
  std::optional<double> fps;               ///< frames a second, above 0
  std::optional<std::array<int, 2>> size;  ///< width and height in pixels, each at least 1
  bool operator==(const Advice&) const = default;
};

/// A text message of the server. What a kind does not carry stays empty.
struct ServerMessage {
  enum class Kind : std::uint8_t { result, follow_up, rejected, clock, other };
  Kind kind = Kind::other;
  std::optional<std::uint64_t> seq;  ///< result, follow_up, rejected
  Advice advice;                     ///< result
  std::string reason;                ///< rejected
  std::string detail;                ///< rejected; printable
  microseconds t0{}, t1{}, t2{};     ///< clock
};

/// Nothing when `text` is no JSON object of the protocol.
std::optional<ServerMessage> read_server_message(std::string_view text);

}  // namespace framewake
