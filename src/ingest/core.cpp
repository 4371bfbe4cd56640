#include "ingest/core.hpp"

#include "base/log.hpp"
#include "base/log_fields.hpp"
#include "base/message_ids.hpp"
#include "ingest/session.hpp"

namespace framewake {
namespace {

constexpr std::uint64_t drain_factor = 16;  // messages up to this many times the limit are read through and forgotten

/// What is lost again and again is said once a second.
void warn_of_loss(const std::string& line) {
  spdlog::warn("{}", line);
}

}  // namespace

WireLimits wire_limits(const IngestOptions& options) {
  return {options.max_message.count, options.max_message.count * drain_factor, options.handshake_timeout,
          options.idle_timeout};
}

IngestCore::IngestCore(boost::asio::io_context& io_context, FrameExchange& the_exchange, IngestSettings the_settings,
                       const TimeSource& time_source)
    : io(io_context),
      settings(std::move(the_settings)),
      time(time_source),
      cameras(the_exchange, settings.options.max_cameras),
      intake(the_exchange, cameras, {settings.options.max_message, settings.max_pixels}),
      proxies(settings.options.trusted_proxies),
      gate(settings.options, time, refusals),
      rejections(time, warn_of_loss),
      dropped_replies(time, warn_of_loss),
      without_encryption(time, warn_of_loss),
      hang_ups(std::make_shared<HangUpWatch>(io, [this](std::uint64_t connection, HangUp how) {
        if (const auto session = find(connection)) session->peer_left(how);
      })) {}

std::variant<CameraTerms, HttpAnswer> IngestCore::terms_for(const WireRequest& request, const CameraId& id,
                                                            const std::string& address) {
  thread.check();
  auto terms = settings.terms ? settings.terms(id) : std::nullopt;
  if (!terms) {
    refusals.count(Refusal::unknown_camera);
    return HttpAnswer{403, error_json("a camera of this name is not known here (ingest.unknown_cameras)")};
  }
  if (auto refused = gate.refusal(request, id, *terms, address)) return std::move(*refused);
  return std::move(*terms);
}

std::optional<HttpAnswer> IngestCore::refusal(const WireRequest& request, const CameraId& id,
                                              const std::string& address) {
  auto terms = terms_for(request, id, address);
  if (auto* refused = std::get_if<HttpAnswer>(&terms)) return std::move(*refused);
  return std::nullopt;
}

std::variant<Camera*, HttpAnswer> IngestCore::admit(const WireRequest& request, const CameraId& id,
                                                    const std::string& address) {
  auto terms = terms_for(request, id, address);
  if (auto* refused = std::get_if<HttpAnswer>(&terms)) return std::move(*refused);
  Camera* camera = cameras.open(id, std::get<CameraTerms>(terms));
  if (camera == nullptr) {
    refusals.count(Refusal::too_many_cameras);
    return HttpAnswer{503, error_json("too many different cameras (ingest.max_cameras)")};
  }
  camera->rate.set(std::get<CameraTerms>(terms).limits);
  return camera;
}

void IngestCore::apply_settings() {
  thread.check();
  intake.change({settings.options.max_message, settings.max_pixels});
  cameras.change(settings.options.max_cameras, [this](const CameraId& id) {
    const auto terms = settings.terms ? settings.terms(id) : std::nullopt;
    return terms && terms->configured;
  });
}

std::shared_ptr<Session> IngestCore::find(std::uint64_t connection) const {
  const auto found = sessions.find(connection);
  return found == sessions.end() ? nullptr : found->second;
}

void IngestCore::note_rejected(const CameraId& camera, std::uint64_t frame, const Rejection& rejection) {
  thread.check();
  if (settings.on_rejected) settings.on_rejected(camera, frame, rejection);
  rejections.lost(camera.str(), [&] {
    return with_fields("camera " + camera.str() + ": frame " + std::to_string(frame) + " rejected: " + rejection.detail,
                       {{"MESSAGE_ID", message_ids::frame_rejected},
                        {"CAMERA", camera.str()},
                        {"FATE", "rejected"},
                        {"REASON", std::string(to_string(rejection.reason))}});
  });
}

void IngestCore::tell_superseded(const EncodedFrame& frame) {
  thread.check();
  if (!frame.reply_to.results) return;
  if (const auto session = find(frame.reply_to.connection)) session->superseded(frame.number);
}

}  // namespace framewake
