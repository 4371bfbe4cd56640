// Session, the part of a POST: one frame, one answer; then perhaps another.
#include "base/log.hpp"
#include "ingest/session.hpp"

namespace framewake {
namespace {

constexpr std::uint64_t session_of_posts = 0;  // WebSockets count from 1

}  // namespace

void Session::take_post(WireRequest& request, Camera& camera, bool results) {
  kind_ = Kind::post;
  camera_ = &camera;
  wants_results_ = results;
  const TimePoint arrival = core_.time.now();
  if (const Duration wait = camera.rate.pause(arrival); wait > Duration::zero())
    return refuse_for_rate(camera, wait, arrival);
  camera.rate.took(arrival, 1, static_cast<double>(request.read_bytes));
  const ReplyTo reply_to = results ? ReplyTo{id_, true} : ReplyTo{};
  auto outcome =
      request.oversize
          ? core_.intake.reject(camera, too_large(request.body_bytes, core_.settings.options.max_message), arrival)
          : core_.intake.take(
                camera, std::move(request.body),
                {.session = session_of_posts, .reply_to = reply_to, .clock_offset_us = {}, .waits = results}, arrival);
  if (outcome.displaced) core_.tell_superseded(*outcome.displaced);
  if (outcome.rejection) {
    core_.note_rejected(camera.id, outcome.number, *outcome.rejection);
    return respond_and_go_on(
        {http_status_of(outcome.rejection->reason), rejected_json(outcome.number, *outcome.rejection)});
  }
  if (!results) return respond_and_go_on({202, accepted_json(outcome.number)});
  awaited_ = outcome.number;
  wait_for_result();
}

void Session::refuse_for_rate(Camera& camera, Duration wait, TimePoint arrival) {
  const std::string seconds = retry_after(wait);
  const auto outcome = core_.intake.reject(
      camera,
      {RejectReason::rate,
       "more than this camera may send (max_fps, max_bandwidth); the next may come in " + seconds + " s"},
      arrival);
  core_.note_rejected(camera.id, outcome.number, *outcome.rejection);
  respond_and_go_on({429, rejected_json(outcome.number, *outcome.rejection), "Retry-After: " + seconds});
}

void Session::wait_for_result() {
  timer_.expires_after(camera_->lane.max_age() + core_.settings.patience);
  timer_.async_wait([weak = weak_from_this(), frame = awaited_](const boost::system::error_code& cancelled) {
    const auto self = weak.lock();  // it may have been answered since the time was up
    if (self && !cancelled && self->awaited_ == frame) self->respond({504, error_json("no result came in time")});
  });
}

void Session::respond(const HttpAnswer& answer) {
  if (over_) return;
  over_ = true;
  timer_.cancel();
  wire_->respond(answer, false);
}

/// The client may send its next frame on this connection. Not a proxy's: its next request may be somebody else's.
void Session::respond_and_go_on(const HttpAnswer& answer) {
  if (over_) return;
  timer_.cancel();
  kind_ = Kind::unknown;
  awaited_ = 0;
  over_ = !wire_->respond(answer, direct_ && !core_.closing);
}

}  // namespace framewake
