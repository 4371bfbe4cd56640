#include "ingest/acceptor.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/write.hpp>
#include <system_error>
#include <utility>

#include "auth/address.hpp"
#include "base/log.hpp"
#include "base/log_fields.hpp"
#include "base/message_ids.hpp"

namespace framewake {
namespace {

using boost::asio::ip::tcp;

constexpr std::size_t descriptors_for_the_rest = 64;  // files, pipes, the operators' listener, libraries
constexpr std::size_t most_polite_refusals = 64;      // sockets that are refused in words at one time
constexpr auto pause_after_error = std::chrono::milliseconds(200);
constexpr auto no_pause = std::chrono::steady_clock::time_point::max();
constexpr auto patience_with_refused = std::chrono::seconds(1);
constexpr std::size_t most_addresses = 10'000;  // whose handshakes are remembered
constexpr double seconds_in_hand = 5;           // of handshakes, after a rest
constexpr double more_on_loopback = 100;  // times as many of them: programs of this machine, and all of them together
constexpr int send_buffer = 64 * 1024;    // replies that nobody reads go stale in here,
constexpr int most_unsent = 16 * 1024;    // and in what of it the peer has no room for

tcp::endpoint endpoint_of(const ListenAddress& address) {
  return {boost::asio::ip::make_address(address.address), address.port};
}

std::string text_of(const boost::asio::ip::address& address) {
  if (address.is_v6() && address.to_v6().is_v4_mapped())
    return boost::asio::ip::make_address_v4(boost::asio::ip::v4_mapped, address.to_v6()).to_string();
  return address.to_string();
}

std::string text_of(const HttpAnswer& refusal) {
  const std::string body = refusal.json + "\n";
  return "HTTP/1.1 " + std::string(refusal.status == 429 ? "429 Too Many Requests" : "503 Service Unavailable") +
         "\r\nServer: framewake\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) +
         "\r\n" + refusal.header + "\r\nConnection: close\r\n\r\n" + body;
}

/// A socket that gets its refusal and a second to read it: closed at once, what the client has yet to send would reset the
/// connection under its answer.
struct Refused : std::enable_shared_from_this<Refused> {
  Refused(tcp::socket its_socket, std::string its_text, std::shared_ptr<std::size_t> count)
      : socket(std::move(its_socket)),
        patience(socket.get_executor(), patience_with_refused),
        counted(std::move(count)),
        text(std::move(its_text)) {
    ++*counted;
  }
  ~Refused() { --*counted; }
  Refused(const Refused&) = delete;
  Refused& operator=(const Refused&) = delete;

  void start() {
    auto self = shared_from_this();
    patience.async_wait([self](const boost::system::error_code& error) {
      boost::system::error_code ignored;
      if (!error) self->socket.close(ignored);
    });
    boost::asio::async_write(socket, boost::asio::buffer(text), [self](const boost::system::error_code&, std::size_t) {
      boost::system::error_code ignored;
      self->socket.shutdown(tcp::socket::shutdown_send, ignored);
      self->read();
    });
  }
  void read() {
    socket.async_read_some(boost::asio::buffer(rubbish),
                           [self = shared_from_this()](const boost::system::error_code& error, std::size_t) {
                             if (error)
                               self->patience.cancel();
                             else
                               self->read();
                           });
  }

