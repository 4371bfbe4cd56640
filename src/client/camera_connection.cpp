#include "client/camera_connection.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "base/log.hpp"
#include "client/send_queue.hpp"
#include "client/wire.hpp"

namespace framewake {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
namespace websocket = boost::beast::websocket;
using boost::system::error_code;
using tcp = asio::ip::tcp;

namespace {

constexpr std::size_t largest_answer = 4 * 1024 * 1024;
constexpr unsigned taken_over = 4000;  // the server's close code: a newer connection of this camera took its place
constexpr int quick_exchanges = 4;     // of clocks, right after connecting

auto into(error_code& error) {
  return asio::redirect_error(asio::use_awaitable, error);
}

std::string close_text(const websocket::close_reason& reason) {
  std::string text = "the server closed the connection (" + std::to_string(reason.code);
  if (!reason.reason.empty())
    text += ", \"" + printable(std::string_view(reason.reason.data(), reason.reason.size())) + "\"";
  return text + ")";
}

std::string refusal(const websocket::response_type& answer) {
  std::string text = "the server refused: " + std::to_string(answer.result_int());
  text += " " + printable(std::string_view(answer.reason().data(), answer.reason().size()));
  std::string_view json = answer.body();
  while (json.ends_with('\n') || json.ends_with('\r')) json.remove_suffix(1);
  const std::string body = printable(json);
  return body.empty() ? text : text + ": " + body;
}

}  // namespace

CameraConnection::CameraConnection(asio::io_context& io, const ConnectionSettings& settings)
    : settings_(settings), resolver_(io), socket_(tcp::socket(io)), wake_(io), clock_(io), grace_(io), done_(io) {}

asio::awaitable<ConnectionEnd> CameraConnection::run() {
  const auto self = shared_from_this();
  if (co_await open()) {
    open_ = true;
    opened_ = settings_.time.now();
    settings_.owner.connected();
    const auto beside = [self](asio::awaitable<void> (CameraConnection::*body)()) {
      ++self->running_;
      asio::co_spawn(
          self->socket_.get_executor(), [self, body] { return ((*self).*body)(); },
          [self](const std::exception_ptr& bug) {
            if (bug) std::rethrow_exception(bug);
            --self->running_;
            self->done_.cancel();
          });
    };
    beside(&CameraConnection::read_all);
    beside(&CameraConnection::ask_time);
    beside(&CameraConnection::write_all);
    while (running_ > 0) {
      done_.expires_at(TimePoint::max());
      error_code woken;
      co_await done_.async_wait(into(woken));
    }
    end_.held = settings_.time.now() - opened_;
  }
  grace_.cancel();
  cut();
  co_return end_;
}

void CameraConnection::frame_waiting() {
  frame_waits_ = true;
  wake();
}

void CameraConnection::stop() {
  if (stopping_) return;
  stopping_ = true;
  if (!open_) return break_off("stopped");
  clock_.cancel();
  wake();
  grace_.expires_after(settings_.options.close_grace);
  grace_.async_wait([self = shared_from_this()](error_code cancelled) {
    if (!cancelled) self->break_off("the server did not say goodbye");
  });
}

void CameraConnection::break_off(std::string why, bool final) {
  if (!broken_) {
    end_.why = std::move(why);
    end_.final = final;
  }
  broken_ = true;
  cut();
}

void CameraConnection::cut() {
  broken_ = true;
  resolver_.cancel();
  clock_.cancel();
  beast::get_lowest_layer(socket_).close();
  wake();
}

void CameraConnection::wake() {
  wake_.cancel();
}

// ---- opening

asio::awaitable<CameraConnection::Endpoints> CameraConnection::resolve() {
  const Url& url = settings_.options.url;
  error_code error;
  const auto address = asio::ip::make_address(url.host, error);
  if (!error) co_return Endpoints::create(tcp::endpoint(address, url.port), url.host, std::to_string(url.port));
  auto found = co_await resolver_.async_resolve(url.host, std::to_string(url.port), into(error));
  if (error) break_off("cannot find " + url.host + ": " + error.message());
  co_return found;
}

asio::awaitable<bool> CameraConnection::open() {
  const Endpoints endpoints = co_await resolve();
  if (over()) co_return false;
  auto& stream = beast::get_lowest_layer(socket_);
  stream.expires_after(settings_.options.connect_timeout);
  error_code error;
  co_await asio::async_connect(stream.socket(), endpoints, into(error));
  if (error) {
    if (stream.expired()) error = asio::error::timed_out;
    break_off("cannot connect to " + settings_.options.url.authority() + ": " + error.message());
    co_return false;
  }
  if (over() || !co_await secure()) co_return false;
  stream.expires_never();  // from here on the WebSocket's own timeouts hold
  configure();
  co_return co_await shake_hands();
}

asio::awaitable<bool> CameraConnection::secure() {
  const Url& url = settings_.options.url;
  if (!url.tls) co_return true;
  auto& stream = beast::get_lowest_layer(socket_);
  stream.expires_after(settings_.options.connect_timeout);
  stream.encrypt(*settings_.options.tls, url.host);
  error_code error;
  co_await stream.async_handshake(into(error));
  if (error && !over()) {
    const std::string why = stream.expired() ? "no answer in time" : stream.problem();
    const bool final = stream.failure() == HandshakeFailure::bad_certificate;
    break_off("no TLS with " + url.authority() + ": " + (why.empty() ? error.message() : why), final);
  }
  co_return !error && !over();
}

void CameraConnection::configure() {
  auto& tcp_socket = beast::get_lowest_layer(socket_).socket();
  error_code ignored;
  tcp_socket.set_option(tcp::no_delay(true), ignored);
  limit_unsent(tcp_socket.native_handle());
  websocket::stream_base::timeout limits{};
  limits.handshake_timeout = settings_.options.connect_timeout;
  limits.idle_timeout = settings_.options.idle_timeout;
  limits.keep_alive_pings = true;
  socket_.set_option(limits);
  socket_.read_message_max(largest_answer);
  socket_.auto_fragment(false);
  socket_.write_buffer_bytes(64 * 1024);  // masked and written in pieces of this size
  socket_.set_option(websocket::stream_base::decorator([this](websocket::request_type& request) {
    request.set(http::field::user_agent, "framewake-camera");
    if (!settings_.options.token.empty()) request.set(http::field::authorization, "Bearer " + settings_.options.token);
  }));
}

asio::awaitable<bool> CameraConnection::shake_hands() {
  const auto& options = settings_.options;
  const std::string target = options.results ? with_query(options.url.target, "reply=results") : options.url.target;
  websocket::response_type answer;
  error_code error;
  co_await socket_.async_handshake(answer, options.url.authority(), target, into(error));
  if (over()) co_return false;
  if (!error) co_return true;
  if (error == websocket::error::upgrade_declined)
    break_off(refusal(answer), !worth_retrying(answer.result_int()));
  else
    break_off("no WebSocket handshake with " + options.url.authority() + ": " + why(error),
              beast::get_lowest_layer(socket_).failure() == HandshakeFailure::bad_certificate);
  co_return false;
}

/// What TLS says of it, where that says more: with TLS 1.3 a server refuses a certificate only after the handshake.
std::string CameraConnection::why(const error_code& error) {
  const std::string& problem = beast::get_lowest_layer(socket_).problem();
  return problem.empty() ? error.message() : problem;
}

// ---- hearing

asio::awaitable<void> CameraConnection::read_all() {
  while (!broken_) {
    error_code error;
    co_await socket_.async_read(incoming_, into(error));
    if (error == websocket::error::closed) {
      const auto& reason = socket_.reason();
      if (reason.code == taken_over)
        break_off("another connection took this camera's place: " + close_text(reason), true);
      else
        break_off(close_text(reason));
    } else if (error) {
      break_off("lost the connection: " + why(error));
    } else if (socket_.got_text()) {
      const auto bytes = incoming_.cdata();
      hear({static_cast<const char*>(bytes.data()), bytes.size()});
    }
    incoming_.consume(incoming_.size());
  }
}

void CameraConnection::hear(std::string_view text) {
  const auto message = read_server_message(text);
  if (!message) return;  // a newer server may know more words
  switch (message->kind) {
    case ServerMessage::Kind::result: return settings_.owner.result(message->seq, text, message->advice);
    case ServerMessage::Kind::follow_up: return settings_.owner.follow_up(text);
    case ServerMessage::Kind::rejected: return settings_.owner.rejected(message->seq, message->reason, message->detail);
    case ServerMessage::Kind::clock:
      return hear_clock({message->t0, message->t1, message->t2, settings_.clock.at(settings_.time.now())});
    case ServerMessage::Kind::other: return;
  }
}

void CameraConnection::hear_clock(const ClockSample& sample) {
  constexpr std::size_t most_waiting = 16;  // a server that answers what was not asked must not fill the memory
  if (!clock_offset_.add(sample) || texts_.size() >= most_waiting) return;
  texts_.push_back(write_offset(clock_offset_.best()->offset()));
  wake();
  settings_.owner.clock_exchanged(sample);
}

// ---- speaking: one message at a time, frames only when the link can take them

asio::awaitable<void> CameraConnection::ask_time() {
  for (int asked = 0; !over(); ++asked) {
    texts_.emplace_back();  // stamped when its turn comes
    wake();
    clock_.expires_after(asked < quick_exchanges ? settings_.options.clock_interval / 50
                                                 : settings_.options.clock_interval);
    error_code cancelled;
    co_await clock_.async_wait(into(cancelled));
  }
}

asio::awaitable<void> CameraConnection::write_all() {
  while (!over()) {
    if (!texts_.empty()) {
      if (!co_await write_text()) co_return;
    } else if (frame_waits_) {
      if (!co_await wait_until_writable()) co_return;
      if (!co_await write_frame()) co_return;
    } else {
      wake_.expires_at(TimePoint::max());
      error_code woken;
      co_await wake_.async_wait(into(woken));
    }
  }
  if (!broken_) co_await say_goodbye();
}

asio::awaitable<bool> CameraConnection::write_text() {
  std::string text = std::move(texts_.front());
  texts_.pop_front();
  if (text.empty()) text = write_clock_question(settings_.clock.at(settings_.time.now()));
  socket_.text(true);
  error_code error;
  co_await socket_.async_write(asio::buffer(text), into(error));
  if (error) break_off("lost the connection: " + error.message());
  co_return !error;
}

asio::awaitable<bool> CameraConnection::wait_until_writable() {
  error_code error;
  co_await beast::get_lowest_layer(socket_).socket().async_wait(tcp::socket::wait_write, into(error));
  if (error && !over()) break_off("lost the connection: " + error.message());
  co_return !error;
}

asio::awaitable<bool> CameraConnection::write_frame() {
  if (over()) co_return !broken_;
  frame_waits_ = false;
  const auto frame = settings_.owner.take_newest();
  if (!frame) co_return true;
  const auto now = settings_.time.now();
  const int descriptor = beast::get_lowest_layer(socket_).socket().native_handle();
  limit_on_the_way(descriptor, bytes_on_the_way(frame->image.size(), now - last_frame_, path_round_trip(descriptor)));
  last_frame_ = now;

  const EnvelopeBytes envelope = write_envelope(frame->seq, frame->captured);
  const std::array<asio::const_buffer, 2> message{asio::buffer(envelope), asio::buffer(frame->image)};
  settings_.owner.sending(*frame);
  socket_.binary(true);
  error_code error;
  co_await socket_.async_write(message, into(error));
  if (error) break_off("lost the connection: " + error.message());
  settings_.owner.sent(*frame, !error);
  co_return !error;
}

asio::awaitable<void> CameraConnection::say_goodbye() {
  error_code ignored;
  co_await socket_.async_close(websocket::close_code::normal, into(ignored));
  cut();
}

}  // namespace framewake
