#pragma once
// What a listener says and counts of TLS handshakes that came to nothing.

#include <string>

#include "base/refusals.hpp"
#include "tls/stream.hpp"

namespace framewake {

/// How it is counted. `late`: its time was over.
Refusal refusal_of(HandshakeFailure failure, bool late) noexcept;

/// The whole answer for somebody who speaks HTTP where TLS is spoken: 400, with this document.
std::string plain_http_answer(const std::string& json);

}  // namespace framewake
