#include "http/operator_server.hpp"

#include <spdlog/spdlog.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <utility>  // before awaitable.hpp: Boost 1.74 uses std::exchange there without including it

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>
#include <map>
#include <new>
#include <string_view>
#include <system_error>

#include "auth/address.hpp"
#include "base/listen_address.hpp"
#include "base/log.hpp"
#include "base/loss_log.hpp"
#include "base/loss_logs.hpp"
#include "base/thread.hpp"
#include "http/connection.hpp"
#include "http/control_desk.hpp"
#include "http/places.hpp"
#include "http/report_desk.hpp"
#include "http/snapshot_window.hpp"

namespace framewake {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

void throw_if(const error_code& error, const std::string& what) {
  if (error) throw std::system_error(static_cast<std::error_code>(error), what);
}

tcp::acceptor listen_at(asio::io_context& io, const std::string& text) {
  tcp::acceptor acceptor(io);
  if (text.empty()) return acceptor;
  const auto what = "cannot listen for operators on " + text;
  const auto where = ListenAddress::parse(text);
  if (!where) throw std::system_error(std::make_error_code(std::errc::invalid_argument), what);

  error_code error;
  const tcp::endpoint endpoint(asio::ip::make_address(where->address), where->port);
  acceptor.open(endpoint.protocol(), error);
  throw_if(error, what);
  acceptor.set_option(tcp::acceptor::reuse_address(true), error);
  throw_if(error, what);
  acceptor.bind(endpoint, error);
  throw_if(error, what);
  acceptor.listen(asio::socket_base::max_listen_connections, error);
  throw_if(error, what);
  return acceptor;
}

tcp::acceptor adopt(asio::io_context& io, int descriptor) {
  sockaddr_storage address{};
  socklen_t length = sizeof address;
  if (::getsockname(descriptor, reinterpret_cast<sockaddr*>(&address), &length) != 0)
    throw std::system_error(errno, std::generic_category(), "the inherited socket");
  return {io, address.ss_family == AF_INET6 ? tcp::v6() : tcp::v4(), descriptor};
}

constexpr std::string_view too_many =
    "HTTP/1.1 503 Service Unavailable\r\nContent-Type: application/json\r\nContent-Length: 51\r\nRetry-After: 5\r\n"
    "Connection: close\r\n\r\n{\"error\":\"too many connections from your address\"}\n";

/// Logs what ended a coroutine if it was a bug.
void report_end(const std::exception_ptr& bug) {
  if (!bug) return;
  try {
    std::rethrow_exception(bug);
  } catch (const std::exception& error) {
    spdlog::error("operators' listener: {}", printable(error.what()));
  }
}

}  // namespace

/// Net thread only, after construction.
struct OperatorServer::State : std::enable_shared_from_this<OperatorServer::State> {
  /// A connection and its place in the list, from its acceptance to its end.
  struct Listed {
    Listed(State& server, tcp::socket socket, Place place)
        : state(server),
          number(server.next++),
          connection(std::move(socket), server.terms, server.desk, std::move(place)) {
      state.connections.emplace(number, &connection);
    }
    ~Listed() {
      state.connections.erase(number);
      state.pause.cancel();
    }
    Listed(const Listed&) = delete;
    Listed& operator=(const Listed&) = delete;

    State& state;
    const std::uint64_t number;
    Connection connection;
  };

  State(asio::io_context& io_context, const HttpOptions& options, OperatorSource& source, const TimeSource& time,
        int given, OperatorControl* operators, std::shared_ptr<const TlsServerContext> tls, SnapshotPort* cameras)
      : io(io_context),
        max_connections(static_cast<std::size_t>(options.max_connections)),
        places(max_connections, time),
        acceptor(given >= 0 ? adopt(io_context, given) : listen_at(io_context, options.listen)),
        pause(io_context),
        desk(io_context, source),
        control(io_context, operators),
        pictures(io_context, cameras),
        refused(time, [](const std::string& line) { spdlog::warn("{}", line); }) {
    if (!acceptor.is_open()) return;
    const auto local = acceptor.local_endpoint();
    port = local.port();
    loopback = local.address().is_loopback();
    gate.emplace(options, loopback, time);
    terms = {options.timeout,
             {loopback || options.anonymous, options.hosts},
             TrustedProxies(options.trusted_proxies),
             &*gate,
             &places,
             &refused,
             &control,
             &pictures,
             &refusals,
             std::move(tls)};
  }

  asio::awaitable<void> accept() {
    const auto self = shared_from_this();
    thread.check();
    while (acceptor.is_open()) {
      error_code error;
      try {
        co_await accept_one(error);
      } catch (const std::bad_alloc&) {  // that costs one connection, not all to come
        error = asio::error::no_memory;
      }
      if (!error || error == asio::error::connection_aborted || !acceptor.is_open()) continue;
      failures.lost("cannot accept an operator's connection: " + error.message());
      constexpr milliseconds back_off{250};  // out of descriptors or memory: trying at once again would spin
      co_await wait_until(Clock::now() + back_off);
    }
  }

