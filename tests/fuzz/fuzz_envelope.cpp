// LIBS: fw_ingest
// A message's checks: envelope, image header, limits. What is taken must be within the limits and within its bytes.
#include <cstdlib>
#include <string>

#include "ingest/clock_exchange.hpp"
#include "ingest/frame_intake.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace framewake;
  constexpr FrameLimits limits{{4096}, 1'000'000};
  const std::string message(reinterpret_cast<const char*>(data), size);
  static_cast<void>(read_clock_message(message));

  const auto checked = check_frame(message, limits, 1'000);
  if (const auto* rejection = std::get_if<Rejection>(&checked)) {
    if (rejection->detail.empty()) std::abort();
    return 0;
  }
  const auto& frame = std::get<EncodedFrame>(checked);
  if (frame.message != message || frame.message.size() > limits.max_message.count) std::abort();
  if (frame.header.width == 0 || frame.header.height == 0 || frame.header.pixels() > limits.max_pixels) std::abort();
  if (frame.image_offset + frame.image().size() != size || frame.image().empty()) std::abort();
  if (frame.capture_to_arrival && *frame.capture_to_arrival < microseconds(0)) std::abort();
  return 0;
}
