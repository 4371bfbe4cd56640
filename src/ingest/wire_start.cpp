// What comes before websocketpp has the connection: TLS, and how long all that may take.
#include <boost/asio/buffer.hpp>

#include "ingest/server_wire.hpp"

namespace framewake {
namespace {

constexpr std::chrono::seconds patience_with_no_tls{1};  // until a client whose handshake failed has gone

}  // namespace

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

}  // namespace framewake