  asio::awaitable<void> accept_one(error_code& error) {
    tcp::socket socket = co_await acceptor.async_accept(asio::redirect_error(asio::use_awaitable, error));
    if (error) co_return;
    while (acceptor.is_open() && !make_room()) co_await wait_until(TimePoint::max());  // until a connection ends
    if (acceptor.is_open()) take(std::move(socket));
  }

  /// Whether there is room for one more. When all places are taken the oldest of those gives way who have not been let in to
  /// anything yet.
  bool make_room() {
    if (connections.size() < max_connections) return true;
    const auto stranger = std::find_if(connections.begin(), connections.end(),
                                       [](const auto& entry) { return !entry.second->has_standing(); });
    if (stranger == connections.end()) return false;
    Connection* const gives_way = stranger->second;
    connections.erase(stranger);
    gives_way->close();
    return true;
  }

  void take(tcp::socket socket) {
    thread.check();
    error_code gone;
    const std::string peer = socket.remote_endpoint(gone).address().to_string();
    Place place;
    // Only this machine reaches a loopback address; whom a trusted proxy brings is known with his request.
    if (!loopback && !terms.proxies.trusts(peer)) {
      auto found = places.arrives(address_key(peer));
      if (const auto* const refusal = std::get_if<Refusal>(&found)) return refuse(std::move(socket), *refusal, peer);
      place = std::get<Place>(std::move(found));
    }
    asio::co_spawn(io, serve(std::make_unique<Listed>(*this, std::move(socket), std::move(place))), report_end);
  }

  void refuse(tcp::socket socket, Refusal why, const std::string& peer) {
    refusals.count(why);
    refused.lost(address_key(peer), "operators' listener: too many connections from " + peer);
    if (terms.tls) return;  // a handshake is what is to be saved
    error_code ignored;
    socket.non_blocking(true, ignored);
    socket.write_some(asio::buffer(too_many), ignored);
    socket.shutdown(tcp::socket::shutdown_send, ignored);
    std::array<char, 4096> request{};  // unread, it would reset the connection under the answer
    socket.read_some(asio::buffer(request), ignored);
  }

  /// Or until `pause` is cancelled.
  asio::awaitable<void> wait_until(TimePoint when) {
    pause.expires_at(when);
    error_code woken;
    co_await pause.async_wait(asio::redirect_error(asio::use_awaitable, woken));
  }

  asio::awaitable<void> serve(std::unique_ptr<Listed> listed) {
    thread.check();
    const auto self = shared_from_this();
    const auto ends_before_self = std::move(listed);
    co_await ends_before_self->connection.serve();
  }

  void change(const HttpOptions& options) {
    thread.check();
    max_connections = static_cast<std::size_t>(options.max_connections);
    places.change(max_connections);
    terms.timeout = options.timeout;
    terms.hosts.names = options.hosts;
    // Who has shown what opens nothing any more holds no place for it: the next request says what it is worth.
    if (gate && gate->change(options))
      for (const auto& [number, connection] : connections) connection->lose_standing();
    pause.cancel();  // there may be room now
  }

  void close() {
    thread.check();
    error_code ignored;
    acceptor.close(ignored);
    pause.cancel();
    desk.close();
    control.close();
    pictures.close();
    for (const auto& [number, connection] : connections) connection->close();
  }

  void use(std::shared_ptr<const TlsServerContext> tls) {
    thread.check();
    terms.tls = std::move(tls);
  }

  ThreadBinding thread;  ///< the net thread, from the first use on
  asio::io_context& io;
  std::size_t max_connections;
  Places places;
  bool loopback = false;
  tcp::acceptor acceptor;
  asio::steady_timer pause;  ///< of the accept loop: cancelled when it may go on
  ReportDesk desk;
  ControlDesk control;
  SnapshotWindow pictures;
  LossLogs refused;
  RefusalCounts refusals;  // own synchronization
  std::optional<Gatekeeper> gate;
  std::uint16_t port = 0;
  ConnectionTerms terms;
  std::map<std::uint64_t, Connection*> connections;  // those that have room, the oldest first
  std::uint64_t next = 0;
  LossLog failures{steady_time(), [](const std::string& line) { spdlog::warn("{}", line); }};
};

OperatorServer::OperatorServer(asio::io_context& io, const HttpOptions& options, OperatorSource& source,
                               const TimeSource& time, int given, OperatorControl* control,
                               std::shared_ptr<const TlsServerContext> tls, SnapshotPort* pictures)
    : state_(std::make_shared<State>(io, options, source, time, given, control, std::move(tls), pictures)) {
  if (state_->acceptor.is_open()) asio::co_spawn(io, state_->accept(), report_end);
}

OperatorServer::~OperatorServer() {
  stop();
  state_->desk.join();
}

std::uint16_t OperatorServer::port() const noexcept {
  return state_->port;
}

void OperatorServer::change(HttpOptions options) {
  asio::post(state_->io, [state = state_, options = std::move(options)] { state->change(options); });
}

void OperatorServer::use(std::shared_ptr<const TlsServerContext> tls) {
  asio::post(state_->io, [state = state_, tls = std::move(tls)]() mutable { state->use(std::move(tls)); });
}

const RefusalCounts& OperatorServer::refusals() const noexcept {
  return state_->refusals;
}

void OperatorServer::stop() {
  asio::post(state_->io, [state = state_] { state->close(); });
}

}  // namespace framewake
