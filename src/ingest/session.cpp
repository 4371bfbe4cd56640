#include "ingest/session.hpp"

#include "auth/address.hpp"
#include "base/log.hpp"
#include "base/log_fields.hpp"
#include "base/message_ids.hpp"

namespace framewake {
namespace {

/// At a stop a handshake under way may complete, to be told 1001 like all others: under socket activation the camera is
/// then at the next daemon's door, without ever having been refused.
constexpr std::chrono::milliseconds patience_with_handshakes{500};

}  // namespace

Session::Session(IngestCore& core, std::uint64_t id, std::string address, bool has_place)
    : core_(core),
      id_(id),
      direct_(has_place),
      address_(std::move(address)),
      has_place_(has_place),
      pause_(core.io),
      timer_(core.io) {}

void Session::start(WireServer& server, boost::asio::ip::tcp::socket socket) {
  core_.thread.check();
  wire_ = server.adopt(std::move(socket), weak_from_this());
  core_.sessions.emplace(id_, shared_from_this());
  try {
    wire_->start();
  } catch (...) {  // no memory for it
    core_.sessions.erase(id_);
    throw;
  }
  if (core_.closing) go_away(core_.farewell);
}

void Session::on_no_encryption(Refusal refusal, const std::string& problem) {
  core_.thread.check();
  core_.refusals.count(refusal);
  core_.without_encryption.lost(address_key(address_),
                                with_fields("no TLS with " + address_ + ": " + problem,
                                            {{"ADDRESS", address_}, {"REASON", std::string(to_string(refusal))}}));
}

std::optional<HttpAnswer> Session::find_client(const WireRequest& request) {
  if (has_place_) return std::nullopt;
  const std::string client = core_.proxies.client(address_, request.forwarded_for);
  if (auto refusal = core_.take_place(client)) return refusal;
  address_ = client;
  has_place_ = true;
  return std::nullopt;
}

std::optional<HttpAnswer> Session::on_handshake(const WireRequest& request) {
  core_.thread.check();
  if (auto refusal = find_client(request)) return refusal;
  if (core_.settings.options.echo && is_echo_target(request.target)) {
    if (auto refusal = core_.gate.refusal_of_echo(request, address_)) return refusal;
    kind_ = Kind::echo;
    wire_->change(echo_limits(wire_limits(core_.settings.options)));
    return std::nullopt;
  }
  auto target = read_target(request.target);
  if (auto* refusal = std::get_if<HttpAnswer>(&target)) return std::move(*refusal);
  const auto& wanted = std::get<CameraTarget>(target);
  auto admitted = core_.admit(request, wanted.camera, address_);
  if (auto* refusal = std::get_if<HttpAnswer>(&admitted)) return std::move(*refusal);
  Camera& camera = *std::get<Camera*>(admitted);

  const auto holder = core_.find(camera.holder);
  if (holder && core_.settings.options.takeover == Takeover::reject && holder->alive()) {
    core_.refusals.count(Refusal::camera_taken);
    return HttpAnswer{409, error_json("another connection sends as this camera (ingest.takeover = \"reject\")")};
  }
  kind_ = Kind::websocket;
  camera_ = &camera;
  wants_results_ = wanted.results;
  pass_ = shown_pass(request, wanted.camera);
  take_place();
  return std::nullopt;
}

std::optional<HttpAnswer> Session::on_head(const WireRequest& request) {
  core_.thread.check();
  if (auto refusal = find_client(request)) return refusal;
  auto target = read_target(request.target);
  if (auto* refusal = std::get_if<HttpAnswer>(&target)) return std::move(*refusal);
  return core_.refusal(request, std::get<CameraTarget>(target).camera, address_);
}

void Session::on_request(WireRequest request) {
  core_.thread.check();
  if (request.problem.status != 0) return respond(request.problem);
  if (const auto refusal = find_client(request)) return respond(*refusal);
  auto target = read_target(request.target);
  if (const auto* refusal = std::get_if<HttpAnswer>(&target)) return respond(*refusal);
  if (request.method == "GET" || request.method == "HEAD")
    return respond({426, error_json("this is where cameras send frames: open a WebSocket here, or POST an image"),
                    "Upgrade: websocket"});
  if (request.method != "POST")
    return respond({405, error_json("only GET and POST are understood"), "Allow: GET, POST"});

  const auto& wanted = std::get<CameraTarget>(target);
  if (core_.closing) return respond({503, error_json("the server is stopping")});
  auto admitted = core_.admit(request, wanted.camera, address_);
  if (const auto* refusal = std::get_if<HttpAnswer>(&admitted)) return respond(*refusal);
  take_post(request, *std::get<Camera*>(admitted), wanted.results);
}

void Session::answer(std::uint64_t frame, AnswerKind kind, const std::string& json) {
  core_.thread.check();
  if (over_) return;
  if (kind_ == Kind::websocket) {
    if (kind == AnswerKind::rejected) return reply(json);
    if (!wants_results_) return;
    if (kind == AnswerKind::result) return tell_found(held_result_, json);
    if (kind == AnswerKind::follow_up) return tell_found(held_follow_up_, json);
    return reply(json);  // expired: who sends the next frame after the answer would wait for ever
  }
  if (kind_ != Kind::post || frame != awaited_) return;
  switch (kind) {
    case AnswerKind::result: return respond_and_go_on({200, json});
    case AnswerKind::follow_up: return;  // its POST has had its one answer
    case AnswerKind::rejected: return respond_and_go_on({http_status_of_rejected_json(json), json});
    case AnswerKind::expired: return respond_and_go_on({503, fate_json("expired", frame)});
  }
}

void Session::superseded(std::uint64_t frame) {
  core_.thread.check();
  if (kind_ == Kind::post && frame == awaited_) respond_and_go_on({409, fate_json("superseded", frame)});
}

void Session::go_away(std::chrono::milliseconds grace) {
  core_.thread.check();
  if (kind_ == Kind::websocket || kind_ == Kind::echo) {
    over_ = true;
    wire_->close(1001, "going away", grace);
  } else if (kind_ == Kind::post) {
    respond({503, error_json("the server is stopping")});
  } else {
    timer_.expires_after(std::min(grace, patience_with_handshakes));
    timer_.async_wait([weak = weak_from_this()](const boost::system::error_code& cancelled) {
      const auto self = weak.lock();
      if (self && !cancelled && self->kind_ == Kind::unknown) self->wire_->cut();
    });
  }
}

void Session::on_gone() {
  const auto self = shared_from_this();  // `sessions` may hold the last other reference
  over_ = true;
  timer_.cancel();
  pause_.cancel();
  core_.hang_ups->remove(wire_->descriptor(), id_);
  core_.sessions.erase(id_);
  if (kind_ == Kind::websocket && camera_->holder == id_) {
    camera_->holder = 0;
    core_.cameras.connected(*camera_, false);
    log_with(spdlog::level::info, "camera " + camera_->id.str() + " disconnected (" + address_ + ")",
             {{"MESSAGE_ID", message_ids::camera_disconnected}, {"CAMERA", camera_->id.str()}, {"ADDRESS", address_}});
  }
  if (core_.on_gone) core_.on_gone(*this);
}

}  // namespace framewake
