#pragma once
// The listening socket, and who gets in: a limit in all, a limit for each address, and no spinning when descriptors run out.

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>

#include "auth/trusted_proxies.hpp"
#include "base/listen_address.hpp"
#include "base/loss_log.hpp"
#include "base/loss_logs.hpp"
#include "base/recent_map.hpp"
#include "base/refusals.hpp"
#include "base/token_bucket.hpp"
#include "ingest/replies.hpp"

namespace framewake {

struct AcceptLimits {
  std::size_t connections = 0;
  std::size_t per_address = 0;
  double handshakes_per_second = 0;  ///< of one address; 0: no limit; on loopback 100 times as many
  TrustedProxies proxies = {};       ///< their own addresses have no limits: take_place() for whom they bring
};

/// Net thread only. Must be held by a shared_ptr; what waits in the io_context holds it weakly.
class Acceptor : public std::enable_shared_from_this<Acceptor> {
 public:
  using Socket = boost::asio::ip::tcp::socket;
  struct Guest {
    std::string address;
    bool has_place = false;  ///< false: a trusted proxy's connection, whose client is not known yet
  };
  /// A socket that got in; its guest is to be given back to gone().
  using Admitted = std::function<void(Socket, const Guest& guest)>;

  /// Binds and listens at `address`, or takes over the listening TCP socket `given` when that is not -1; throws
  /// std::system_error.
  Acceptor(boost::asio::io_context& io, const ListenAddress& address, int given, AcceptLimits limits,
           const TimeSource& time, RefusalCounts& counts, Admitted admitted);

  void start();
  /// Whether who is refused is told so over HTTP; otherwise its connection is just closed: it speaks TLS. At first: yes.
  void refuse_in_words(bool in_words) noexcept { in_words_ = in_words; }
  std::uint16_t port() const noexcept { return port_; }
  /// Connections beyond lowered limits stay.
  void change(AcceptLimits limits);
  /// Only this machine can reach it, or could until it stopped: handshakes under way then are judged as those before.
  bool on_loopback() const noexcept { return on_loopback_; }
  /// One more connection of this address; or why it is one too many.
  std::optional<HttpAnswer> take_place(const std::string& address);
  /// A connection has ended: there is room for another.
  void gone(const Guest& guest);
  /// No new ones from here on; nothing of this is left in the io_context.
  void stop();

 private:
  void open(const ListenAddress& address);
  void adopt(int descriptor);
  void accept();
  void accepted(const boost::system::error_code& error, Socket socket);
  void admit(Socket socket);
  class Next;
  void watch_pause();
  template <class MakeLine>
  void complain(MakeLine make_line) noexcept;
  template <class MakeLine>
  void back_off(MakeLine make_line) noexcept;
  bool too_often(const std::string& address, const std::string& key);
  void refuse(Socket socket, std::string text);

  AcceptLimits limits_;
  const TimeSource& time_;
  RefusalCounts& counts_;
  const Admitted admitted_;
  boost::asio::ip::tcp::acceptor acceptor_;
  boost::asio::steady_timer pause_;
  std::uint16_t port_ = 0;
  bool on_loopback_ = false;
  std::unordered_map<std::string, std::size_t> by_address_;  // by address_key()
  RecentMap<std::optional<TokenBucket>> handshakes_;         // by address_key()
  std::size_t connections_ = 0;
  const std::shared_ptr<std::size_t> being_refused_ = std::make_shared<std::size_t>(0);
  bool accepting_ = false;  // an accept or a pause is under way
  bool stopped_ = false;
  bool in_words_ = true;
  LossLogs refusals_;  // by address
  LossLog troubles_;
};

/// The most connections that the process's limit of open files leaves room for.
std::size_t connections_within_file_limit(std::size_t wanted);

}  // namespace framewake
