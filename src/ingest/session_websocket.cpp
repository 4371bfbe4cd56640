// Session, the part of a WebSocket camera: its place, its messages, its replies, its liveness.
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <algorithm>
#include <utility>

#include "base/log.hpp"
#include "base/log_fields.hpp"
#include "base/message_ids.hpp"
#include "ingest/clock_exchange.hpp"
#include "ingest/data_url.hpp"
#include "ingest/session.hpp"

namespace framewake {
namespace {

constexpr std::uint16_t close_taken_over = 4000;
constexpr std::uint16_t close_not_admitted = 1008;
constexpr auto most_pong_delay = std::chrono::milliseconds(5000);

/// How long the peer's kernel may leave unacknowledged what we send, pings too, before ours gives the connection up; 0: as
/// long as the system's default. For the time in which silence tells nothing.
void limit_unacknowledged(int socket, milliseconds limit) {
  const auto ms = static_cast<unsigned>(limit.count());
  ::setsockopt(socket, IPPROTO_TCP, TCP_USER_TIMEOUT, &ms, sizeof ms);
}

constexpr double least_unread = 32 * 1024, most_unread = 1024 * 1024;  // bytes

/// What the kernel takes from the peer before it is read; what waits there is old when its turn comes.
void limit_unread(int socket, double bytes) {
  const auto size = static_cast<int>(std::clamp(bytes, least_unread, most_unread));
  ::setsockopt(socket, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
}
constexpr std::chrono::duration<double> longest_round_trip{0.25};  // on which a camera can still send all that it may

}  // namespace

void Session::take_place() {
  const auto older = core_.find(camera_->holder);
  camera_->holder = id_;
  number_ = ++camera_->sessions;
  heard_ = pinged_ = SteadyClock::now();
  core_.cameras.connected(*camera_, true);
  if (older) {
    core_.cameras.took_over(*camera_);
    older->taken_over();
  }
  log_with(spdlog::level::info,
           "camera " + camera_->id.str() + (older ? " connected anew (" : " connected (") + address_ + ")",
           {{"MESSAGE_ID", message_ids::camera_connected}, {"CAMERA", camera_->id.str()}, {"ADDRESS", address_}});
}

void Session::taken_over() {
  core_.thread.check();
  end(close_taken_over, "taken over by a newer connection");
}

void Session::options_changed(const WireLimits& limits) {
  core_.thread.check();
  wire_->change(kind_ == Kind::echo ? echo_limits(limits) : limits);
  if (kind_ != Kind::websocket || over_) return;
  terms_changed();
  if (!over_) watch();
}

/// What a camera must show and may send holds from now on. Who would not be let in any more goes.
void Session::terms_changed() {
  const auto terms = core_.settings.terms ? core_.settings.terms(camera_->id) : std::nullopt;
  if (!terms || !terms->known) return not_admitted(Refusal::unknown_camera, "it is not known any more");
  if (!still_opens(pass_, *terms))
    return not_admitted(pass_.names_the_camera ? Refusal::wrong_certificate : Refusal::wrong_token,
                        "its token or certificate is not good any more");
  camera_->rate.set(terms->limits);
  if (std::exchange(limited_unread_, false)) limit_unread(wire_->descriptor(), most_unread);
  if (paused_ && camera_->rate.pause(core_.time.now()) == Duration::zero()) {  // the old limit's debt is forgiven
    pause_.cancel();
    read_again();
  }
}

void Session::authorities_changed(const std::shared_ptr<const TlsServerContext>& tls) {
  core_.thread.check();
  wire_->judge_by(tls);  // also what POSTs come on this connection
  if (kind_ != Kind::websocket || over_ || !pass_.names_the_camera) return;
  pass_.by_certificate = wire_->certificate_is_good();
  terms_changed();
}

void Session::not_admitted(Refusal refusal, const char* why) {
  core_.refusals.count(refusal);
  log_with(spdlog::level::warn, "camera " + camera_->id.str() + ": " + why + ", closed (" + address_ + ")",
           {{"CAMERA", camera_->id.str()}, {"ADDRESS", address_}, {"REASON", std::string(to_string(refusal))}});
  end(close_not_admitted, "not admitted any more");
}

/// A handshake that is still being answered ends in on_open().
void Session::end(std::uint16_t code, const char* reason) {
  over_ = true;
  end_ = {code, reason};
  wire_->close(code, reason, close_patience);
}

bool Session::alive() const {
  const auto interval = core_.settings.options.ping_every();
  return !over_ && !leaving_ && SteadyClock::now() - heard_ < interval + std::min(interval, most_pong_delay);
}

void Session::on_open() {
  core_.thread.check();
  if (core_.closing) return go_away(core_.farewell);
  if (kind_ == Kind::echo) return;
  if (over_) return wire_->close(end_.code, end_.reason, close_patience);
  heard_ = pinged_ = SteadyClock::now();
  watch();
}

void Session::on_message(WireInput input) {
  core_.thread.check();
  if (over_) return;
  if (kind_ == Kind::echo) return echo(input);
  const TimePoint arrival = core_.time.now();
  heard_ = SteadyClock::now();
  camera_->rate.took(arrival, 0, static_cast<double>(input.bytes));
  uncounted_ = true;
  if (input.oversize) return reject(too_large(input.bytes, core_.settings.options.max_message));
  if (input.text) return take_text(input, arrival);
  take_frame(std::move(input.payload), arrival);
}

void Session::on_heartbeat(std::uint64_t bytes) {
  core_.thread.check();
  heard_ = SteadyClock::now();
  if (kind_ != Kind::websocket || over_) return;
  camera_->rate.took(core_.time.now(), 0, static_cast<double>(bytes));
  hold_back(0);
}

void Session::take_text(WireInput& input, TimePoint arrival) {
  if (is_data_url(input.payload)) {
    const std::string_view problem = decode_data_url(input.payload);
    if (!problem.empty()) return reject({RejectReason::bad_message, std::string(problem)});
    return take_frame(std::move(input.payload), arrival);
  }
  const std::int64_t t1 = wall_clock_us();
  const auto message = read_clock_message(input.payload);
  uncounted_ = std::holds_alternative<std::monostate>(message);
  if (const auto* question = std::get_if<ClockQuestion>(&message)) {
    reply(clock_answer(*question, t1, wall_clock_us()));
    return hold_back(0);
  }
  if (const auto* offset = std::get_if<ClockOffset>(&message)) {
    clock_offset_us_ = offset->us;
    return hold_back(0);
  }
  reject({RejectReason::bad_message,
          "a text message must be a data:image/…;base64, URL or a \"clock\" or \"offset\" message in JSON"});
}

void Session::take_frame(std::string bytes, TimePoint arrival) {
  auto outcome = core_.intake.take(
      *camera_, std::move(bytes),
      {.session = number_, .reply_to = {id_, wants_results_}, .clock_offset_us = clock_offset_us_}, arrival);
  conclude(outcome);
}

void Session::reject(Rejection rejection) {
  auto outcome = core_.intake.reject(*camera_, std::move(rejection), core_.time.now());
  conclude(outcome);
}

void Session::conclude(FrameIntake::Outcome& outcome) {
  uncounted_ = false;
  hold_back(1);
  tell_fate(outcome);
}

void Session::tell_fate(const FrameIntake::Outcome& outcome) {
  if (outcome.displaced) core_.tell_superseded(*outcome.displaced);
  if (outcome.rejection) {
    core_.note_rejected(camera_->id, outcome.number, *outcome.rejection);
    reply(rejected_json(outcome.number, *outcome.rejection));
  }
  send_held();
}

/// After each message, whose bytes have been counted: a camera that has sent more than it may is not read from until that is
/// made up for.
void Session::hold_back(double frames) {
  const TimePoint now = core_.time.now();
  camera_->rate.took(now, frames, 0);
  const Duration wait = camera_->rate.pause(now);
  if (wait == Duration::zero()) return;
  if (!paused_) {
    wire_->pause_reading();
    limited_unread_ = true;
    limit_unread(wire_->descriptor(), camera_->rate.allowed_in(longest_round_trip));
    core_.hang_ups->add(wire_->descriptor(), id_);
    limit_unacknowledged(wire_->descriptor(), core_.settings.options.idle_timeout);
  }
  paused_ = true;
  pause_.expires_after(wait);
  pause_.async_wait([weak = weak_from_this()](const boost::system::error_code& cancelled) {
    const auto self = weak.lock();
    if (self && !cancelled) self->read_again();
  });
}

void Session::read_again() {
  paused_ = false;
  heard_ = SteadyClock::now();  // it could not be heard before
  core_.hang_ups->remove(wire_->descriptor(), id_);
  limit_unacknowledged(wire_->descriptor(), milliseconds(0));
  wire_->resume_reading();
}

/// What it sent before it ended its side is still taken when its time comes; but its place is free.
void Session::peer_left(HangUp how) {
  core_.thread.check();
  if (kind_ != Kind::websocket || over_) return;
  if (how == HangUp::broken) {
    spdlog::info("camera {}: gone while it was held back for its rate, cut ({})", camera_->id.str(), address_);
    return wire_->cut();
  }
  leaving_ = true;
  if (camera_->holder == id_) core_.cameras.connected(*camera_, false);
}

/// The frame counts, but it is not held back for it: a read is under way, and no more than one may be.
void Session::on_flood(std::uint64_t bytes) {
  core_.thread.check();
  if (over_) return;
  if (kind_ != Kind::echo) {
    const TimePoint now = core_.time.now();
    camera_->rate.took(now, 1, 0);
    tell_fate(
        core_.intake.reject(*camera_,
                            {RejectReason::too_large, "at least " + std::to_string(bytes) + " bytes, the limit is " +
                                                          std::to_string(core_.settings.options.max_message.count) +
                                                          " (ingest.max_message); closing"},
                            now));
  }
  end(close_too_big, "message too big");
}

/// The frame is lost, and perhaps what it would have told its camera; so the camera begins anew, at once.
void Session::on_failure(std::string_view why) {
  core_.thread.check();
  if (over_) return wire_->cut();
  const std::uint64_t frame = std::exchange(uncounted_, false)
                                  ? core_.intake.reject(*camera_, {RejectReason::internal, {}}, core_.time.now()).number
                                  : 0;
  end(close_internal, "internal error");
  if (frame != 0)
    return core_.note_rejected(camera_->id, frame, {RejectReason::internal, std::string(why) + "; closing"});
  const std::string who = camera_ == nullptr ? address_ : "camera " + camera_->id.str();
  core_.rejections.lost(who, who + ": a message could not be taken: " + std::string(why) + "; closing");
}

/// What is found tells of now, or is of no use: only the newest waits for its turn.
void Session::tell_found(std::optional<std::string>& newest, const std::string& json) {
  if (over_) return;
  if (newest) count_dropped_replies(1);
  newest = json;
  send_held();
}

/// Anything else is told as long as there is room for it.
void Session::reply(std::string json) {
  if (over_) return;
  if (!held_reply_ && has_room_for(json)) return wire_->send(json);
  if (held_reply_) count_dropped_replies(1);
  held_reply_ = std::move(json);
  send_held();
}

bool Session::has_room_for(const std::string& json) const {
  const std::size_t unsent = wire_->unsent_bytes();
  return unsent == 0 || unsent + json.size() <= core_.settings.options.max_reply_backlog.count;
}

void Session::send_held() {
  if (over_) return;
  const auto send = [this](std::optional<std::string>& held) {
    wire_->send(*held);
    held.reset();
  };
  if (held_reply_ && has_room_for(*held_reply_)) send(held_reply_);
  // Both at once: otherwise the next result, each time, would go before the follow-up.
  const bool nothing_unsent = wire_->unsent_bytes() == 0;
  for (auto* newest : {&held_result_, &held_follow_up_})
    if (*newest && nothing_unsent) send(*newest);
  if (held_reply_ || held_result_ || held_follow_up_) wire_->tell_when_written();
}

void Session::count_dropped_replies(std::uint64_t count) {
  if (kind_ != Kind::websocket || count == 0) return;
  core_.cameras.reply_dropped(*camera_, count);
  core_.dropped_replies.lost(
      camera_->id.str(),
      [&] {
        return with_fields("camera " + camera_->id.str() + " does not read its replies: dropped",
                           {{"CAMERA", camera_->id.str()}});
      },
      count);
}

void Session::watch() {
  const auto& options = core_.settings.options;
  timer_.expires_at(std::min(pinged_ + options.ping_every(), heard_ + options.idle_timeout));
  timer_.async_wait([weak = weak_from_this()](const boost::system::error_code& cancelled) {
    const auto self = weak.lock();
    if (self && !cancelled && !self->over_) self->watch_again(SteadyClock::now());
  });
}

void Session::watch_again(SteadyClock::time_point now) {
  const auto& options = core_.settings.options;
  if (paused_) heard_ = now;  // it cannot be heard
  if (now - heard_ >= options.idle_timeout) {
    spdlog::info("camera {}: nothing heard for {} ms, cut ({})", camera_->id.str(), options.idle_timeout.count(),
                 address_);
    return wire_->cut();
  }
  if (now - pinged_ >= options.ping_every()) {
    pinged_ = now;
    if (!wire_->anything_unsent()) wire_->ping();  // who does not read is not pinged again and again
  }
  watch();
}

}  // namespace framewake
