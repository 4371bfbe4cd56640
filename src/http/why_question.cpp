#include "http/why_question.hpp"

#include <charconv>
#include <string>
#include <string_view>
#include <utility>

#include "base/log.hpp"
#include "frame/decision_log.hpp"
#include "http/request_fields.hpp"

namespace framewake {

namespace http = boost::beast::http;

namespace {

/// What stands in the query for the limit; all that there are when nothing does. Nothing: it is no such number.
std::optional<std::size_t> limit_in(std::string_view target, std::string& written) {
  const auto query = target.find('?');
  const auto value = query == std::string_view::npos ? std::nullopt : form_value(target.substr(query + 1), "limit");
  if (!value) return DecisionLog::capacity;
  written = *value;
  std::size_t limit = 0;
  const char* end_of_text = written.data() + written.size();
  const auto [end, error] = std::from_chars(written.data(), end_of_text, limit);
  if (error != std::errc{} || end != end_of_text || limit < 1 || limit > DecisionLog::capacity) return std::nullopt;
  return limit;
}

}  // namespace

std::optional<WhyQuestion> why_question(const RequestHead& head) {
  constexpr std::string_view before = "/api/v1/cameras/";
  constexpr std::string_view after = "/why";
  std::string_view path = path_of(head);
  if (!path.starts_with(before) || !path.ends_with(after) || path.size() < before.size() + after.size())
    return std::nullopt;
  path.remove_prefix(before.size());
  path.remove_suffix(after.size());
  const auto camera = CameraId::parse(path);
  if (!camera) {
    const std::string what = "\"" + printable(path, 80) + "\" is no camera's name: " + std::string(CameraId::rule);
    return WhyQuestion{.refused = error_answer(http::status::not_found, what)};
  }
  std::string written;
  const auto limit = limit_in({head.target().data(), head.target().size()}, written);
  if (limit) return WhyQuestion{.camera = *camera, .limit = *limit};
  const std::string what = "limit is \"" + printable(written, 80) + "\", allowed: a whole number of 1 to " +
                           std::to_string(DecisionLog::capacity);
  return WhyQuestion{.camera = *camera, .refused = error_answer(http::status::bad_request, what)};
}

Answer why_answer(const CameraId& camera, ReportDesk::Text text) {
  if (!text) return error_answer(http::status::service_unavailable, "no answer to be had in time");
  if (text->empty())
    return error_answer(http::status::not_found,
                        "there is no camera \"" + camera.str() + "\"; /api/v1/status tells which there are");
  Answer answer{.type = "application/json"};
  answer.text = std::move(text);
  answer.body = *answer.text;
  return answer;
}

}  // namespace framewake
