#include "ingest/wire.hpp"

#include <array>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <exception>
#include <new>
#include <utility>
#include <websocketpp/server.hpp>

#include "ingest/identification.hpp"
#include "ingest/request_target.hpp"
#include "ingest/websocket_config.hpp"

namespace framewake {
namespace {

using Endpoint = websocketpp::server<WebsocketConfig>;  // as cmake/websocketpp.cmake mends it
using Connection = Endpoint::connection_type;
using websocketpp::connection_hdl;

constexpr int most_in_a_turn = 32;                       // messages, pings and pongs
constexpr std::size_t control_frame_head = 6;            // of a client's
constexpr std::size_t most_unsent_pongs = 64;            // to a client that pings and does not read
constexpr std::chrono::seconds patience_with_no_tls{1};  // until a client whose handshake failed has gone

class ServerWire final : public Wire, public std::enable_shared_from_this<ServerWire> {
 public:
  ServerWire(boost::asio::io_context& io, Connection::ptr connection, std::weak_ptr<WireListener> listener)
      : io_(io),
        connection_(std::move(connection)),
        listener_(std::move(listener)),
        patience_(io),
        traffic_(connection_->get_message(websocketpp::frame::opcode::text, 0)->traffic()) {}

  void bind(const WireLimits& limits);

  void start() override;
  void send(const std::string& payload, bool text) override {
    using namespace websocketpp::frame::opcode;
    const auto message =
        std::make_shared<WireMessage>(traffic_);  // connection_->send(payload) would make an incoming one
    message->set_opcode(text ? value::text : value::binary);
    message->set_payload(payload);
    connection_->send(message);  // its only error is "not open"
  }
  void ping() override {
    websocketpp::lib::error_code not_open;
    connection_->ping("", not_open);
  }
  void close(std::uint16_t code, const std::string& reason, std::chrono::milliseconds patience) override {
    websocketpp::lib::error_code not_open;
    resume_reading();  // otherwise the answer would not be read
    connection_->set_close_handshake_timeout(std::max<long>(1, static_cast<long>(patience.count())));
    connection_->close(code, reason, not_open);
  }
  void pause_reading() override;
  void resume_reading() override;
  void cut() override;
  bool respond(const HttpAnswer& answer, bool may_go_on) override;
  std::size_t unsent_bytes() const override { return traffic_->unsent_bytes; }
  bool anything_unsent() const override { return traffic_->unsent_messages > 0; }
  int descriptor() const override { return connection_->get_raw_socket().native_handle(); }
  void tell_when_written() override { tell_written_ = true; }
  void judge_by(std::shared_ptr<const TlsServerContext> authorities) override { judges_ = std::move(authorities); }
  bool certificate_is_good() const override { return !judges_ || (*judges_ && stream().peer_is_trusted_by(**judges_)); }
  void change(const WireLimits& limits) override;

 private:
  void secured(const boost::system::error_code& error);
  void refuse_encryption();
  void wait_for_end();
  void close_within(std::chrono::milliseconds patience);
  void wait_on() { patience_.expires_at(std::chrono::steady_clock::time_point::max()); }
  TlsStream& stream() const { return connection_->get_socket(); }
  void bind_traffic();
  void bind_request();
  WireRequest take_request();
  void put(const HttpAnswer& answer, bool goes_on);
  bool handshake();
  void message(WireMessage& message);
  void heartbeat(std::size_t bytes);
  bool answers_at_once(const std::string& ping);
  void answer_late();
  void count_in_turn();
  void stop_parsing();
  void parse_on();
  void failed(const std::exception_ptr& why) noexcept;
  void reading_failed() noexcept;
  template <class Call>
  void tell(Call call) {
    if (const auto listener = listener_.lock()) call(*listener);
  }
  /// The same from within websocketpp's reading, which an exception would end without a word.
  template <class Call>
  void tell_safely(Call call) noexcept {
    try {
      tell(call);
    } catch (...) {
      failed(std::current_exception());
    }
  }

