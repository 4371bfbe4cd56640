#include "http/answer.hpp"

#include <algorithm>
#include <boost/asio/ip/address.hpp>
#include <boost/beast/core/string.hpp>
#include <charconv>
#include <iterator>
#include <utility>

#include "base/json_text.hpp"
#include "http/page_files.hpp"
#include "http/request_fields.hpp"

namespace framewake {

namespace http = boost::beast::http;

namespace {

/// Boost's string_view as the standard's: in some versions they are different types.
std::string_view view(boost::beast::string_view text) {
  return {text.data(), text.size()};
}

bool same_name(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [&](char x, char y) { return lower(x) == lower(y); });
}

/// host, host:port, [v6], [v6]:port → host without port and brackets.
std::string_view without_port(std::string_view host) {
  if (host.starts_with('[')) return host.substr(1, host.find(']') == std::string_view::npos ? 0 : host.find(']') - 1);
  return host.substr(0, host.find(':'));
}

Answer text_answer(http::status status, std::string_view type, std::string text) {
  Answer answer{.status = status, .type = type};
  answer.text = std::make_shared<const std::string>(std::move(text));
  answer.body = *answer.text;
  return answer;
}

bool has_already(const RequestHead& head, std::string_view etag) {
  const auto known = view(head[http::field::if_none_match]);
  return known == "*" || known.find(etag) != std::string_view::npos;
}

}  // namespace

bool HostRule::allows(std::string_view host) const {
  if (!strict) return true;
  host = without_port(host);
  if (same_name(host, "localhost")) return true;
  if (std::any_of(names.begin(), names.end(), [&](const auto& name) { return same_name(host, without_port(name)); }))
    return true;
  boost::system::error_code no_literal;
  boost::asio::ip::make_address(std::string(host), no_literal);
  return !no_literal;
}

Answer error_answer(http::status status, std::string_view what, bool close) {
  std::string text;
  JsonWriter(text).open_object().field("error", what).close_object();
  Answer answer = text_answer(status, "application/json", text + '\n');
  answer.close = close;
  return answer;
}

namespace {

Answer wrong_method(std::string_view allowed, std::string_view what) {
  Answer answer = error_answer(http::status::method_not_allowed, what, true);
  answer.allow = allowed;
  return answer;
}

std::optional<Answer> refusal_of_method(const RequestHead& head) {
  const auto path = path_of(head);
  const bool reads = head.method() == http::verb::get || head.method() == http::verb::head;
  const bool acts = path == logout_path || path == reload_path;
  if (acts && head.method() != http::verb::post) return wrong_method("POST", "only POST: it does something");
  if (reads || acts) return std::nullopt;
  if (path != login_path) return wrong_method("GET, HEAD", "only GET and HEAD");
  if (head.method() != http::verb::post) return wrong_method("GET, HEAD, POST", "only GET, HEAD and POST");
  return std::nullopt;
}

}  // namespace

std::string_view field_of(const RequestHead& head, http::field name) {
  return view(head[name]);
}

std::optional<bool Scopes::*> needed_scope(const RequestHead& head) {
  const auto path = path_of(head);
  for (const std::string_view open : {"/healthz", "/login", "/logout", "/login.js", "/style.css", "/favicon.svg"})
    if (path == open) return std::nullopt;
  if (head.method() != http::verb::get && head.method() != http::verb::head) return &Scopes::control;
  if (camera_of_snapshot(path)) return &Scopes::pictures;
  return path == "/metrics" ? &Scopes::metrics : &Scopes::read;
}

bool asked_by_another_page(const RequestHead& head, const HostRule& hosts, bool strict) {
  const auto origin = field_of(head, http::field::origin);
  if (!origin.empty()) {
    const auto from = authority_of_origin(origin);
    if (from && same_name(*from, field_of(head, http::field::host))) return false;
    const auto is_from = [&](const std::string& name) { return from && same_name(*from, name); };
    return std::none_of(hosts.names.begin(), hosts.names.end(), is_from);
  }
  const auto site = view(head["Sec-Fetch-Site"]);
  return site.empty() ? strict : site != "same-origin" && site != "none";
}

std::optional<Answer> refusal(const RequestHead& head, const HostRule& hosts) {
  const auto [first, last] = head.equal_range(http::field::host);
  const auto named = std::distance(first, last);
  if (named > 1 || (named == 0 && head.version() >= 11))
    return error_answer(http::status::bad_request, "a request names one host", true);
  if (named == 1 && !hosts.allows(view(first->value())))
    return error_answer(http::status::misdirected_request,
                        "not the name of this host: use localhost or an address, or add the name to http.hosts", true);
  return refusal_of_method(head);
}

