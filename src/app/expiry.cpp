#include "app/expiry.hpp"

#include <spdlog/fmt/fmt.h>

#include "base/log_fields.hpp"
#include "base/message_ids.hpp"

namespace framewake {
namespace {

using days = std::chrono::duration<std::int64_t, std::ratio<86'400>>;
constexpr days soon{14};

void warn_of(const CertificateTerm& term, WallTime date) {
  const auto left = std::chrono::floor<days>(term.ends - date).count();
  const std::string when = left < 0    ? "has expired"
                           : left == 0 ? "expires within a day"
                                       : fmt::format("expires in {} day{}", left, left == 1 ? "" : "s");
  log_with(spdlog::level::warn,
           fmt::format("the certificate of the {}' listener {}; renew it, then reload", term.listener, when),
           {{"MESSAGE_ID", message_ids::certificate_expires}, {"LISTENER", term.listener}});
}

}  // namespace

std::vector<CertificateTerm> terms_of(const Certificates& certificates) {
  std::vector<CertificateTerm> terms;
  if (certificates.ingest) terms.push_back({"cameras", certificates.ingest->expires()});
  if (certificates.http) terms.push_back({"operators", certificates.http->expires()});
  return terms;
}

std::string expiry_metrics(const std::vector<CertificateTerm>& terms) {
  if (terms.empty()) return "";
  constexpr const char* name = "framewake_certificate_expiry_timestamp_seconds";
  std::string text =
      fmt::format("# HELP {0} When the certificate of a listener ends, in Unix time.\n# TYPE {0} gauge\n", name);
  for (const CertificateTerm& term : terms)
    text += fmt::format("{}{{listener=\"{}\"}} {}\n", name, term.listener,
                        std::chrono::duration_cast<std::chrono::seconds>(term.ends.time_since_epoch()).count());
  return text;
}

void ExpiryWatch::look(const std::vector<CertificateTerm>& terms, TimePoint now, WallTime date) {
  if (terms == known_ && now < next_) return;
  known_ = terms;
  next_ = now + days(1);
  for (const CertificateTerm& term : terms)
    if (term.ends - date < soon) warn_of(term, date);
}

}  // namespace framewake
