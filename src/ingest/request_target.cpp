#include "ingest/request_target.hpp"

namespace framewake {
namespace {

bool asks_for_results(std::string_view query) {
  while (!query.empty()) {
    const std::size_t end = query.find('&');
    if (query.substr(0, end) == "reply=results") return true;
    query = end == std::string_view::npos ? std::string_view{} : query.substr(end + 1);
  }
  return false;
}

}  // namespace

std::variant<CameraTarget, HttpAnswer> read_target(std::string_view target) {
  const std::size_t mark = target.find('?');
  const std::string_view path = target.substr(0, mark);
  const std::string_view query = mark == std::string_view::npos ? std::string_view{} : target.substr(mark + 1);
  CameraTarget found{{}, asks_for_results(query)};
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