  tcp::socket socket;
  boost::asio::steady_timer patience;
  const std::shared_ptr<std::size_t> counted;
  const std::string text;
  std::array<char, 1024> rubbish{};
};

/// The same without waiting for anything: what the kernel takes at once. What has come is read, for closing over it would
/// reset the connection.
void refuse_in_passing(tcp::socket& socket, const std::string& text) {
  const int descriptor = socket.native_handle();
  static_cast<void>(::send(descriptor, text.data(), text.size(), MSG_DONTWAIT | MSG_NOSIGNAL));
  ::shutdown(descriptor, SHUT_WR);
  std::array<char, 4096> rubbish{};
  for (int reads = 0; reads < 8 && ::recv(descriptor, rubbish.data(), rubbish.size(), MSG_DONTWAIT) > 0; ++reads) {
  }
}

void keep_fresh(tcp::socket& socket) {
  boost::system::error_code ignored;
  socket.set_option(tcp::no_delay(true), ignored);
  socket.set_option(boost::asio::socket_base::send_buffer_size(send_buffer), ignored);
  ::setsockopt(socket.native_handle(), IPPROTO_TCP, TCP_NOTSENT_LOWAT, &most_unsent, sizeof most_unsent);
}

void warn(const std::string& line) {
  spdlog::warn("{}", line);
}

}  // namespace

std::size_t connections_within_file_limit(std::size_t wanted) {
  rlimit files{};
  if (::getrlimit(RLIMIT_NOFILE, &files) != 0 || files.rlim_cur == RLIM_INFINITY) return wanted;
  const auto limit = static_cast<std::size_t>(files.rlim_cur);
  const std::size_t room = limit > 2 * descriptors_for_the_rest ? limit - descriptors_for_the_rest : limit / 2;
  return std::clamp<std::size_t>(wanted, 1, std::max<std::size_t>(room, 1));
}

Acceptor::Acceptor(boost::asio::io_context& io, const ListenAddress& address, int given, AcceptLimits limits,
                   const TimeSource& time, RefusalCounts& counts, Admitted admitted)
    : limits_(std::move(limits)),
      time_(time),
      counts_(counts),
      admitted_(std::move(admitted)),
      acceptor_(io),
      pause_(io),
      handshakes_(most_addresses),
      refusals_(time, warn),
      troubles_(time, warn) {
  if (given >= 0)
    adopt(given);
  else
    open(address);
  const tcp::endpoint local = acceptor_.local_endpoint();
  port_ = local.port();
  on_loopback_ = local.address().is_loopback();
}

void Acceptor::open(const ListenAddress& address) {
  const tcp::endpoint endpoint = endpoint_of(address);
  acceptor_.open(endpoint.protocol());
  acceptor_.set_option(tcp::acceptor::reuse_address(true));
  acceptor_.bind(endpoint);
  acceptor_.listen();
}

/// It listens already, also while no process of ours runs. Closing it ends our hold on it, not the listening.
void Acceptor::adopt(int descriptor) {
  sockaddr_storage address{};
  socklen_t length = sizeof address;
  if (::getsockname(descriptor, reinterpret_cast<sockaddr*>(&address), &length) != 0)
    throw std::system_error(errno, std::generic_category(), "the inherited socket");
  acceptor_.assign(address.ss_family == AF_INET6 ? tcp::v6() : tcp::v4(), descriptor);
}

void Acceptor::start() {
  pause_.expires_at(no_pause);
  watch_pause();
  accept();
}

/// Without memory for words nothing is said.
template <class MakeLine>
void Acceptor::complain(MakeLine make_line) noexcept {
  try {
    troubles_.lost(make_line());
  } catch (const std::exception&) {
  }
}

template <class MakeLine>
void Acceptor::back_off(MakeLine make_line) noexcept {
  complain([&] {
    return with_fields(std::string("cannot accept connections: ") + make_line(),
                       {{"MESSAGE_ID", message_ids::cannot_accept}});
  });
  accepting_ = true;
  pause_.expires_after(pause_after_error);  // watch_pause() hears of it
}

/// Is called with the next connection. Asio lets go of it uncalled when it has no memory for that connection's socket.
class Acceptor::Next {
 public:
  explicit Next(std::weak_ptr<Acceptor> acceptor) : acceptor_(std::move(acceptor)) {}
  Next(Next&&) = default;
  Next& operator=(Next&&) = delete;
  ~Next() {
    const auto self = acceptor_.lock();
    if (self && !self->stopped_) self->back_off([] { return "no memory for the next one"; });
  }
  void operator()(const boost::system::error_code& error, Socket socket) {
    const auto self = std::exchange(acceptor_, {}).lock();
    if (!self) return;
    self->accepting_ = false;
    self->accepted(error, std::move(socket));
  }

