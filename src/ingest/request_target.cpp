#include "ingest/request_target.hpp"

#include "ingest/identification.hpp"

namespace framewake {

std::string_view origin_form(std::string_view target) {
  const auto scheme = target.find("://");
  if (scheme == std::string_view::npos || target.find_first_of("/?") < scheme) return target;
  const auto path = target.find_first_of("/?", scheme + 3);
  if (path == std::string_view::npos) return "/";
  return target[path] == '/' ? target.substr(path) : target;
}

bool is_echo_target(std::string_view target) {
  return target.substr(0, target.find('?')) == "/echo";
}

std::variant<CameraTarget, HttpAnswer> read_target(std::string_view target) {
  const std::string_view path = target.substr(0, target.find('?'));
  CameraTarget found{{}, query_value(target, "reply") == "results"};
  if (path == "/") return found;

  constexpr std::string_view prefix = "/camera/";
  if (!path.starts_with(prefix))
    return HttpAnswer{404, error_json("no such path; cameras send to /camera/<id>, or to / as the camera \"default\"")};
  const auto id = CameraId::parse(path.substr(prefix.size()));
  if (!id) return HttpAnswer{400, error_json("not a camera's name; it must be " + std::string(CameraId::rule))};
  found.camera = *id;
  return found;
}

}  // namespace framewake
