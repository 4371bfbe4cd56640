// What is read, in turns: so much at once, and nothing while it is paused or after it has failed.
#include <boost/asio/post.hpp>
#include <new>

#include "ingest/server_wire.hpp"

namespace framewake {
namespace {

constexpr int most_in_a_turn = 32;             // messages, pings and pongs
constexpr std::size_t most_unsent_pongs = 64;  // to a client that pings and does not read

}  // namespace

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

}  // namespace framewake
