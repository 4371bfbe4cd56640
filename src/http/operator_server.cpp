#include "http/operator_server.hpp"

#include <spdlog/spdlog.h>
#include <sys/socket.h>

#include <utility>  // before awaitable.hpp: Boost 1.74 uses std::exchange there without including it

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>
#include <set>
#include <system_error>

#include "base/listen_address.hpp"
#include "base/log.hpp"
#include "base/loss_log.hpp"
#include "http/connection.hpp"
#include "http/control_desk.hpp"
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
    Listed(State& server, tcp::socket socket)
        : state(server), connection(std::move(socket), server.terms, server.desk) {
      state.connections.insert(&connection);
    }
    ~Listed() {
      state.connections.erase(&connection);
      state.pause.cancel();
    }
    Listed(const Listed&) = delete;
    Listed& operator=(const Listed&) = delete;

    State& state;
    Connection connection;
  };

  State(asio::io_context& io_context, const HttpOptions& options, OperatorSource& source, const TimeSource& time,
        int given, OperatorControl* operators, std::shared_ptr<const TlsServerContext> tls, SnapshotPort* cameras)
      : io(io_context),
        max_connections(static_cast<std::size_t>(options.max_connections)),
        acceptor(given >= 0 ? adopt(io_context, given) : listen_at(io_context, options.listen)),
        pause(io_context),
        desk(io_context, source),
        control(io_context, operators),
        pictures(io_context, cameras),
        refused(time, [](const std::string& line) { spdlog::warn("{}", line); }) {
    if (!acceptor.is_open()) return;
    const auto local = acceptor.local_endpoint();
    port = local.port();
    const bool loopback = local.address().is_loopback();
    gate.emplace(options, loopback, time);
    terms = {options.timeout,
             {loopback || options.anonymous, options.hosts},
             TrustedProxies(options.trusted_proxies),
             &*gate,
             &refused,
             &control,
             &pictures,
             &refusals,
             std::move(tls)};
  }

  asio::awaitable<void> accept() {
    const auto self = shared_from_this();
    while (acceptor.is_open()) {
      if (connections.size() >= max_connections) {
        co_await wait_until(TimePoint::max());  // until a connection ends
        continue;
      }
      error_code error;
      tcp::socket socket = co_await acceptor.async_accept(asio::redirect_error(asio::use_awaitable, error));
      if (!acceptor.is_open()) co_return;
      if (!error) {
        asio::co_spawn(io, serve(std::make_unique<Listed>(*this, std::move(socket))), report_end);
      } else if (error != asio::error::connection_aborted) {
        failures.lost("cannot accept an operator's connection: " + error.message());
        constexpr milliseconds back_off{250};  // out of descriptors, most likely: trying at once again would spin
        co_await wait_until(Clock::now() + back_off);
      }
    }
  }

  /// Or until `pause` is cancelled.
  asio::awaitable<void> wait_until(TimePoint when) {
    pause.expires_at(when);
    error_code woken;
    co_await pause.async_wait(asio::redirect_error(asio::use_awaitable, woken));
  }

  asio::awaitable<void> serve(std::unique_ptr<Listed> listed) {
    const auto self = shared_from_this();
    const auto ends_before_self = std::move(listed);
    co_await ends_before_self->connection.serve();
  }

  void change(const HttpOptions& options) {
    max_connections = static_cast<std::size_t>(options.max_connections);
    terms.timeout = options.timeout;
    terms.hosts.names = options.hosts;
    pause.cancel();  // there may be room now
  }

  void close() {
    error_code ignored;
    acceptor.close(ignored);
    pause.cancel();
    desk.close();
    control.close();
    pictures.close();
    for (Connection* connection : connections) connection->close();
  }

  asio::io_context& io;
  std::size_t max_connections;
  tcp::acceptor acceptor;
  asio::steady_timer pause;  ///< of the accept loop: cancelled when it may go on
  ReportDesk desk;
  ControlDesk control;
  SnapshotWindow pictures;
  LossLog refused;
  RefusalCounts refusals;  // own synchronization
  std::optional<Gatekeeper> gate;
  std::uint16_t port = 0;
  ConnectionTerms terms;
  std::set<Connection*> connections;
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
  asio::post(state_->io, [state = state_, tls = std::move(tls)] { state->terms.tls = tls; });
}

const RefusalCounts& OperatorServer::refusals() const noexcept {
  return state_->refusals;
}

void OperatorServer::stop() {
  asio::post(state_->io, [state = state_] { state->close(); });
}

}  // namespace framewake
