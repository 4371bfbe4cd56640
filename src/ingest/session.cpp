#include "ingest/session.hpp"

#include "base/log.hpp"

namespace framewake {

Session::Session(IngestCore& core, std::uint64_t id, std::string address)
    : core_(core), id_(id), address_(std::move(address)), pause_(core.io), timer_(core.io) {}

void Session::start(WireServer& server, boost::asio::ip::tcp::socket socket) {
  wire_ = server.adopt(std::move(socket), weak_from_this());
  core_.sessions.emplace(id_, shared_from_this());
  wire_->start();
}

std::optional<HttpAnswer> Session::on_handshake(const WireRequest& request) {
  auto target = read_target(request.target);
  if (auto* refusal = std::get_if<HttpAnswer>(&target)) return std::move(*refusal);
  const auto& wanted = std::get<CameraTarget>(target);
  auto admitted = core_.admit(request, wanted.camera, address_);
  if (auto* refusal = std::get_if<HttpAnswer>(&admitted)) return std::move(*refusal);
  Camera& camera = *std::get<Camera*>(admitted);

  const auto holder = core_.find(camera.holder);
  if (holder && core_.settings.options.takeover == Takeover::reject && holder->alive())
    return HttpAnswer{409, error_json("another connection sends as this camera (ingest.takeover = \"reject\")")};
  kind_ = Kind::websocket;
  camera_ = &camera;
  wants_results_ = wanted.results;
  take_place();
  return std::nullopt;
}

std::optional<HttpAnswer> Session::on_head(const WireRequest& request) {
  auto target = read_target(request.target);
  if (auto* refusal = std::get_if<HttpAnswer>(&target)) return std::move(*refusal);
  return core_.refusal(request, std::get<CameraTarget>(target).camera, address_);
}

void Session::on_request(WireRequest request) {
  if (request.problem.status != 0) return respond(request.problem);
  auto target = read_target(request.target);
  if (const auto* refusal = std::get_if<HttpAnswer>(&target)) return respond(*refusal);
  if (request.method == "GET" || request.method == "HEAD")
    return respond({426, error_json("this is where cameras send frames: open a WebSocket here, or POST an image"),
                    "Upgrade: websocket"});
  if (request.method != "POST")
    return respond({405, error_json("only GET and POST are understood"), "Allow: GET, POST"});

  const auto& wanted = std::get<CameraTarget>(target);
  auto admitted = core_.admit(request, wanted.camera, address_);
  if (const auto* refusal = std::get_if<HttpAnswer>(&admitted)) return respond(*refusal);
  take_post(request, *std::get<Camera*>(admitted), wanted.results);
}

void Session::answer(std::uint64_t frame, AnswerKind kind, const std::string& json) {
  if (over_) return;
  if (kind_ == Kind::websocket) {
    if (kind == AnswerKind::rejected || (kind == AnswerKind::result && wants_results_)) reply(json);
    return;
  }
  switch (kind) {
    case AnswerKind::result: return respond({200, json});
    case AnswerKind::rejected: return respond({http_status_of_rejected_json(json), json});
    case AnswerKind::expired: return respond({503, fate_json("expired", frame)});
  }
}

void Session::superseded(std::uint64_t frame) {
  if (kind_ == Kind::post) respond({409, fate_json("superseded", frame)});
}

void Session::go_away(std::chrono::milliseconds grace) {
  if (kind_ == Kind::websocket) {
    over_ = true;
    wire_->close(1001, "going away", grace);
  } else if (kind_ == Kind::post) {
    respond({503, error_json("the server is stopping")});
  } else {
    wire_->cut();
  }
}

void Session::on_gone() {
  const auto self = shared_from_this();  // `sessions` may hold the last other reference
  over_ = true;
  timer_.cancel();
  pause_.cancel();
  core_.sessions.erase(id_);
  if (kind_ == Kind::websocket && camera_->holder == id_) {
    camera_->holder = 0;
    core_.cameras.connected(*camera_, false);
    spdlog::info("camera {} disconnected ({})", camera_->id.str(), address_);
  }
  if (core_.on_gone) core_.on_gone(*this);
}

}  // namespace framewake
