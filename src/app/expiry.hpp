#pragma once
// When the listeners' certificates end: for the journal and the metrics.

#include <chrono>
#include <string>
#include <vector>

#include "app/certificates.hpp"
#include "base/time.hpp"

namespace framewake {

using WallTime = std::chrono::system_clock::time_point;

/// Of one listener that speaks TLS.
struct CertificateTerm {
  const char* listener = "";  ///< "cameras" or "operators"
  WallTime ends;

  bool operator==(const CertificateTerm&) const = default;
};

std::vector<CertificateTerm> terms_of(const Certificates& certificates);

/// In Prometheus' text format; "" when there is none.
std::string expiry_metrics(const std::vector<CertificateTerm>& terms);

/// Warns of each that ends within 14 days, with message_ids::certificate_expires: once a day, and at once of one that has
/// come anew. Main thread only.
class ExpiryWatch {
 public:
  void look(const std::vector<CertificateTerm>& terms, TimePoint now, WallTime date);

 private:
  std::vector<CertificateTerm> known_;
  TimePoint next_{};
};

}  // namespace framewake
