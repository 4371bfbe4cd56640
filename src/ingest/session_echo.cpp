// Session, the part of who wants an echo: a testing aid (ingest.echo), so that conformance suites meet the very code that
// cameras meet. It is no camera: nothing is counted, limited in rate or pinged.
#include <algorithm>

#include "ingest/session.hpp"

namespace framewake {

/// Conformance suites send larger messages than cameras may: an echo is of all that is read at all.
WireLimits Session::echo_limits(WireLimits limits) {
  constexpr std::uint64_t enough = 64 << 20;
  limits.max_message = std::max(limits.max_message, std::min(limits.drain, enough));
  return limits;
}

void Session::echo(const WireInput& input) {
  if (input.oversize) {
    over_ = true;
    return wire_->close(close_too_big, "message too big", close_patience);
  }
  wire_->send(input.payload, input.text);
  if (paused_ || wire_->unsent_bytes() <= core_.settings.options.max_reply_backlog.count) return;
  paused_ = true;  // who does not read his echo is not read from
  wire_->pause_reading();
  wire_->tell_when_written();
}

void Session::echo_again() {
  if (!paused_ || over_) return;
  if (wire_->unsent_bytes() > core_.settings.options.max_reply_backlog.count) return wire_->tell_when_written();
  paused_ = false;
  wire_->resume_reading();
}

}  // namespace framewake
