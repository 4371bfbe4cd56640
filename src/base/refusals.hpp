#pragma once
// Who was turned away at a door, and why: counts for the metrics.

#include <array>
#include <atomic>
#include <cstdint>
#include <string_view>

namespace framewake {

enum class Refusal : std::uint8_t {
  too_many_connections,  ///< of an address
  too_many_handshakes,   ///< of an address
  tls_timeout,           ///< a TLS handshake that did not end in time
  tls_plain_http,        ///< HTTP without encryption where TLS is spoken
  tls_rubbish,           ///< neither TLS nor HTTP
  tls_no_certificate,    ///< the client showed none, and must
  tls_bad_certificate,   ///< the client's is not good here, or it said so of ours
  tls_gone,              ///< the client closed the connection in the middle of the handshake
  tls_failed,            ///< no version or cipher in common, damaged messages
  origin,                ///< a web page of another origin
  no_secret,             ///< neither token nor password where one is needed
  wrong_token,
  wrong_password,
  wrong_certificate,  ///< a good one, of another camera
  locked_out,         ///< too many wrong ones before
  scope,              ///< a token that is not for that
  unknown_camera,
  too_many_cameras,
  camera_taken  ///< another connection sends as this camera
};
constexpr std::size_t refusal_kinds = 19;

/// The word in the metrics: "no_secret", …
std::string_view to_string(Refusal refusal) noexcept;

/// Thread-safe.
class RefusalCounts {
 public:
  void count(Refusal refusal) noexcept { of_kind_[index(refusal)].fetch_add(1, std::memory_order_relaxed); }
  std::uint64_t of(Refusal refusal) const noexcept { return of_kind_[index(refusal)].load(std::memory_order_relaxed); }

 private:
  static std::size_t index(Refusal refusal) noexcept { return static_cast<std::size_t>(refusal); }
  std::array<std::atomic<std::uint64_t>, refusal_kinds> of_kind_{};
};

/// The counts of one listener: "cameras" or "operators".
struct RefusalAccount {
  const char* listener = "";
  const RefusalCounts* counts = nullptr;
};

}  // namespace framewake