std::string_view path_of(const RequestHead& head) {
  std::string_view target = view(head.target());
  if (const auto scheme = target.find("://"); scheme != std::string_view::npos && !target.starts_with('/')) {
    const auto path = target.find('/', scheme + 3);
    target = path == std::string_view::npos ? "/" : target.substr(path);
  }
  return target.substr(0, target.find('?'));
}

std::optional<Report> report_at(std::string_view path) {
  if (path == "/api/v1/status") return Report::status;
  if (path == "/metrics") return Report::metrics;
  if (path == "/healthz") return Report::health;
  return std::nullopt;
}

Answer report_answer(Report report, ReportDesk::Text text) {
  if (!text) return error_answer(http::status::service_unavailable, "no report to be had in time");
  constexpr std::string_view plain = "text/plain; charset=utf-8";
  if (report == Report::health) {
    if (text->empty()) return {.type = plain, .body = "ok\n"};
    return text_answer(http::status::service_unavailable, plain, *text + '\n');
  }
  Answer answer{.type = report == Report::status ? "application/json" : "text/plain; version=0.0.4; charset=utf-8"};
  answer.text = std::move(text);
  answer.body = *answer.text;
  return answer;
}

Answer control_answer(ControlAnswer answer) {
  return text_answer(static_cast<http::status>(answer.status), "application/json", std::move(answer.json));
}

std::optional<std::string_view> camera_of_snapshot(std::string_view path) {
  constexpr std::string_view before = "/api/v1/cameras/", after = "/snapshot.jpg";
  if (!path.starts_with(before) || !path.ends_with(after) || path.size() < before.size() + after.size())
    return std::nullopt;
  path.remove_prefix(before.size());
  path.remove_suffix(after.size());
  return path;
}

std::variant<SnapshotRequest, Answer> read_snapshot_request(const RequestHead& head) {
  constexpr int least = 16;
  constexpr int most = 65'535;
  const auto camera = CameraId::parse(camera_of_snapshot(path_of(head)).value_or(""));
  if (!camera) return error_answer(http::status::not_found, "no camera is called that: " + std::string(CameraId::rule));
  SnapshotRequest request{.camera = *camera};
  const std::string_view target = view(head.target());
  const auto query = target.find('?');
  if (query == std::string_view::npos) return request;
  const auto width = form_value(target.substr(query + 1), "width");
  if (!width) return request;
  const auto [end, error] = std::from_chars(width->data(), width->data() + width->size(), request.width);
  const bool is_number = error == std::errc() && end == width->data() + width->size();
  if (is_number && request.width >= least && request.width <= most) return request;
  return error_answer(http::status::bad_request, "width is a number of pixels, 16 to 65535");
}

namespace {

Answer picture_answer(Snapshot snapshot) {
  Answer answer = text_answer(http::status::ok, "image/jpeg", std::move(snapshot.jpeg));
  const auto age = std::chrono::duration_cast<milliseconds>(snapshot.age).count();
  answer.own_fields = {{"X-Framewake-Frame", std::to_string(snapshot.frame)},
                       {"X-Framewake-Age-Ms", std::to_string(age)}};
  return answer;
}

}  // namespace

Answer snapshot_answer(Snapshot snapshot) {
  switch (snapshot.outcome) {
    case Snapshot::Outcome::made: return picture_answer(std::move(snapshot));
    case Snapshot::Outcome::unknown_camera: return error_answer(http::status::not_found, snapshot.problem);
    case Snapshot::Outcome::unavailable: return error_answer(http::status::service_unavailable, snapshot.problem);
    case Snapshot::Outcome::failed: break;
  }
  return error_answer(http::status::internal_server_error, snapshot.problem);
}

Answer file_answer(const RequestHead& head) {
  const auto path = path_of(head);
  for (const auto& file : page_files()) {
    if (file.path != path) continue;
    // "no-cache": may be kept, but is asked about each time, so that a new version shows at once.
    Answer answer{.type = file.type, .cache_control = "no-cache", .etag = file.etag, .body = file.content};
    if (has_already(head, file.etag)) {
      answer.status = http::status::not_modified;
      answer.body = {};
    }
    return answer;
  }
  return error_answer(http::status::not_found,
                      "nothing here; there is / /healthz /metrics /api/v1/status /api/v1/cameras/ID/why "
                      "/api/v1/cameras/ID/snapshot.jpg, and POST /api/v1/reload");
}

}  // namespace framewake
