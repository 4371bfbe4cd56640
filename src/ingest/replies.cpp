#include "ingest/replies.hpp"

#include <array>

#include "base/json_text.hpp"

namespace framewake {
namespace {

std::string quoted(std::string_view text) {
  std::string out;
  append_json_string(out, text);
  return out;
}

}  // namespace

std::string error_json(std::string_view detail) {
  return R"({"type":"error","detail":)" + quoted(detail) + "}";
}

std::string accepted_json(std::uint64_t frame) {
  return R"({"frame":)" + std::to_string(frame) + "}";
}

std::string fate_json(std::string_view type, std::uint64_t frame) {
  return R"({"type":)" + quoted(type) + R"(,"frame":)" + std::to_string(frame) + "}";
}

int http_status_of(RejectReason reason) noexcept {
  switch (reason) {
    case RejectReason::too_large: return 413;
    case RejectReason::bad_image:
    case RejectReason::too_many_pixels: return 422;
    case RejectReason::bad_message: return 400;
    case RejectReason::rate: return 429;
    case RejectReason::internal: return 500;
  }
  return 500;
}

int http_status_of_rejected_json(std::string_view json) noexcept {
  using enum RejectReason;
  for (const RejectReason reason : std::array{too_large, bad_image, too_many_pixels, bad_message, rate, internal})
    // Quotation marks within a detail are escaped, so this can only be the reason itself.
    if (json.find(std::string(R"("reason":")").append(to_string(reason)).append("\"")) != std::string_view::npos)
      return http_status_of(reason);
  return 500;
}

}  // namespace framewake
