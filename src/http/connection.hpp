#pragma once
// One operator's connection: requests in, answers out, one after the other. Net thread only.

#include <utility>  // before awaitable.hpp: Boost 1.74 uses std::exchange there without including it

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <optional>

#include "auth/trusted_proxies.hpp"
#include "base/loss_logs.hpp"
#include "base/refusals.hpp"
#include "http/answer.hpp"
#include "http/control_desk.hpp"
#include "http/gatekeeper.hpp"
#include "http/places.hpp"
#include "http/snapshot_window.hpp"
#include "tls/timed_stream.hpp"

namespace framewake {

/// What the connections of a server have in common; outlives them.
struct ConnectionTerms {
  Duration timeout;  ///< for a whole request, and for each answer
  HostRule hosts;
  TrustedProxies proxies;
  Gatekeeper* gate = nullptr;
  Places* places = nullptr;
  LossLogs* refused = nullptr;  ///< by address: says whose password or token was wrong
  ControlDesk* control = nullptr;
  SnapshotWindow* pictures = nullptr;
  RefusalCounts* refusals = nullptr;
  std::shared_ptr<const TlsServerContext> tls = nullptr;  ///< for connections to come; null: without encryption
};

class Connection {
 public:
  /// Both references must outlive this. `place`: that of its address, where that is known to be limited.
  Connection(boost::asio::ip::tcp::socket socket, const ConnectionTerms& terms, ReportDesk& desk, Place place);

  /// Until the peer goes, errs, is too slow, or close() is called. Does not throw for anything that the peer does.
  boost::asio::awaitable<void> serve();

  /// Ends serve() soon: what is being read or written is cut off.
  void close();
  /// It has asked for something that is not for everybody, and got it (or would have, where nothing is).
  bool has_standing() const noexcept { return has_standing_; }
  /// Until it asks again.
  void lose_standing() noexcept { has_standing_ = false; }

 private:
  /// What one reading gives: a request's head, or the answer to what is none. Neither: the peer has gone.
  struct Reading {
    std::optional<RequestHead> head = std::nullopt;
    std::optional<Answer> refused = std::nullopt;
    std::string body = {};
    bool keep_alive = false;
  };

  boost::asio::awaitable<bool> shake_hands();
  boost::asio::awaitable<Reading> read();
  /// Or, when that fails by want of memory or a mistake of ours, 500.
  boost::asio::awaitable<Answer> find_or_fail(const Reading& asked);
  boost::asio::awaitable<Answer> find(const Reading& asked);
  boost::asio::awaitable<Answer> tell(const RequestHead& head);
  bool may_read(const RequestHead& head) const;
  std::optional<Answer> find_place(const RequestHead& head);
  boost::asio::awaitable<Answer> picture(const RequestHead& head);
  // connection_access.cpp:
  /// Why this request is not answered to whom asks it, if so.
  std::optional<Answer> closed_to(const RequestHead& head);
  boost::asio::awaitable<Answer> log_in(const Reading& asked);
  Answer log_out(const RequestHead& head);
  std::string client_of(const RequestHead& head) const;
  bool is_encrypted(const RequestHead& head) const;
  bool by_another_page(const RequestHead& head, bool strict) const;
  Answer turned_away(Refusal refusal, Answer answer) const;
  void say_locked_out(const std::string& client) const;
  /// Returns whether the connection can go on.
  boost::asio::awaitable<bool> write(const Answer& answer, const Reading& asked);
  boost::asio::awaitable<void> linger();

  TimedStream stream_;
  boost::beast::flat_buffer buffer_;
  const ConnectionTerms& terms_;
  ReportDesk& desk_;
  std::string peer_;  ///< its address
  Place place_;       ///< among the connections of its address, or of its client's
  bool has_standing_ = false;
};

}  // namespace framewake
