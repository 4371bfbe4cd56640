#include "app/daemon_parts.hpp"
#include "base/log.hpp"

namespace framewake {
namespace {

bool same(const std::shared_ptr<const TlsServerContext>& a, const std::shared_ptr<const TlsServerContext>& b) {
  return a && b ? a->marks() == b->marks() : a == b;
}

std::vector<std::string> keys_that_differ(const Certificates& a, const Certificates& b) {
  std::vector<std::string> keys;
  const auto certificate = [](const auto& context) { return context ? context->marks().certificate : ""; };
  const auto authorities = [](const auto& context) { return context ? context->marks().authorities : ""; };
  if (certificate(a.ingest) != certificate(b.ingest)) keys.emplace_back("ingest.tls_certificate");
  // Where none were asked for before, or none are now, that is ingest.client_certificates.
  if (authorities(a.ingest) != authorities(b.ingest) && !authorities(a.ingest).empty() &&
      !authorities(b.ingest).empty())
    keys.emplace_back("ingest.client_ca");
  if (certificate(a.http) != certificate(b.http)) keys.emplace_back("http.tls_certificate");
  return keys;
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

std::vector<std::string> Daemon::Parts::renew(Renewal next) {
  const Live<Admission>::Snapshot before = admission.now();
  std::vector<std::string> changed = keys_that_differ(certificates, next.certificates);
  const std::vector<std::string> other_tokens = next.tokens.keys_that_differ(*before->tokens);
  changed.insert(changed.end(), other_tokens.begin(), other_tokens.end());
  const bool other_password = password_hash != next.http.password_hash;
  if (other_password) changed.emplace_back("http.password_hash");
  password_hash = next.http.password_hash;
  const bool other_config = next.config.has_value();
  if (other_config) {
    const Live<Config>::Snapshot old = config.now();
    config.replace(std::move(*next.config));
    note_withdrawn(*old);
  }
  admission.replace({config.now(), other_tokens.empty()
                                       ? before->tokens
                                       : std::make_shared<const CameraTokens>(std::move(next.tokens))});
  use(std::move(next.certificates));
  if (other_config) config_changed();
  if (operators != nullptr && (other_config || other_password)) operators->change(std::move(next.http));
  const Live<Config>::Snapshot now = config.now();
  if (other_config || !other_tokens.empty())  // each camera is asked anew
    listener.change(now->ingest, static_cast<std::uint64_t>(now->processing.max_pixels));
  return changed;
}

void Daemon::Parts::note_withdrawn(const Config& before) {
  const Live<Config>::Snapshot now = config.now();
  Withdrawn all = *withdrawn.now();
  for (const auto& [camera, options] : before.cameras) all.emplace(camera, time.now());
  std::erase_if(all, [&](const auto& entry) { return now->cameras.contains(entry.first); });
  withdrawn.replace(std::move(all));
}

/// What ran beside is still in the pool, where no frame comes by: it must not go on when one does again.
void Daemon::Parts::note_beside_ended() {
  const Live<Config>::Snapshot now = config.now();
  later_exchange.for_each([&](FrameExchange::LaneOf& lane) {
    const auto camera = CameraId::parse(lane.name());
    if (!camera) return;
    const PipelineSpec& spec = now->pipelines.at(now->of(*camera).pipeline);
    if (split_pipeline(spec, stages).later.stages.empty()) beside_ended.add(*camera);
  });
}

void Daemon::Parts::config_changed() {
  const Live<Config>::Snapshot now = config.now();
  set_log_level(now->log.level);
  open_configured_cameras();
  note_beside_ended();
  processors.remake_pipelines();
  later_processors.remake_pipelines();
  net.post([this] { change_lanes(); });  // there, because that is where cameras come with the limit they found
}

/// One that is the same as before stays: sessions that began with it are resumed.
void Daemon::Parts::use(Certificates next) {
  if (!same(certificates.ingest, next.ingest)) {
    certificates.ingest = std::move(next.ingest);
    listener.use(certificates.ingest);
  }
  if (!same(certificates.http, next.http)) {
    certificates.http = std::move(next.http);
    if (operators != nullptr) operators->use(certificates.http);
  }
  certificate_terms.replace(framewake::terms_of(certificates));
}

}  // namespace framewake
