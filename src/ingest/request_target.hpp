#pragma once
// What a request asks for: the camera, and whether it wants results.

#include <string_view>
#include <variant>

#include "frame/camera_id.hpp"
#include "ingest/replies.hpp"

namespace framewake {

struct CameraTarget {
  CameraId camera;
  bool results = false;  ///< ?reply=results
};

/// Reads a request target: "/camera/<id>" or "/", with an optional query. Otherwise the refusal: 404 for another path, 400
/// for what is no camera's name. Nothing is decoded or normalized, and nothing of the target is repeated in the answer.
std::variant<CameraTarget, HttpAnswer> read_target(std::string_view target);

/// "http://host/path?query", as proxies and few others ask, as "/path?query"; what is not so as it is.
std::string_view origin_form(std::string_view target);

/// "/echo", with an optional query.
bool is_echo_target(std::string_view target);

}  // namespace framewake
