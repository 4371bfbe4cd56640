#pragma once
// The JSON texts that ingest itself sends: rejections and refusals. Every one is a single line of ASCII or UTF-8 of ours.

#include <cstdint>
#include <string>
#include <string_view>

#include "frame/rejection.hpp"

namespace framewake {

/// {"type":"error","detail":"…"}
std::string error_json(std::string_view detail);
/// {"frame":N}
std::string accepted_json(std::uint64_t frame);
/// {"type":"superseded","frame":N} and the like.
std::string fate_json(std::string_view type, std::uint64_t frame);

/// The HTTP status of a POST whose frame was rejected.
int http_status_of(RejectReason reason) noexcept;
/// The same for a rejection that somebody else has put into words.
int http_status_of_rejected_json(std::string_view json) noexcept;

/// An HTTP answer: one line of JSON.
struct HttpAnswer {
  int status = 200;
  std::string json;
  std::string header = {};  ///< one more header, "Name: value", or ""
};

}  // namespace framewake
