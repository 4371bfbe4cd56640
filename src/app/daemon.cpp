#include <algorithm>
#include <opencv2/core/utility.hpp>
#include <system_error>

#include "app/daemon_parts.hpp"
#include "app/health.hpp"
#include "app/status.hpp"
#include "app/version.hpp"
#include "base/log.hpp"
#include "output/status_json.hpp"
#include "output/why_json.hpp"

namespace framewake {
namespace {

int thread_count(const ProcessingOptions& options) {
  if (options.threads > 0) return options.threads;
  constexpr unsigned most_by_default = 8;
  return static_cast<int>(std::clamp(std::thread::hardware_concurrency(), 1U, most_by_default));
}

/// A camera that sends less than these, where a stage begins anew after each gap, would be one that nobody sees anything of:
/// twice in each of its `relearn_gap`.
double least_fps_for(const PipelineSpec& spec, const StageTable& stages) {
  double least = PaceTerms{}.least_fps;
  for (const StageSpec& stage : spec.stages) {
    const StageKind* kind = stages.find(stage.use);
    const OptionRow* row = kind == nullptr ? nullptr : kind->options.find("relearn_gap");
    if (row == nullptr || !stage.options) continue;
    const auto gap = std::get<milliseconds>(row->get(stage.options.get()));
    least = std::max(least, 2 / to_seconds(gap));
  }
  return least;
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
  if (!reading.problems.empty()) throw BadSecrets(std::move(reading.problems));
  for (const std::string& warning : reading.warnings) spdlog::warn("{}", warning);
  return std::move(reading.certificates);
}

}  // namespace

Daemon::Parts::Parts(Config the_config, const StageTable& the_stages, const TimeSource& the_time, GivenSockets given,
                     OperatorControl* control)
    : config(std::move(the_config)),
      admission({config.now(), std::make_shared<const CameraTokens>(*config.now())}),
      certificates(certificates_at_start(*config.now())),
      certificate_terms(framewake::terms_of(certificates)),
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
      pictures({.describe = [this](const CameraId& camera) { return word_for(camera); },
                .generation = [this] { return config.numbered().second; },
                .hurry =
                    [this](const CameraId& camera) {
                      if (auto* lane = exchange.find(camera.str())) exchange.end_rest(*lane);
                    }},
               time),
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
           .onward = [this](EncodedFrame frame) { return look_later(std::move(frame)); }},
          [this](const CameraId& camera, std::unique_ptr<Pipeline> former) {
            return make_work(camera, std::move(former));
          },
          {&results, &metrics, &decided, &replies, &pictures}, time) {
  const Live<Config>::Snapshot start = config.now();
  const HttpOptions http = with_credentials(start->http);
  password_hash = http.password_hash;
  open_configured_cameras();
  if (!http.listen.empty()) {
    operators = listening(http.listen, "http.listen", [&] {
      return std::make_unique<OperatorServer>(net.io(), http, *this, steady_time(), given.http, control,
                                              certificates.http, &pictures);
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
  const Live<Admission>::Snapshot rules = admission.now();
  const Live<Config>::Snapshot& now = rules->config;
  const CameraOptions& options = now->of(camera);
  CameraTerms terms{.lane = lane_terms(options), .configured = now->cameras.contains(camera)};
  terms.limits = {options.max_fps, static_cast<double>(options.max_bandwidth.count)};
  terms.certificates = now->ingest.client_certificates;
  const bool required = terms.certificates == ClientCertificates::required;
  const bool anonymous = now->ingest.anonymous || listener.on_loopback() || required;
  terms.access = rules->tokens->rule_for(camera, anonymous);
  if (terms.configured || now->ingest.unknown_cameras == UnknownCameras::accept) return terms;
  terms.known = false;
  // To whom has shown no token it looks like a camera whose token he lacks: which names are known is none of his business.
  if (anonymous) return std::nullopt;
  terms.access = {.required = true, .digests = {}};
  terms.certificates = ClientCertificates::off;
  return terms;
}

CameraWork Daemon::Parts::make_work(const CameraId& camera, std::unique_ptr<Pipeline> former) {
  const auto [now, generation] = config.numbered();
  const CameraOptions& options = now->of(camera);
  const PipelineSpec& spec = now->pipelines.at(options.pipeline);
  const PipelineParts parts = split_pipeline(spec, stages);
  const unsigned hiding_later = hiding_stages(parts.later, stages);
  return {.pipeline = std::make_unique<Pipeline>(parts.at_once, stages, time, std::move(former), hiding_later,
                                                 track_numbers.of(camera)),
          .pace = {.idle_fps = options.idle_fps,
                   .idle_after = options.idle_after,
                   .advise = options.advise,
                   .other_sizes = !has_pixels(spec, stages),
                   .least_fps = least_fps_for(spec, stages)},
          .goes_on = !parts.later.stages.empty(),
          .generation = generation};
}

CameraWork Daemon::Parts::make_later_work(const CameraId& camera, std::unique_ptr<Pipeline> former) {
  if (beside_ended.take(camera)) former.reset();  // of another time: what it remembers is of people long gone
  const auto [now, generation] = config.numbered();
  const PipelineParts parts = split_pipeline(now->pipelines.at(now->of(camera).pipeline), stages);
  return {
      .pipeline = std::make_unique<Pipeline>(parts.later, stages, time, std::move(former), 0, track_numbers.of(camera)),
      .generation = generation};
}

/// The newest frame for the stages that run beside. One that still waits for them is superseded there; its own result has
/// been told. One that only says that time passes supersedes none but its like: the frames of a camera come here one after the other.
bool Daemon::Parts::look_later(EncodedFrame frame) {
  auto& lane = later_exchange.open(frame.camera.str(), lane_terms(config.now()->of(frame.camera)));
  const auto is_to_be_looked_at = [](const EncodedFrame& waiting) { return !waiting.first_look->ended; };
  if (frame.first_look->ended && later_exchange.has_waiting(lane, is_to_be_looked_at)) return false;
  lane.ledger().receive();
  const TimePoint arrival = frame.arrival;
  const auto silence = frame.silence;
  later_exchange.publish(lane, std::move(frame), arrival, /*may_rest=*/true, silence);
  return true;
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

std::vector<RefusalAccount> Daemon::Parts::refusals() const {
  std::vector<RefusalAccount> accounts{{"cameras", &listener.refusals()}};
  if (operators != nullptr) accounts.push_back({"operators", &operators->refusals()});
  return accounts;
}

/// The camera's state; nothing when there is no such camera.
std::optional<std::string> Daemon::Parts::word_for(const CameraId& camera) {
  const auto status = camera_status(status_parts(), camera);
  return status ? std::optional(std::string(to_string(status->state))) : std::nullopt;
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
std::vector<CertificateTerm> Daemon::certificate_terms() const {
  return *parts_->certificate_terms.now();
}
VitalSigns Daemon::vital_signs() const {
  return {[this](std::function<void()> question) { parts_->net.post(std::move(question)); },
          [this] { return parts_->workers(); }};
}
Live<Config>::Snapshot Daemon::config() const {
  return parts_->config.now();
}
std::vector<std::string> Daemon::renew(Renewal renewal) {
  return parts_->renew(std::move(renewal));
}
std::vector<std::string> Daemon::stop() {
  return parts_->stop();
}

}  // namespace framewake
