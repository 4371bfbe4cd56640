#include "ingest/listener.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <system_error>
#include <vector>

#include "base/log.hpp"
#include "ingest/acceptor.hpp"
#include "ingest/answer_box.hpp"
#include "ingest/core.hpp"
#include "ingest/session.hpp"
#include "ingest/wire.hpp"

namespace framewake {
namespace {

AcceptLimits accept_limits(const IngestOptions& options) {
  const auto wanted = static_cast<std::size_t>(options.max_connections);
  const std::size_t possible = connections_within_file_limit(wanted);
  if (possible < wanted)
    spdlog::warn("ingest.max_connections is {}, but the limit of open files allows {}", wanted, possible);
  return {possible, std::min(possible, static_cast<std::size_t>(options.max_connections_per_address)),
          static_cast<double>(options.max_handshakes_per_address), TrustedProxies(options.trusted_proxies)};
}

ListenAddress listen_address(const std::string& text) {
  const auto address = ListenAddress::parse(text);
  if (!address) throw std::system_error(std::make_error_code(std::errc::invalid_argument), "ingest.listen = " + text);
  return *address;
}

}  // namespace

class Listener::Impl : public std::enable_shared_from_this<Impl> {
 public:
  Impl(boost::asio::io_context& io, FrameExchange& exchange, IngestSettings settings, const TimeSource& time)
      : core(io, exchange, std::move(settings), time), wires(io, wire_limits(core.settings.options)), grace_timer(io) {
    const auto& options = core.settings.options;
    acceptor = std::make_shared<Acceptor>(
        io, listen_address(options.listen), core.settings.given_socket, accept_limits(options), time, core.refusals,
        [this](Acceptor::Socket socket, const Acceptor::Guest& guest) {
          std::make_shared<Session>(core, core.next_connection++, guest.address, guest.has_place)
              ->start(wires, std::move(socket));
        });
    wires.use(core.settings.tls);
    acceptor->refuse_in_words(core.settings.tls == nullptr);
    core.gate.set_loopback(acceptor->on_loopback());
    core.take_place = [this](const std::string& address) { return acceptor->take_place(address); };
    core.on_gone = [this](const Session& session) {
      acceptor->gone({session.address(), session.has_place()});
      if (core.sessions.empty()) grace_timer.cancel();
    };
    acceptor->start();
  }

  void deliver() {
    core.thread.check();
    for (auto& [connection, waiting] : answers.take_all()) {
      const auto session = core.find(connection);
      if (!session) continue;
      session->count_dropped_replies(waiting.dropped);
      for (const auto& answer : waiting.answers) session->answer(answer.frame, answer.kind, answer.json);
    }
  }

  void change(IngestOptions options, std::uint64_t max_pixels) {
    core.thread.check();
    auto& settings = core.settings;
    options.listen = settings.options.listen;
    const bool other_room = options.max_connections != settings.options.max_connections ||
                            options.max_connections_per_address != settings.options.max_connections_per_address;
    settings.options = std::move(options);
    settings.max_pixels = max_pixels;
    core.apply_settings();
    wires.change(wire_limits(settings.options));
    if (other_room) acceptor->change(accept_limits(settings.options));
    for (const auto& session : all_sessions()) session->options_changed(wire_limits(settings.options));
  }

  void use(const std::shared_ptr<const TlsServerContext>& tls) {
    core.thread.check();
    const auto authorities = [](const auto& context) { return context ? context->marks().authorities : ""; };
    const bool others_sign = authorities(core.settings.tls) != authorities(tls);
    core.settings.tls = tls;
    wires.use(tls);
    acceptor->refuse_in_words(tls == nullptr);
    if (!others_sign) return;
    for (const auto& session : all_sessions()) session->authorities_changed(tls);
  }

  void close_all(std::chrono::milliseconds grace) {
    core.thread.check();
    acceptor->stop();
    core.closing = true;
    core.farewell = grace;
    for (const auto& session : all_sessions()) session->go_away(grace);
    if (core.sessions.empty()) return;
    grace_timer.expires_after(grace);
    grace_timer.async_wait([weak = weak_from_this()](const boost::system::error_code& cancelled) {
      const auto self = weak.lock();
      if (self && !cancelled) self->cut_all();
    });
  }

  void cut_all() {
    for (const auto& session : all_sessions()) session->cut();
  }

  /// The io_context runs no more: lets go of everything that is still open.
  void abandon() {
    core.thread.unbind();
    acceptor->stop();
    core.hang_ups->stop();
    grace_timer.cancel();
    cut_all();
  }

  IngestCore core;
  WireServer wires;
  AnswerBox answers;
  boost::asio::steady_timer grace_timer;
  std::shared_ptr<Acceptor> acceptor;  // shared with what waits in the io_context

 private:
  std::vector<std::shared_ptr<Session>> all_sessions() const {  // a copy: sessions leave while they are told
    std::vector<std::shared_ptr<Session>> all;
    all.reserve(core.sessions.size());
    for (const auto& [id, session] : core.sessions) all.push_back(session);
    return all;
  }
};

Listener::Listener(boost::asio::io_context& io, FrameExchange& exchange, IngestSettings settings,
                   const TimeSource& time) {
  const std::string where = settings.options.listen;
  try {
    impl_ = std::make_shared<Impl>(io, exchange, std::move(settings), time);
  } catch (const boost::system::system_error& error) {
    throw std::system_error(error.code(), "cannot listen on " + where);
  }
}

Listener::~Listener() {
  impl_->abandon();
}

std::uint16_t Listener::port() const noexcept {
  return impl_->acceptor->port();
}

bool Listener::on_loopback() const {
  return impl_->acceptor->on_loopback();
}

void Listener::answer(ReplyTo to, std::uint64_t frame, AnswerKind kind, std::string json) {
  if (to.connection == 0) return;
  if (!impl_->answers.put(to.connection, {frame, kind, std::move(json)})) return;
  boost::asio::post(impl_->core.io, [impl = impl_] { impl->deliver(); });
}

CameraLink Listener::link(const CameraId& camera) const {
  return impl_->core.cameras.link(camera, impl_->core.time.now());
}

void Listener::change(IngestOptions options, std::uint64_t max_pixels) {
  boost::asio::post(impl_->core.io, [impl = impl_, options = std::move(options), max_pixels]() mutable {
    impl->change(std::move(options), max_pixels);
  });
}

void Listener::use(std::shared_ptr<const TlsServerContext> tls) {
  boost::asio::post(impl_->core.io, [impl = impl_, tls = std::move(tls)] { impl->use(tls); });
}

const RefusalCounts& Listener::refusals() const noexcept {
  return impl_->core.refusals;
}

void Listener::stop_accepting() {
  boost::asio::post(impl_->core.io, [impl = impl_] { impl->acceptor->stop(); });
}

void Listener::close_all(Duration grace) {
  const auto patience = std::max(std::chrono::duration_cast<std::chrono::milliseconds>(grace), milliseconds(1));
  boost::asio::post(impl_->core.io, [impl = impl_, patience] { impl->close_all(patience); });
}

}  // namespace framewake
