#pragma once
// The clock exchange between a camera and the server, NTP-style, and what a known offset makes of a capture time.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "base/time.hpp"

namespace framewake {

/// {"type":"clock","t0":µs}: the camera asks. `t0` is its number as it wrote it, to be sent back.
struct ClockQuestion {
  std::string t0;
};
/// {"type":"offset","us":µs}: the camera says what must be added to its clock to get the server's.
struct ClockOffset {
  std::int64_t us = 0;
};

/// Reads a text message that is one of the two; monostate when it is neither.
std::variant<std::monostate, ClockQuestion, ClockOffset> read_clock_message(std::string_view text);

/// The answer to a question; t1 and t2: when it arrived and when this leaves, µs of the server's wall clock.
std::string clock_answer(const ClockQuestion& question, std::int64_t t1, std::int64_t t2);

/// Microseconds since 1970 of the server's wall clock.
std::int64_t wall_clock_us() noexcept;

/// How long ago a frame was captured that arrived at `arrival_us` (wall clock): arrival − (capture + offset). A camera's clock
/// may be a little ahead: down to −1 s counts as 0. Nothing beyond that, nor above one hour: such a clock is not known.
std::optional<microseconds> capture_to_arrival(std::uint64_t capture_us, std::int64_t offset_us,
                                               std::int64_t arrival_us) noexcept;

}  // namespace framewake
