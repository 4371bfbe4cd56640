#include "app/daemon.hpp"

#include <algorithm>
#include <opencv2/core/utility.hpp>
#include <optional>
#include <system_error>

#include "app/health.hpp"
#include "app/net_thread.hpp"
#include "app/secrets.hpp"
#include "app/status.hpp"
#include "app/version.hpp"
#include "base/log.hpp"
#include "base/log_fields.hpp"
#include "base/stop_sequence.hpp"
#include "frame/decision_log.hpp"
#include "output/decision_sink.hpp"
#include "output/reply_sink.hpp"
#include "output/status_json.hpp"
#include "output/why_json.hpp"
#include "view/snapshot_desk.hpp"
#include "vision/pipeline.hpp"

namespace framewake {
namespace {

int thread_count(const ProcessingOptions& options) {
  if (options.threads > 0) return options.threads;
  constexpr unsigned most_by_default = 8;
  return static_cast<int>(std::clamp(std::thread::hardware_concurrency(), 1U, most_by_default));
}

LaneTerms lane_terms(const CameraOptions& options) {
  return {options.max_age, options.priority};
}

/// Calls `open` and turns its failure into a line that names the key.
template <class Open>
auto listening(const std::string& address, const char* key, Open open) {
  try {
    return open();
  } catch (const std::system_error& failure) {
    throw CannotListen("cannot listen on " + address + " (" + key + "): " + failure.code().message());
  }
}

Certificates certificates_at_start(const Config& config) {
  CertificatesReading reading = read_certificates(config);
  std::string lines;
  for (const ConfigProblem& problem : reading.problems) lines += (lines.empty() ? "" : "\n") + to_string(problem);
  if (!lines.empty()) throw BadSecrets(lines);
  for (const std::string& warning : reading.warnings) spdlog::warn("{}", warning);
  return std::move(reading.certificates);
}

bool same(const std::shared_ptr<const TlsServerContext>& a, const std::shared_ptr<const TlsServerContext>& b) {
  return a && b ? a->fingerprint() == b->fingerprint() : a == b;
}

}  // namespace

/// Everything the daemon is made of, in the order in which it is made; destroyed in the reverse order.
struct Daemon::Parts final : OperatorSource {
  Parts(Config the_config, const StageTable& the_stages, const TimeSource& the_time, GivenSockets given,
        OperatorControl* control);

  std::string status_json() override;
  std::string why_json(const CameraId& camera, std::size_t limit) override;
  std::string metrics_text() override { return metrics.text(); }
  std::string health_problem() override {
    return stuck_workers(workers(), time.now(), config.now()->processing.stall_timeout);
  }

  std::vector<RefusalAccount> refusals() const;
  std::optional<std::string> word_for(const CameraId& camera);
  StatusParts status_parts() { return {config, exchange, later_exchange, listener, results, time}; }
  std::optional<CameraTerms> terms_of(const CameraId& camera) const;
  CameraWork make_work(const CameraId& camera, std::unique_ptr<Pipeline> former) const;
  CameraWork make_later_work(const CameraId& camera, std::unique_ptr<Pipeline> former) const;
  void look_later(EncodedFrame frame);
  std::vector<WorkerState> workers() const;
  void open_configured_cameras();
  void change_lanes();
  void apply(Config next);
  std::vector<std::string> use(Certificates next);
  std::vector<std::string> use(CameraTokens next);
  std::vector<std::string> stop();
  void say_final_account();

  Live<Config> config;
  Live<CameraTokens> tokens;
  DecisionBook decisions;     // of all cameras; no reload touches it
  Certificates certificates;  // main thread; the listeners have their own hold on them
  const StageTable& stages;
  const TimeSource& time;
  const TimePoint started;

