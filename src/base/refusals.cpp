#include "base/refusals.hpp"

namespace framewake {

std::string_view to_string(Refusal refusal) noexcept {
  switch (refusal) {
    case Refusal::too_many_connections: return "too_many_connections";
    case Refusal::too_many_handshakes: return "too_many_handshakes";
    case Refusal::tls_timeout: return "tls_timeout";
    case Refusal::tls_plain_http: return "tls_plain_http";
    case Refusal::tls_rubbish: return "tls_rubbish";
    case Refusal::tls_no_certificate: return "tls_no_certificate";
    case Refusal::tls_bad_certificate: return "tls_bad_certificate";
    case Refusal::tls_gone: return "tls_gone";
    case Refusal::tls_failed: return "tls_failed";
    case Refusal::origin: return "origin";
    case Refusal::no_secret: return "no_secret";
    case Refusal::wrong_token: return "wrong_token";
    case Refusal::wrong_password: return "wrong_password";
    case Refusal::wrong_certificate: return "wrong_certificate";
    case Refusal::locked_out: return "locked_out";
    case Refusal::scope: return "scope";
    case Refusal::unknown_camera: return "unknown_camera";
    case Refusal::too_many_cameras: return "too_many_cameras";
    case Refusal::camera_taken: return "camera_taken";
  }
  return "?";
}

}  // namespace framewake
