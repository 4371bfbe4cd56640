#include "tls/door.hpp"

namespace framewake {

Refusal refusal_of(HandshakeFailure failure, bool late) noexcept {
  if (late) return Refusal::tls_timeout;
  switch (failure) {
    case HandshakeFailure::plain_http: return Refusal::tls_plain_http;
    case HandshakeFailure::not_tls: return Refusal::tls_rubbish;
    case HandshakeFailure::no_certificate: return Refusal::tls_no_certificate;
    case HandshakeFailure::bad_certificate: return Refusal::tls_bad_certificate;
    case HandshakeFailure::gone: return Refusal::tls_gone;
    case HandshakeFailure::none:
    case HandshakeFailure::other: break;
  }
  return Refusal::tls_failed;
}

std::string plain_http_answer(const std::string& json) {
  const std::string body = json + "\n";
  return "HTTP/1.1 400 Bad Request\r\nServer: framewake\r\nContent-Type: application/json\r\nContent-Length: " +
         std::to_string(body.size()) + "\r\nConnection: close\r\n\r\n" + body;
}

}  // namespace framewake
