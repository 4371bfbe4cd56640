#include "ingest/gate.hpp"

#include <algorithm>

#include "auth/address.hpp"
#include "base/log.hpp"
#include "base/log_fields.hpp"
#include "base/message_ids.hpp"

namespace framewake {
namespace {

bool names(const std::vector<std::string>& certificate, const CameraId& camera) {
  return std::find(certificate.begin(), certificate.end(), camera.str()) != certificate.end();
}

std::string_view token_of(const WireRequest& request) {
  return shown_token({request.authorization, request.target, request.subprotocols});
}

}  // namespace

ShownPass shown_pass(const WireRequest& request, const CameraId& camera) {
  const bool named = names(request.certificate, camera);
  return {digest_of(token_of(request)), named, named};
}

bool still_opens(const ShownPass& pass, const CameraTerms& terms) {
  if (terms.certificates == ClientCertificates::accepted && pass.by_certificate) return true;
  if (terms.certificates == ClientCertificates::required && !pass.by_certificate) return false;
  return terms.access.allows(pass.token);
}

IngestGate::IngestGate(const IngestOptions& options, const TimeSource& time, RefusalCounts& counts)
    : anonymous_(options.anonymous),
      origins_{options.origins, anonymous_},
      failures_(time),
      counts_(counts),
      refusals_(time, [](const std::string& line) { spdlog::warn("{}", line); }) {}

void IngestGate::set_loopback(bool loopback) noexcept {
  loopback_ = loopback;
  origins_.strict = anonymous_ || loopback;
}

std::optional<HttpAnswer> IngestGate::refusal_of_page(const WireRequest& request, const std::string& address) {
  if (origins_.allows(request.origin, request.host)) return std::nullopt;
  counts_.count(Refusal::origin);
  refusals_.lost(address_key(address), "refused a web page from " + printable(request.origin) + " (ingest.origins" +
                                           (request.origin == "null" ? ", \"null\" for a local file" : "") + "), at " +
                                           address);
  return HttpAnswer{403, error_json("web pages from your origin may not send here (ingest.origins)")};
}

std::optional<HttpAnswer> IngestGate::refusal_of_echo(const WireRequest& request, const std::string& address) {
  if (auto refused = refusal_of_page(request, address)) return refused;
  if (anonymous_ || loopback_) return std::nullopt;
  counts_.count(Refusal::no_secret);
  return HttpAnswer{403, error_json("/echo is for loopback only, or for ingest.anonymous = true")};
}

std::optional<HttpAnswer> IngestGate::refusal(const WireRequest& request, const CameraId& camera,
                                              const CameraTerms& terms, const std::string& address) {
  if (auto refused = refusal_of_page(request, address)) return refused;
  const bool named = names(request.certificate, camera);
  if (terms.certificates == ClientCertificates::accepted && named) return std::nullopt;
  if (terms.certificates == ClientCertificates::required && !named) {
    counts_.count(Refusal::wrong_certificate);
    const std::string whose = request.certificate.empty() ? "nobody" : printable(request.certificate.front());
    refusals_.lost(address_key(address),
                   "camera " + camera.str() + ": a certificate for " + whose + " from " + address);
    return HttpAnswer{403, error_json("your certificate is for another camera than this one")};
  }
  const std::string_view token = token_of(request);
  if (terms.access.allows(token)) return std::nullopt;
  return refusal_of_token(token, camera, address);
}

std::optional<HttpAnswer> IngestGate::refusal_of_token(std::string_view token, const CameraId& camera,
                                                       const std::string& address) {
  const std::string key = address_key(address);
  if (token.empty()) {  // tries nothing, so it does not count as a wrong one
    counts_.count(Refusal::no_secret);
    refusals_.lost(key, "camera " + camera.str() + ": no token from " + address);
    return HttpAnswer{
        401,
        error_json("this camera must show its token: as \"Authorization: Bearer TOKEN\", as ?token=TOKEN, or "
                   "as the subprotocol bearer.TOKEN"),
        "WWW-Authenticate: Bearer"};
  }
  if (const Duration wait = failures_.wait(key); wait > Duration::zero()) {
    const std::string seconds = retry_after(wait);
    counts_.count(Refusal::locked_out);
    return HttpAnswer{429,
                      error_json("too many wrong tokens from your address; the next may come in " + seconds + " s"),
                      "Retry-After: " + seconds};
  }
  if (failures_.failed(key))
    refusals_.lost(
        "locked out " + key,
        with_fields(address + " has shown too many wrong tokens, and is locked out for a while",
                    {{"MESSAGE_ID", message_ids::locked_out}, {"ADDRESS", address}, {"LISTENER", "cameras"}}));
  counts_.count(Refusal::wrong_token);
  refusals_.lost(key, "camera " + camera.str() + ": a wrong token from " + address);
  return HttpAnswer{401, error_json("not this camera's token"), "WWW-Authenticate: Bearer error=\"invalid_token\""};
}

}  // namespace framewake
