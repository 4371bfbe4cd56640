#include "ingest/frame_intake.hpp"

#include "ingest/clock_exchange.hpp"
#include "ingest/envelope.hpp"

namespace framewake {

namespace {

/// When the frame was captured, by the camera's own clock; nothing when it does not say. 0 is what a camera without a clock
/// writes.
std::optional<std::uint64_t> captured(const EncodedFrame& frame) {
  if (frame.image_offset == 0) return std::nullopt;
  const auto reading = read_envelope(std::as_bytes(std::span(frame.message.data(), frame.message.size())));
  if (!reading.envelope || reading.envelope->capture_us == 0) return std::nullopt;
  return reading.envelope->capture_us;
}

}  // namespace

Rejection too_large(std::uint64_t bytes, Bytes limit) {
  return {RejectReason::too_large,
          std::to_string(bytes) + " bytes, the limit is " + std::to_string(limit.count) + " (ingest.max_message)"};
}

std::variant<EncodedFrame, Rejection> check_frame(std::string message, const FrameLimits& limits,
                                                  std::optional<std::int64_t> clock_offset_us) {
  if (message.size() > limits.max_message.count) return too_large(message.size(), limits.max_message);
  if (message.empty()) return Rejection{RejectReason::bad_message, "the message has no bytes"};

  EncodedFrame frame;
  frame.message = std::move(message);
  const EnvelopeReading reading = read_envelope(frame.image());
  if (!reading.problem.empty()) return Rejection{RejectReason::bad_message, std::string(reading.problem)};
  if (reading.envelope) {
    frame.image_offset = Envelope::size;
    if (frame.image().empty()) return Rejection{RejectReason::bad_message, "the envelope has no image after it"};
    frame.seq = reading.envelope->seq;
    if (clock_offset_us)
      frame.capture_to_arrival = capture_to_arrival(reading.envelope->capture_us, *clock_offset_us, wall_clock_us());
  }

  const HeaderReading header = read_image_header(frame.image());
  if (!header.ok()) return Rejection{RejectReason::bad_image, std::string(header.problem)};
  if (header.header.pixels() > limits.max_pixels)
    return Rejection{RejectReason::too_many_pixels,
                     std::to_string(header.header.width) + " x " + std::to_string(header.header.height) +
                         " pixels, the limit is " + std::to_string(limits.max_pixels) + " (processing.max_pixels)"};
  frame.header = header.header;
  return frame;
}

FrameIntake::Outcome FrameIntake::take(Camera& camera, std::string message, const Origin& origin, TimePoint arrival) {
  auto checked = check_frame(std::move(message), limits_, origin.clock_offset_us);
  if (auto* rejection = std::get_if<Rejection>(&checked)) return reject(camera, std::move(*rejection), arrival);

  auto& frame = std::get<EncodedFrame>(checked);
  frame.camera = camera.id;
  frame.session = origin.session;
  frame.arrival = arrival;
  frame.reply_to = origin.reply_to;
  cameras_.frame_arrived(camera, arrival, frame.header, camera.repetition.again(frame.image(), captured(frame)));
  Outcome outcome;  // from here on nothing may fail for want of memory: what is received meets its fate
  outcome.number = camera.lane.ledger().receive();
  frame.number = outcome.number;
  outcome.displaced = exchange_.publish(camera.lane, std::move(frame), arrival, !origin.waits);
  return outcome;
}

FrameIntake::Outcome FrameIntake::reject(Camera& camera, Rejection rejection, TimePoint arrival) {
  Outcome outcome;
  cameras_.frame_refused(camera, arrival);
  outcome.number = camera.lane.ledger().receive();
  camera.lane.ledger().settle(Fate::rejected);
  outcome.rejection = std::move(rejection);
  return outcome;
}

}  // namespace framewake