 private:
  std::weak_ptr<Acceptor> acceptor_;  // empty: was called, or moved from
};

/// Whatever fails here, for want of memory too, must leave somebody who comes back.
void Acceptor::accept() {
  if (stopped_ || accepting_ || connections_ >= limits_.connections) return;
  accepting_ = true;
  try {
    acceptor_.async_accept(Next(weak_from_this()));
  } catch (const std::exception&) {  // Next has seen to it
  }
}

void Acceptor::accepted(const boost::system::error_code& error, Socket socket) {
  if (stopped_ && error) return;  // who was accepted before the stop is let in all the same, and told to go
  if (error && error != boost::asio::error::connection_aborted) return back_off([&] { return error.message(); });
  try {
    if (!error) admit(std::move(socket));
  } catch (const std::exception& failure) {  // no memory for it: that costs this connection, not all to come
    complain([&] { return "cannot take a connection: " + printable(failure.what()); });
  }
  accept();
}

void Acceptor::admit(Socket socket) {
  boost::system::error_code gone_already;
  const tcp::endpoint remote = socket.remote_endpoint(gone_already);
  if (gone_already) return;
  const std::string address = text_of(remote.address());
  const Guest guest{address, !limits_.proxies.trusts(address)};
  if (const auto refusal = guest.has_place ? take_place(address) : std::nullopt)
    return refuse(std::move(socket), text_of(*refusal));
  keep_fresh(socket);
  ++connections_;
  try {
    admitted_(std::move(socket), guest);
  } catch (const std::exception& failure) {
    complain([&] { return "cannot take a connection from " + address + ": " + printable(failure.what()); });
    gone(guest);
  }
}

std::optional<HttpAnswer> Acceptor::take_place(const std::string& address) {
  const std::string key = address_key(address);
  if (const auto known = by_address_.find(key); known != by_address_.end() && known->second >= limits_.per_address) {
    refusals_.lost(key, with_fields("refused a connection from " + address + ": it has " +
                                        std::to_string(known->second) + " already",
                                    {{"ADDRESS", address}}));
    counts_.count(Refusal::too_many_connections);
    return HttpAnswer{503, error_json("too many connections from your address (ingest.max_connections_per_address)"),
                      "Retry-After: 5"};
  }
  if (too_often(address, key)) {
    refusals_.lost(key,
                   with_fields("refused a connection from " + address + ": more than ingest.max_handshakes_per_address",
                               {{"ADDRESS", address}}));
    counts_.count(Refusal::too_many_handshakes);
    return HttpAnswer{429, error_json("your address connects too often (ingest.max_handshakes_per_address)"),
                      "Retry-After: 1"};
  }
  ++by_address_[key];
  return std::nullopt;
}

/// Somebody waits for the end of the pause also while there is none: to begin to wait takes memory, to wait for something
/// else does not, as what the wait before had is at hand.
void Acceptor::watch_pause() {
  pause_.async_wait([weak = weak_from_this()](const boost::system::error_code&) {
    const auto self = weak.lock();
    if (!self || self->stopped_) return;
    const bool over = self->pause_.expiry() <= std::chrono::steady_clock::now();
    if (over) self->pause_.expires_at(no_pause);
    self->watch_pause();
    if (!over) return;
    self->accepting_ = false;
    self->accept();
  });
}

bool Acceptor::too_often(const std::string& address, const std::string& key) {
  auto& bucket = handshakes_.at(key);
  if (!bucket) {
    boost::system::error_code no_address;  // a proxy may tell anything
    const auto literal = boost::asio::ip::make_address(address, no_address);
    const bool loopback = !no_address && literal.is_loopback();
    const double rate = limits_.handshakes_per_second * (loopback ? more_on_loopback : 1);
    bucket.emplace(rate, seconds_in_hand * rate);
  }
  return !bucket->try_take(time_.now());
}

void Acceptor::refuse(Socket socket, std::string text) {
  if (!in_words_) return;
  if (*being_refused_ >= most_polite_refusals) return refuse_in_passing(socket, text);
  std::make_shared<Refused>(std::move(socket), std::move(text), being_refused_)->start();
}

void Acceptor::gone(const Guest& guest) {
  --connections_;
  accept();
  const auto known = guest.has_place ? by_address_.find(address_key(guest.address)) : by_address_.end();
  if (known != by_address_.end() && --known->second == 0) by_address_.erase(known);
}

void Acceptor::change(AcceptLimits limits) {
  limits_ = std::move(limits);
  accept();
}

void Acceptor::stop() {
  stopped_ = true;
  boost::system::error_code ignored;
  acceptor_.close(ignored);
  pause_.cancel();
}

}  // namespace framewake
