#pragma once
// Who may send: the page behind a request, and its token. Net thread only.

#include <optional>
#include <string>

#include "auth/lockout.hpp"
#include "base/loss_logs.hpp"
#include "base/refusals.hpp"
#include "ingest/identification.hpp"
#include "ingest/listener.hpp"
#include "ingest/wire.hpp"

namespace framewake {

/// What a connection showed when it came, for when the rules change while it lasts.
struct ShownPass {
  TokenDigest token = {};         ///< of "" when it showed none
  bool by_certificate = false;    ///< one that names the camera
  bool names_the_camera = false;  ///< that one; also while it is not good any more
};
ShownPass shown_pass(const WireRequest& request, const CameraId& camera);
bool still_opens(const ShownPass& pass, const CameraTerms& terms);

class IngestGate {
 public:
  /// `counts` must outlive this.
  IngestGate(const IngestOptions& options, const TimeSource& time, RefusalCounts& counts);

  /// Whether only this machine can reach the listener; not, until it is said.
  void set_loopback(bool loopback) noexcept;

  /// Why this request may not have an echo, for which nobody is asked for a secret; nothing when it may.
  std::optional<HttpAnswer> refusal_of_echo(const WireRequest& request, const std::string& address);

  /// Why this request of `address` may not send as `camera`; nothing when it may. A right token always opens, also from an
  /// address whose others have failed: it cannot have been guessed, and many cameras may share an address.
  std::optional<HttpAnswer> refusal(const WireRequest& request, const CameraId& camera, const CameraTerms& terms,
                                    const std::string& address);

 private:
  std::optional<HttpAnswer> refusal_of_page(const WireRequest& request, const std::string& address);
  std::optional<HttpAnswer> refusal_of_token(std::string_view token, const CameraId& camera,
                                             const std::string& address);

  const bool anonymous_;
  bool loopback_ = false;
  OriginRule origins_;
  Lockout failures_;
  RefusalCounts& counts_;
  LossLogs refusals_;  // by address
};

}  // namespace framewake
