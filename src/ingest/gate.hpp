#pragma once
// Who may send: the page behind a request, and its token. Net thread only.

#include <optional>
#include <string>

#include "auth/lockout.hpp"
#include "base/loss_log.hpp"
#include "ingest/identification.hpp"
#include "ingest/listener.hpp"
#include "ingest/wire.hpp"

namespace framewake {

class IngestGate {
 public:
  IngestGate(const IngestOptions& options, const TimeSource& time);

  /// Why this request of `address` may not send as `camera`; nothing when it may. A right token always opens, also from an
  /// address whose others have failed: it cannot have been guessed, and many cameras may share an address.
  std::optional<HttpAnswer> refusal(const WireRequest& request, const CameraId& camera, const TokenRule& rule,
                                    const std::string& address);

 private:
  OriginRule origins_;
  Lockout failures_;
  LossLog refusals_;
};

}  // namespace framewake
