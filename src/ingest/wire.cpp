#include "ingest/wire.hpp"

#include <boost/asio/post.hpp>
#include <utility>

#include "ingest/identification.hpp"
#include "ingest/request_target.hpp"
#include "ingest/server_wire.hpp"

namespace framewake {
namespace {

using websocketpp::connection_hdl;

constexpr std::size_t control_frame_head = 6;  // of a client's

}  // namespace

// The handlers hold this weakly: whoever adopted the connection holds it, and with it the connection.
void ServerWire::bind(const WireLimits& limits) {
  const std::weak_ptr<ServerWire> weak = weak_from_this();
  const auto with_self = [weak](auto call) {
    return [weak, call](auto&&...) {
      if (const auto self = weak.lock()) call(*self);
    };
  };
  connection_->set_validate_handler([weak](const connection_hdl&) {
    const auto self = weak.lock();
    return self && self->handshake();
  });
  connection_->set_message_handler([weak](const connection_hdl&, const WireMessage::ptr& incoming) {
    if (const auto self = weak.lock()) self->message(*incoming);
  });
  connection_->set_ping_handler([weak](const connection_hdl&, const std::string& payload) {
    const auto self = weak.lock();
    if (!self) return false;
    self->heartbeat(payload.size() + control_frame_head);
    return self->answers_at_once(payload);
  });
  connection_->set_http_handler(with_self([](ServerWire& self) {
    self.wait_on();
    self.connection_->defer_http_response();
    self.tell([&](WireListener& listener) { listener.on_request(self.take_request()); });
  }));
  connection_->set_open_handler(with_self([](ServerWire& self) {
    self.wait_on();
    self.tell_safely([](WireListener& listener) { listener.on_open(); });
  }));
  connection_->set_pong_handler([weak](const connection_hdl&, const std::string& payload) {
    if (const auto self = weak.lock()) self->heartbeat(payload.size() + control_frame_head);
  });
  connection_->set_termination_handler(with_self([](ServerWire& self) {
    self.wait_on();
    self.tell([](WireListener& listener) { listener.on_gone(); });
  }));
  connection_->on_read_failure = [weak] {
    if (const auto self = weak.lock()) self->reading_failed();
  };
  connection_->set_open_handshake_timeout(0);  // patience_ sees to it
  handshake_timeout_ = limits.handshake_timeout;
  change(limits);
  bind_traffic();
  bind_request();
}

void ServerWire::change(const WireLimits& limits) {
  traffic_->max_message = limits.max_message;
  traffic_->drain = limits.drain;
  RequestState& request = connection_->get_request().state();
  request.max_body = limits.max_message;
  request.drain = limits.drain;
  idle_timeout_ = limits.idle_timeout;
}

void ServerWire::bind_traffic() {
  const std::weak_ptr<ServerWire> weak = weak_from_this();
  traffic_->flood = [weak](std::uint64_t bytes) {
    const auto self = weak.lock();
    if (!self) return;
    boost::asio::post(self->io_, [self, bytes] { self->tell([&](WireListener& l) { l.on_flood(bytes); }); });
  };
  traffic_->written = [weak] {
    const auto self = weak.lock();
    if (!self) return;
    if (self->late_ping_) boost::asio::post(self->io_, [self] { self->answer_late(); });
    if (!std::exchange(self->tell_written_, false)) return;
    boost::asio::post(self->io_, [self] { self->tell([](WireListener& l) { l.on_written(); }); });
  };
}

void ServerWire::bind_request() {
  RequestState& state = connection_->get_request().state();
  state.check_head = [weak = weak_from_this()]() -> std::optional<HttpAnswer> {
    const auto self = weak.lock();
    const auto listener = self ? self->listener_.lock() : nullptr;
    return listener ? listener->on_head(self->take_request()) : std::nullopt;
  };
  state.awaits_next = [weak = weak_from_this()] {
    if (const auto self = weak.lock()) self->close_within(self->idle_timeout_);
  };
  state.next_begins = [weak = weak_from_this()] {
    if (const auto self = weak.lock()) self->close_within(self->handshake_timeout_);
  };
  state.send_continue = [weak = weak_from_this()] {
    // The first bytes of ours on this connection: there is room.
    if (const auto self = weak.lock()) self->stream().write_now("HTTP/1.1 100 Continue\r\n\r\n");
  };
}

/// As far as it has come; the body goes with it, and is not there a second time.
WireRequest ServerWire::take_request() {
  const HttpRequest& request = connection_->get_request();
  RequestState& state = request.state();
  return {.method = request.get_method(),
          .target = std::string(origin_form(request.get_uri())),
          .authorization = request.get_header("Authorization"),
          .origin = request.get_header("Origin"),
          .host = state.host,
          .forwarded_for = request.get_header("X-Forwarded-For"),
          .subprotocols = connection_->get_requested_subprotocols(),
          .certificate = certificate_is_good() ? stream().peer_names() : std::vector<std::string>{},
          .problem = state.problem,
          .body = std::move(state.body),
          .body_bytes = state.body_bytes,
          .read_bytes = state.read_bytes,
          .oversize = state.oversize};
}

void ServerWire::put(const HttpAnswer& answer, bool goes_on) {
  using Status = websocketpp::http::status_code::value;
  if (answer.status == 422)  // websocketpp knows no words for it
    connection_->set_status(static_cast<Status>(answer.status), "Unprocessable Content");
  else
    connection_->set_status(static_cast<Status>(answer.status));
  connection_->replace_header("Content-Type", "application/json");
  connection_->replace_header("Connection", goes_on ? "keep-alive" : "close");
  if (const std::size_t colon = answer.header.find(": "); colon != std::string::npos)
    connection_->replace_header(answer.header.substr(0, colon), answer.header.substr(colon + 2));
  if (connection_->get_request().get_method() == "HEAD")  // is answered by the head of what a GET would be
    connection_->replace_header("Content-Length", std::to_string(answer.json.size() + 1));
  else
    connection_->set_body(answer.json + "\n");
}

bool ServerWire::handshake() {
  const auto listener = listener_.lock();
  if (!listener) return false;
  const auto refusal = listener->on_handshake(take_request());
  if (refusal) {
    put(*refusal, false);
    return false;
  }
  const auto accepted = accepted_subprotocol(connection_->get_requested_subprotocols());
  websocketpp::lib::error_code ignored;  // it is one of those requested
  connection_->select_subprotocol(std::string(accepted), ignored);
  return true;
}

bool ServerWire::respond(const HttpAnswer& answer, bool may_go_on) {
  RequestState& state = connection_->get_request().state();
  state.goes_on = may_go_on && state.may_go_on;
  put(answer, state.goes_on);
  close_within(handshake_timeout_);  // who does not read his answer does not stay for it
  websocketpp::lib::error_code over_already;
  connection_->send_http_response(over_already);
  return state.goes_on && !over_already;
}

class WireServer::Impl {
 public:
  Impl(boost::asio::io_context& io_context, WireLimits the_limits) : io(io_context), limits(the_limits) {
    endpoint.init_asio(&io);
    endpoint.set_user_agent("framewake");
  }
  boost::asio::io_context& io;
  WireLimits limits;
  std::shared_ptr<const TlsServerContext> tls;  // shared with the daemon, which reads it anew at each reload
  WireEndpoint endpoint;
};

WireServer::WireServer(boost::asio::io_context& io, WireLimits limits) : impl_(std::make_unique<Impl>(io, limits)) {}
WireServer::~WireServer() = default;

void WireServer::change(WireLimits limits) {
  impl_->limits = limits;
}

void WireServer::use(std::shared_ptr<const TlsServerContext> tls) {
  impl_->tls = std::move(tls);
}

std::shared_ptr<Wire> WireServer::adopt(boost::asio::ip::tcp::socket socket, std::weak_ptr<WireListener> listener) {
  auto connection = impl_->endpoint.get_connection();
  connection->get_socket() = TlsStream(std::move(socket));
  if (impl_->tls) connection->get_socket().encrypt(*impl_->tls);
  auto wire = std::make_shared<ServerWire>(impl_->io, std::move(connection), std::move(listener));
  wire->bind(impl_->limits);
  return wire;
}

}  // namespace framewake
