#include "app/daemon_parts.hpp"
#include "base/log.hpp"

namespace framewake {
namespace {

bool same(const std::shared_ptr<const TlsServerContext>& a, const std::shared_ptr<const TlsServerContext>& b) {
  return a && b ? a->fingerprint() == b->fingerprint() : a == b;
}

}  // namespace

void Daemon::Parts::change_lanes() {
  const Live<Config>::Snapshot now = config.now();
  for (FrameExchange* one : {&exchange, &later_exchange})
    one->for_each([&](FrameExchange::LaneOf& lane) {
      if (const auto camera = CameraId::parse(lane.name())) lane.change(lane_terms(now->of(*camera)));
    });
  exchange.end_rests();  // idle_fps may be another now
}

void Daemon::Parts::apply(Config next) {
  config.replace(std::move(next));
  const Live<Config>::Snapshot now = config.now();
  set_log_level(now->log.level);
  open_configured_cameras();
  processors.remake_pipelines();
  later_processors.remake_pipelines();
  listener.change(now->ingest, static_cast<std::uint64_t>(now->processing.max_pixels));
  if (operators != nullptr) operators->change(now->http);
  net.post([this] { change_lanes(); });  // there, because that is where cameras come with the limit they found
}

std::vector<std::string> Daemon::Parts::use(Certificates next) {
  std::vector<std::string> changed;
  if (!same(certificates.ingest,
            next.ingest)) {  // otherwise the old one stays: sessions that began with it are resumed
    changed.emplace_back("ingest.tls_certificate");
    certificates.ingest = std::move(next.ingest);
    listener.use(certificates.ingest);
  }
  if (!same(certificates.http, next.http)) {
    changed.emplace_back("http.tls_certificate");
    certificates.http = std::move(next.http);
    if (operators != nullptr) operators->use(certificates.http);
  }
  return changed;
}

std::vector<std::string> Daemon::Parts::use(CameraTokens next) {
  std::vector<std::string> changed = next.keys_that_differ(*tokens.now());
  if (changed.empty()) return changed;
  tokens.replace(std::move(next));
  const Live<Config>::Snapshot now = config.now();
  listener.change(now->ingest, static_cast<std::uint64_t>(now->processing.max_pixels));  // each camera is asked anew
  return changed;
}

}  // namespace framewake