  boost::asio::io_context& io_;
  const Connection::ptr connection_;
  const std::weak_ptr<WireListener> listener_;
  boost::asio::steady_timer patience_;  // with all that comes before a WebSocket is open, and between POSTs
  std::chrono::milliseconds handshake_timeout_{};
  std::chrono::milliseconds idle_timeout_{};
  std::array<char, 512> rubbish_{};
  bool late_ = false;
  bool handed_over_ = false;  // to websocketpp
  // Who signs certificates now; nothing: who did when it was shown, and found it good.
  std::optional<std::shared_ptr<const TlsServerContext>> judges_;
  const std::shared_ptr<WireTraffic> traffic_;
  bool tell_written_ = false;
  std::optional<std::string> late_ping_;  // the newest, while too much is unsent to answer it
  int in_turn_ = 0;
  bool paused_ = false;   // wanted
  bool stopped_ = false;  // websocketpp parses nothing, has no read under way, and will not begin one
  bool broken_ = false;   // it threw while it parsed: it must not go on
};

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

void ServerWire::start() {
  close_within(handshake_timeout_);
  if (!stream().encrypted()) return secured({});
  stream().async_handshake(
      [self = shared_from_this()](const boost::system::error_code& error) { self->secured(error); });
}

void ServerWire::secured(const boost::system::error_code& error) {
  if (!error && !late_) {
    handed_over_ = true;
    return connection_->start();
  }
  wait_on();
  const bool cut_by_us = !late_ && !stream().socket().is_open();
  if (!cut_by_us) {
    const std::string problem = late_ ? "the handshake did not end in time" : stream().problem();
    tell([&](WireListener& listener) { listener.on_no_encryption(refusal_of(stream().failure(), late_), problem); });
  }
  if (cut_by_us || late_ || stream().failure() == HandshakeFailure::gone) {
    boost::system::error_code ignored;
    stream().socket().close(ignored);
    return tell([](WireListener& listener) { listener.on_gone(); });
  }
  refuse_encryption();
}

/// What TLS has to say has been said; who speaks HTTP is told in words that it understands. Closed at once, what the client
/// has yet to send would reset the connection under the answer.
void ServerWire::refuse_encryption() {
  auto& socket = stream().socket();
  boost::system::error_code ignored;
  if (stream().failure() == HandshakeFailure::plain_http) {
    const std::string text = plain_http_answer(error_json("this port speaks TLS: use wss:// or https://"));
    socket.write_some(boost::asio::buffer(text), ignored);
  }
  socket.shutdown(TlsStream::Socket::shutdown_send, ignored);
  close_within(patience_with_no_tls);
  wait_for_end();
}

void ServerWire::wait_for_end() {
  stream().socket().async_read_some(boost::asio::buffer(rubbish_),
                                    [self = shared_from_this()](const boost::system::error_code& end, std::size_t) {
                                      if (!end) return self->wait_for_end();
                                      self->wait_on();
                                      self->tell([](WireListener& listener) { listener.on_gone(); });
                                    });
}

/// Unless by then it is called again, or wait_on().
void ServerWire::close_within(std::chrono::milliseconds patience) {
  patience_.expires_after(patience);
  patience_.async_wait([weak = weak_from_this()](const boost::system::error_code& cancelled) {
    const auto self = weak.lock();
    if (!self || cancelled || self->patience_.expiry() > std::chrono::steady_clock::now()) return;
    self->late_ = true;
    self->cut();
  });
}

void ServerWire::cut() {
  if (handed_over_) return connection_->terminate({});
  boost::system::error_code ignored;
  stream().socket().close(ignored);
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

// websocketpp's pause_reading() and resume_reading() are posted: its next read has begun by then, and resuming would begin a
// second one on the same buffer. Called directly from a message handler, which runs while no read is under way, pausing is
// exact, and what was read with that message waits too (cmake/websocketpp.cmake); resuming is posted here, so that it cannot
// fall into that same handler.
void ServerWire::pause_reading() {
  paused_ = true;
  stop_parsing();
}

void ServerWire::resume_reading() {
  if (std::exchange(paused_, false)) parse_on();
}

void ServerWire::stop_parsing() {
  stopped_ = true;
  connection_->handle_pause_reading();
}

/// One read may bring ten thousand small messages: all other connections would wait for the last of them.
void ServerWire::count_in_turn() {
  if (++in_turn_ < most_in_a_turn) return;
  in_turn_ = 0;
  if (stopped_) return;  // whoever paused it lets it go on
  stop_parsing();
  parse_on();
}

void ServerWire::parse_on() {
  boost::asio::post(io_, [self = shared_from_this()] {
    if (self->paused_ || self->broken_ || !std::exchange(self->stopped_, false)) return;
    if (self->connection_->get_state() != websocketpp::session::state::closed)
      self->connection_->handle_resume_reading();
  });
}

void ServerWire::message(WireMessage& message) {
  WireInput input;
  input.text = message.get_opcode() == websocketpp::frame::opcode::text;
  input.bytes = message.finish();
  input.oversize = message.oversize();
  input.payload = std::move(message.get_raw_payload());
  tell_safely([&](WireListener& listener) { listener.on_message(std::move(input)); });
  count_in_turn();
}

void ServerWire::heartbeat(std::size_t bytes) {
  tell_safely([&](WireListener& listener) { listener.on_heartbeat(bytes); });
  count_in_turn();
}

/// Whoever is told may want memory, too. When there is none for that either, the next read finds the socket closed.
void ServerWire::failed(const std::exception_ptr& why) noexcept try {
  const auto say = [this](const char* text) { tell([text](WireListener& listener) { listener.on_failure(text); }); };
  try {
    std::rethrow_exception(why);
  } catch (const std::bad_alloc&) {
    say("not enough memory");
  } catch (const std::exception& mistake) {
    say(mistake.what());
  }
} catch (...) {
  boost::system::error_code ignored;
  stream().socket().close(ignored);
}

/// What websocketpp held of a message is in pieces. It writes what it is told to, and reads no more; unless the socket is closed:
/// then one more read, which takes no memory, finds that out, and the connection ends.
void ServerWire::reading_failed() noexcept {
  broken_ = true;
  failed(std::current_exception());
  if (stream().socket().is_open()) return;
  try {
    connection_->handle_resume_reading();
  } catch (...) {  // ingest.idle_timeout ends it
  }
}

/// Of the pings of who does not read only the newest is kept for an answer (RFC 6455, 5.5.3).
bool ServerWire::answers_at_once(const std::string& ping) {
  late_ping_.reset();
  if (traffic_->unsent_messages < most_unsent_pongs) return true;
  late_ping_ = ping;
  return false;
}

void ServerWire::answer_late() {
  if (!late_ping_ || traffic_->unsent_messages >= most_unsent_pongs) return;
  websocketpp::lib::error_code not_open;
  connection_->pong(*std::exchange(late_ping_, std::nullopt), not_open);
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

}  // namespace

class WireServer::Impl {
 public:
  Impl(boost::asio::io_context& io_context, WireLimits the_limits) : io(io_context), limits(the_limits) {
    endpoint.init_asio(&io);
    endpoint.set_user_agent("framewake");
  }
  boost::asio::io_context& io;
  WireLimits limits;
  std::shared_ptr<const TlsServerContext> tls;  // shared with the daemon, which reads it anew at each reload
  Endpoint endpoint;
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
