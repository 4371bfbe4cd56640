#pragma once
// What is answered to what, without sockets: rules about requests, and the answers that need no report.

#include <boost/beast/http/fields.hpp>
#include <boost/beast/http/message.hpp>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "frame/snapshot.hpp"
#include "http/operator_control.hpp"
#include "http/report_desk.hpp"
#include "http/scopes.hpp"

namespace framewake {

/// A request without its body, whose content nobody reads.
using RequestHead = boost::beast::http::request_header<>;

struct Answer {
  boost::beast::http::status status = boost::beast::http::status::ok;
  std::string_view type;
  std::string_view cache_control = "no-store";
  std::string_view etag = {};
  std::string_view body = {};       ///< of `text`, or of what lives as long as the program
  ReportDesk::Text text = nullptr;  ///< keeps `body` alive; perhaps shared with other answers
  bool close = false;               ///< the connection cannot go on after it
  std::string_view allow = {};      ///< of a 405: the methods that there are
  std::vector<std::pair<boost::beast::http::field, std::string>> fields = {};  ///< further ones
  std::vector<std::pair<std::string, std::string>> own_fields = {};  ///< further ones that are framewake's alone
};

/// Which hosts a request may name.
struct HostRule {
  /// Without a secret may look whoever can reach the listener (this machine alone, or everybody where it is anonymous): a
  /// web page could reach it under a name of its own. Only these names and literal addresses then.
  bool strict = false;
  /// Beside "localhost"; with the port, where a page is at one that is not its scheme's own.
  std::vector<std::string> names;

  /// `host` is the value of the Host field, with or without port.
  bool allows(std::string_view host) const;
};

/// One line of JSON: {"error":"…"}
Answer error_answer(boost::beast::http::status status, std::string_view what, bool close = false);

/// Why this request gets no more than an error, if so.
std::optional<Answer> refusal(const RequestHead& head, const HostRule& hosts);

/// Where POST opens and closes a session. GET on login_path is the page that asks for the password.
constexpr std::string_view login_path = "/login";
constexpr std::string_view logout_path = "/logout";

/// What a request needs to be answered; nothing: everybody gets that.
std::optional<bool Scopes::*> needed_scope(const RequestHead& head);

/// Whether a page of another origin asks for something to be done. A browser says where a page is from; `strict`: so much
/// that it is not believed without.
bool asked_by_another_page(const RequestHead& head, const HostRule& hosts, bool strict);

/// A field of the request; "" when there is none.
std::string_view field_of(const RequestHead& head, boost::beast::http::field name);

/// The path without query; of an absolute-form target (http://host/path) too.
std::string_view path_of(const RequestHead& head);

/// The report that `path` is, if it is one.
std::optional<Report> report_at(std::string_view path);

/// The answer that carries a report; a null one: 503.
Answer report_answer(Report report, ReportDesk::Text text);

/// Where POST asks for a reload.
constexpr std::string_view reload_path = "/api/v1/reload";

Answer control_answer(ControlAnswer answer);

/// Where cameras' pictures are: /api/v1/cameras/ID/snapshot.jpg. Nothing for other paths.
std::optional<std::string_view> camera_of_snapshot(std::string_view path);

/// What is asked for there, or why it cannot be.
std::variant<SnapshotRequest, Answer> read_snapshot_request(const RequestHead& head);

Answer snapshot_answer(Snapshot snapshot);

/// A file of the page, 304 when the asker has it already, or 404.
Answer file_answer(const RequestHead& head);

}  // namespace framewake
