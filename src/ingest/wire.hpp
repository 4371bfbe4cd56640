#pragma once
// A connection as the rest of ingest sees it: requests, messages and replies, without websocketpp's names. Only wire*.cpp
// include websocketpp's server. Everything on the net thread.

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ingest/replies.hpp"
#include "tls/door.hpp"
#include "tls/server_context.hpp"

namespace framewake {

struct WireRequest {
  std::string method;
  std::string target;
  std::string authorization;  ///< headers; "" where there is none
  std::string origin;
  std::string host;
  std::string forwarded_for;              ///< X-Forwarded-For, all lines of it
  std::vector<std::string> subprotocols;  ///< of a WebSocket handshake
  std::vector<std::string> certificate;   ///< the names in the certificate of the client, if that is good now
  HttpAnswer problem;                     ///< status 0: none; otherwise what to answer
  std::string body;                       ///< of a POST, without limit's excess
  std::uint64_t body_bytes = 0;           ///< what Content-Length says, or the chunks: a claim
  std::uint64_t read_bytes = 0;           ///< of the body that came
  bool oversize = false;                  ///< the body was thrown away
};

struct WireInput {
  bool text = false;
  std::string payload;      ///< empty when oversize
  std::uint64_t bytes = 0;  ///< what came
  bool oversize = false;
};

/// What a connection tells its owner. At most 32 messages or pings at once: then the other connections have their turn.
class WireListener {
 public:
  virtual ~WireListener() = default;
  /// The TLS handshake has failed; on_gone() follows.
  virtual void on_no_encryption(Refusal refusal, const std::string& problem) = 0;
  /// A WebSocket handshake: nothing to accept it, or the refusal.
  virtual std::optional<HttpAnswer> on_handshake(const WireRequest& request) = 0;
  /// The head of a request with a body: nothing to read that, or the refusal; on_request() brings it as `problem` then.
  virtual std::optional<HttpAnswer> on_head(const WireRequest& request) = 0;
  /// Any other request. To be answered by respond(), now or later.
  virtual void on_request(WireRequest request) = 0;
  virtual void on_open() = 0;
  virtual void on_message(WireInput input) = 0;
  /// A ping or pong came, so large on the wire. May pause_reading(), as on_message() may.
  virtual void on_heartbeat(std::uint64_t bytes) = 0;
  /// A message passes 16 times the limit and goes on; its connection is not worth keeping.
  virtual void on_flood(std::uint64_t bytes) = 0;
  /// One of these calls, or what brings them, has thrown `why` for want of memory, or by a mistake of ours: the connection
  /// cannot go on. May throw; then it is cut.
  virtual void on_failure(std::string_view why) = 0;
  /// Replies have left for the kernel.
  virtual void on_written() = 0;
  /// The connection is over, whatever it was. Exactly once, and the last call.
  virtual void on_gone() = 0;
};

struct WireLimits {
  std::uint64_t max_message = 0;
  std::uint64_t drain = 0;  ///< larger messages are floods
  /// Of TLS and the first request together; of each further request from its first byte on; of an answer until it has left.
  std::chrono::milliseconds handshake_timeout{};
  std::chrono::milliseconds idle_timeout{};  ///< between an answer and the next request
};

class Wire {
 public:
  virtual ~Wire() = default;
  virtual void start() = 0;
  /// Sends a message; queued without limit, so ask unsent_bytes() first. A connection that is not open ignores it.
  virtual void send(const std::string& payload, bool text = true) = 0;
  virtual void ping() = 0;
  /// Starts the closing handshake; cut after `patience`. Ignored when not open.
  virtual void close(std::uint16_t code, const std::string& reason, std::chrono::milliseconds patience) = 0;
  /// Ends the connection at once.
  virtual void cut() = 0;
  /// No message comes, and no more is read, so that the peer has to wait, until resume_reading(). Only from within
  /// on_message() and on_heartbeat().
  virtual void pause_reading() = 0;
  virtual void resume_reading() = 0;
  /// Answers a request of on_request(). With `may_go_on`, and when the client likes it too, on_request() or on_handshake() may
  /// come again, as on a new connection; returns whether so. Otherwise the connection ends with the answer.
  virtual bool respond(const HttpAnswer& answer, bool may_go_on) = 0;
  /// Payload bytes of queued messages that the kernel has not taken yet.
  virtual std::size_t unsent_bytes() const = 0;
  /// Pings and pongs too.
  virtual bool anything_unsent() const = 0;
  /// The socket's descriptor, for what is only asked of the kernel; -1 when it is closed.
  virtual int descriptor() const = 0;
  /// Asks for one on_written(), when the next queued message has gone.
  virtual void tell_when_written() = 0;
  /// The certificate that the peer has shown is good for what comes from here on when it is by these; null: it is not.
  virtual void judge_by(std::shared_ptr<const TlsServerContext> authorities) = 0;
  /// Whether the certificate that the peer has shown is good here and now.
  virtual bool certificate_is_good() const = 0;
  /// Other limits of messages, those under way too.
  virtual void change(const WireLimits& limits) = 0;
};

/// Makes connections of accepted sockets.
class WireServer {
 public:
  WireServer(boost::asio::io_context& io, WireLimits limits);
  ~WireServer();
  /// For connections that are adopted from here on.
  void change(WireLimits limits);
  /// The same; null: without encryption.
  void use(std::shared_ptr<const TlsServerContext> tls);
  /// `listener` must live until on_gone(). The connection begins with start().
  std::shared_ptr<Wire> adopt(boost::asio::ip::tcp::socket socket, std::weak_ptr<WireListener> listener);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace framewake