  FrameExchange exchange;
  FrameExchange later_exchange;  // to the stages that run beside
  NetThread net;
  Listener listener;  // lives on the net thread
  ReplySink replies;
  LiveResults results;
  DecisionSink decided;
  MetricsSink metrics;
  SnapshotDesk pictures;
  ProcessorPool later_processors;
  ProcessorPool processors;
  std::unique_ptr<OperatorServer> operators;  // lives on the net thread; null when off
  bool stopped = false;
};

Daemon::Parts::Parts(Config the_config, const StageTable& the_stages, const TimeSource& the_time, GivenSockets given,
                     OperatorControl* control)
    : config(std::move(the_config)),
      tokens(CameraTokens(*config.now())),
      certificates(certificates_at_start(*config.now())),
      stages(the_stages),
      time(the_time),
      started(time.now()),
      exchange(time),
      later_exchange(time),
      listener(
          listening(config.now()->ingest.listen, "ingest.listen",
                    [&] {
                      return Listener(
                          net.io(), exchange,
                          IngestSettings{.options = config.now()->ingest,
                                         .max_pixels = static_cast<std::uint64_t>(config.now()->processing.max_pixels),
                                         .terms = [this](const CameraId& camera) { return terms_of(camera); },
                                         .tls = certificates.ingest,
                                         .on_rejected =
                                             [this](const CameraId& camera, std::uint64_t frame, const Rejection& why) {
                                               note_rejected(decisions, camera, frame, time.now(), why);
                                             },
                                         .given_socket = given.ingest},
                          time);
                    })),
      replies(listener),
      results(time),
      decided(decisions, time, [this](const CameraId& camera) { return config.now()->of(camera).max_age; }),
      metrics(
          version(), [this] { return camera_statuses(status_parts()); }, time, [this] { return refusals(); }),
      pictures([this](const CameraId& camera) { return word_for(camera); }, time),
      later_processors(
          later_exchange,
          {.threads = config.now()->processing.async_threads, .thread_name = "fw-late-", .nice = 5, .onward = {}},
          [this](const CameraId& camera, std::unique_ptr<Pipeline> former) {
            return make_later_work(camera, std::move(former));
          },
          {&results, &metrics, &decided, &replies, &pictures}, time),
      processors(
          exchange,
          {.threads = thread_count(config.now()->processing),
           .onward = [this](EncodedFrame frame) { look_later(std::move(frame)); }},
          [this](const CameraId& camera, std::unique_ptr<Pipeline> former) {
            return make_work(camera, std::move(former));
          },
          {&results, &metrics, &decided, &replies, &pictures}, time) {
  const Live<Config>::Snapshot start = config.now();
  open_configured_cameras();
  if (!start->http.listen.empty()) {
    operators = listening(start->http.listen, "http.listen", [&] {
      return std::make_unique<OperatorServer>(net.io(), with_credentials(start->http), *this, steady_time(), given.http,
                                              control, certificates.http, &pictures);
    });
  }
  net.start();
  spdlog::info("listening for cameras on {}:{}{}", start->ingest.listen.substr(0, start->ingest.listen.rfind(':')),
               listener.port(), certificates.ingest ? " with TLS" : "");
  if (operators != nullptr) {
    spdlog::info("listening for operators on {}:{}{}", start->http.listen.substr(0, start->http.listen.rfind(':')),
                 operators->port(), certificates.http ? " with TLS" : "");
  }
}

std::optional<CameraTerms> Daemon::Parts::terms_of(const CameraId& camera) const {
  const Live<Config>::Snapshot now = config.now();
  const CameraOptions& options = now->of(camera);
  CameraTerms terms{.lane = lane_terms(options), .configured = now->cameras.contains(camera)};
  terms.limits = {options.max_fps, static_cast<double>(options.max_bandwidth.count)};
  terms.certificates = now->ingest.client_certificates;
  const bool required = terms.certificates == ClientCertificates::required;
  const bool anonymous = now->ingest.anonymous || listener.on_loopback() || required;
  terms.access = tokens.now()->rule_for(camera, anonymous);
  if (terms.configured || now->ingest.unknown_cameras == UnknownCameras::accept) return terms;
  terms.known = false;
  // To whom has shown no token it looks like a camera whose token he lacks: which names are known is none of his business.
  if (anonymous) return std::nullopt;
  terms.access = {.required = true, .digests = {}};
  terms.certificates = ClientCertificates::off;
  return terms;
}

CameraWork Daemon::Parts::make_work(const CameraId& camera, std::unique_ptr<Pipeline> former) const {
  const Live<Config>::Snapshot now = config.now();
  const CameraOptions& options = now->of(camera);
  const PipelineParts parts = split_pipeline(now->pipelines.at(options.pipeline), stages);
  const unsigned hiding_later = hiding_stages(parts.later, stages);
  return {.pipeline = std::make_unique<Pipeline>(parts.at_once, stages, time, std::move(former), hiding_later),
          .pace = {options.idle_fps, options.idle_after, options.advise},
          .goes_on = !parts.later.stages.empty()};
}

CameraWork Daemon::Parts::make_later_work(const CameraId& camera, std::unique_ptr<Pipeline> former) const {
  const Live<Config>::Snapshot now = config.now();
  const PipelineParts parts = split_pipeline(now->pipelines.at(now->of(camera).pipeline), stages);
  return {.pipeline = std::make_unique<Pipeline>(parts.later, stages, time, std::move(former))};
}

/// The newest frame for the stages that run beside. One that still waits for them is superseded there; its own result has
/// been told.
void Daemon::Parts::look_later(EncodedFrame frame) {
  auto& lane = later_exchange.open(frame.camera.str(), lane_terms(config.now()->of(frame.camera)));
  lane.ledger().receive();
  const TimePoint arrival = frame.arrival;
  later_exchange.publish(lane, std::move(frame), arrival);
}

std::vector<WorkerState> Daemon::Parts::workers() const {
  auto all = processors.workers();
  for (WorkerState& worker : later_processors.workers()) all.push_back(std::move(worker));
  return all;
}

/// Those that the config names are in the status from the start, as offline, not only once they have come.
void Daemon::Parts::open_configured_cameras() {
  const Live<Config>::Snapshot now = config.now();
  for (const auto& [camera, options] : now->cameras) exchange.open(camera.str(), lane_terms(options));
}

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

std::vector<RefusalAccount> Daemon::Parts::refusals() const {
  std::vector<RefusalAccount> accounts{{"cameras", &listener.refusals()}};
  if (operators != nullptr) accounts.push_back({"operators", &operators->refusals()});
  return accounts;
}

/// The camera's state; nothing when there is no such camera.
std::optional<std::string> Daemon::Parts::word_for(const CameraId& camera) {
  if (exchange.find(camera.str()) == nullptr) return std::nullopt;
  return std::string(to_string(state_of(config.now()->of(camera), listener.link(camera), time.now())));
}

std::string Daemon::Parts::status_json() {
  return framewake::status_json({version(), time.now() - started, camera_statuses(status_parts())});
}

std::string Daemon::Parts::why_json(const CameraId& camera, std::size_t limit) {
  const auto status = camera_status(status_parts(), camera);
  if (!status) return "";
  const DecisionLog* log = decisions.find(camera);
  const auto newest = log == nullptr ? std::vector<LoggedDecision>{} : log->newest(limit);
  return framewake::why_json(*status, newest, time.now());
}

std::vector<std::string> Daemon::Parts::stop() {
  stopped = true;
  const Duration limit = config.now()->processing.stop_timeout;
  std::vector<std::string> problems;
  StopSequence order;
  order.add("accepting", [&](TimePoint) {
    listener.stop_accepting();
    if (operators != nullptr) operators->stop();
    return true;
  });
  order.add("cameras", [&](TimePoint) {
    listener.close_all(limit / 4);
    return true;
  });
  order.add("processors", [&](TimePoint deadline) {
    processors.request_stop();
    later_processors.request_stop();
    const TimePoint then = deadline - limit / 10;
    if (processors.join_until(then) && later_processors.join_until(then)) return true;
    problems.push_back(stuck_workers(workers(), time.now(), Duration::zero()));
    return false;
  });
  order.add("frames that waited", [&](TimePoint) {
    exchange.expire_waiting();
    later_exchange.expire_waiting();
    return true;
  });
  order.add("pictures", [&](TimePoint deadline) {
    pictures.request_stop();
    if (pictures.join_until(deadline - limit / 20)) return true;
    problems.emplace_back("fw-view still makes a picture");
    return false;
  });
  order.add("net thread", [&](TimePoint deadline) {
    net.finish();
    if (net.join_until(deadline)) return true;
    problems.emplace_back("fw-net still has open work");
    return false;
  });
  order.run(steady_time(), limit);
  say_final_account();
  return problems;
}

void Daemon::Parts::say_final_account() {
  for (const CameraStatus& camera : camera_statuses(status_parts())) {
    const FateCounts& fates = camera.fates;
    log_with(
        spdlog::level::info,
        fmt::format("camera {}: received {} = processed {} + superseded {} + expired {} + rejected {} + in flight {}",
                    camera.camera.str(), fates.received, fates.processed, fates.superseded, fates.expired,
                    fates.rejected, fates.in_flight),
        {{"CAMERA", camera.camera.str()}});
  }
}

Daemon::Daemon(Config config, const StageTable& stages, const TimeSource& time, GivenSockets given,
               OperatorControl* control) {
  cv::setNumThreads(1);  // the parallelism is across cameras
  parts_ = std::make_unique<Parts>(std::move(config), stages, time, given, control);
}

Daemon::~Daemon() {
  if (!parts_->stopped) stop();
}

std::uint16_t Daemon::ingest_port() const noexcept {
  return parts_->listener.port();
}
std::uint16_t Daemon::http_port() const noexcept {
  return parts_->operators ? parts_->operators->port() : 0;
}
std::vector<CameraStatus> Daemon::cameras() const {
  return camera_statuses(parts_->status_parts());
}
VitalSigns Daemon::vital_signs() const {
  return {[this](std::function<void()> question) { parts_->net.post(std::move(question)); },
          [this] { return parts_->workers(); }};
}
Live<Config>::Snapshot Daemon::config() const {
  return parts_->config.now();
}
void Daemon::apply(Config config) {
  parts_->apply(std::move(config));
}
std::vector<std::string> Daemon::use(Certificates certificates) {
  return parts_->use(std::move(certificates));
}
std::vector<std::string> Daemon::use(CameraTokens tokens) {
  return parts_->use(std::move(tokens));
}
std::vector<std::string> Daemon::stop() {
  return parts_->stop();
}

}  // namespace framewake
