#pragma once
// A Wire over websocketpp. Private to wire*.cpp: all that includes websocketpp's server.

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <websocketpp/server.hpp>

#include "ingest/websocket_config.hpp"
#include "ingest/wire.hpp"

namespace framewake {

using WireEndpoint = websocketpp::server<WebsocketConfig>;  // as cmake/websocketpp.cmake mends it
using WireConnection = WireEndpoint::connection_type;

/// Net thread only.
class ServerWire final : public Wire, public std::enable_shared_from_this<ServerWire> {
 public:
  ServerWire(boost::asio::io_context& io, WireConnection::ptr connection, std::weak_ptr<WireListener> listener)
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
  const WireConnection::ptr connection_;
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

}  // namespace framewake
