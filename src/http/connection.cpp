#include "http/connection.hpp"

#include <algorithm>
#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/serializer.hpp>
#include <boost/beast/http/span_body.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <cstdint>
#include <exception>
#include <limits>
#include <string>
#include <utility>

#include "auth/address.hpp"
#include "base/log.hpp"
#include "http/why_question.hpp"
#include "tls/door.hpp"

namespace framewake {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using boost::system::error_code;
using Parser = http::request_parser<http::string_body>;
using Response = http::response<http::span_body<const char>>;

namespace {

constexpr std::size_t head_limit = 8 * 1024;
constexpr std::size_t body_limit = 4 * 1024;
constexpr std::size_t buffer_limit = head_limit + body_limit;

/// The answer to bytes that are no request; nothing when the connection itself has ended.
std::optional<Answer> answer_to(const error_code& error) {
  if (error == http::error::header_limit || error == http::error::buffer_overflow)
    return error_answer(http::status::request_header_fields_too_large, "a request's head has at most 8 KiB", true);
  const bool malformed = error.category() == http::make_error_code(http::error::bad_method).category();
  if (!malformed || error == http::error::end_of_stream || error == http::error::partial_message) return std::nullopt;
  return error_answer(http::status::bad_request, error.message(), true);
}

bool body_too_large(const Parser& parser) {
  const auto length = parser.content_length();
  return parser.chunked() || (length && *length > body_limit);
}

/// The standard's string_view as Boost's: in some versions they are different types.
boost::beast::string_view view(std::string_view text) {
  return {text.data(), text.size()};
}

/// Which camera and which stage is stuck is not for everybody.
ReportDesk::Text without_names(ReportDesk::Text health) {
  if (!health || health->empty()) return health;
  return std::make_shared<const std::string>("stuck");
}

void add_protection(Response& response) {
  response.set("Content-Security-Policy",
               "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
  response.set("X-Content-Type-Options", "nosniff");
  response.set("Referrer-Policy", "no-referrer");
  response.set("Cross-Origin-Resource-Policy", "same-origin");
}

Response to_response(const Answer& answer, unsigned version, bool keep_alive) {
  Response response{answer.status, version};
  response.set(http::field::content_type, view(answer.type));
  response.set(http::field::cache_control, view(answer.cache_control));
  if (!answer.etag.empty()) response.set(http::field::etag, view(answer.etag));
  if (!answer.allow.empty()) response.set(http::field::allow, view(answer.allow));
  for (const auto& [field, value] : answer.fields) response.insert(field, value);
  for (const auto& [field, value] : answer.own_fields) response.insert(field, value);
  add_protection(response);
  response.keep_alive(keep_alive);
  response.body() = {answer.body.data(), answer.body.size()};
  if (answer.status != http::status::not_modified) response.content_length(answer.body.size());
  return response;
}

}  // namespace

Connection::Connection(asio::ip::tcp::socket socket, const ConnectionTerms& terms, ReportDesk& desk, Place place)
    : stream_(std::move(socket)), buffer_(buffer_limit), terms_(terms), desk_(desk), place_(std::move(place)) {
  error_code ignored;  // without it answers come a little later, no more
  stream_.socket().set_option(asio::ip::tcp::no_delay(true), ignored);
  peer_ = stream_.socket().remote_endpoint(ignored).address().to_string();
}

void Connection::close() {
  stream_.close();
}

/// The TLS handshake, where there is one; false: it has failed, and all is said.
asio::awaitable<bool> Connection::shake_hands() {
  if (!terms_.tls) co_return true;
  stream_.encrypt(*terms_.tls);
  stream_.expires_after(terms_.timeout);
  error_code error;
  co_await stream_.async_handshake(asio::redirect_error(asio::use_awaitable, error));
  if (!error) co_return true;
  const bool late = stream_.expired();
  if (!late && !stream_.socket().is_open()) co_return false;  // closed by us
  terms_.refusals->count(refusal_of(stream_.failure(), late));
  terms_.refused->lost(address_key(peer_), "operators' listener: no TLS with " + printable(peer_) + ": " +
                                               (late ? "the handshake did not end in time" : stream_.problem()));
  if (stream_.failure() == HandshakeFailure::plain_http) {
    const std::string answer = plain_http_answer(R"({"error":"this port speaks TLS: use https://"})");
    stream_.socket().write_some(asio::buffer(answer), error);
  }
  if (!late) co_await linger();
  co_return false;
}

asio::awaitable<void> Connection::serve() {
  if (!co_await shake_hands()) co_return;
  for (;;) {
    const Reading reading = co_await read();
    stream_.expires_never();  // what is asked of others has limits of its own
    if (!reading.head && !reading.refused) co_return;
    Answer answer;
    if (reading.refused)
      answer = *reading.refused;
    else
      answer = co_await find_or_fail(reading);
    if (!co_await write(answer, reading)) co_return;
    if (answer.close || !reading.keep_alive) break;
  }
  co_await linger();
}

asio::awaitable<Connection::Reading> Connection::read() {
  Parser parser;
  parser.header_limit(head_limit);
  parser.body_limit(std::numeric_limits<std::uint64_t>::max());  // judged below, when it is known what is asked for
  stream_.expires_after(terms_.timeout);

  error_code error;
  co_await http::async_read_header(stream_, buffer_, parser, asio::redirect_error(asio::use_awaitable, error));
  if (error) co_return Reading{.refused = answer_to(error)};

  auto refused = refusal(parser.get(), terms_.hosts);
  if (!refused && body_too_large(parser))
    refused = error_answer(http::status::payload_too_large, "a request has no body here", true);
  if (!refused) {
    co_await http::async_read(stream_, buffer_, parser, asio::redirect_error(asio::use_awaitable, error));
    if (error) co_return Reading{.refused = answer_to(error)};
  }
  const bool keep_alive = parser.get().keep_alive();
  std::string body = std::move(parser.get().body());
  co_return Reading{.head = std::move(parser.get().base()),
                    .refused = std::move(refused),
                    .body = std::move(body),
                    .keep_alive = keep_alive};
}

asio::awaitable<Answer> Connection::find_or_fail(const Reading& asked) {
  try {
    co_return co_await find(asked);
  } catch (const std::exception& failure) {
    terms_.refused->lost(
        "failed", std::string("operators' listener: a request could not be answered: ") + printable(failure.what()));
  }
  co_return error_answer(http::status::internal_server_error, "this request could not be answered, the log says why",
                         true);
}

asio::awaitable<Answer> Connection::find(const Reading& asked) {
  const RequestHead& head = *asked.head;
  if (auto full = find_place(head)) co_return std::move(*full);
  if (auto closed = closed_to(head)) co_return std::move(*closed);
  if (path_of(head) == reload_path) co_return control_answer(co_await terms_.control->reload(terms_.timeout));
  if (path_of(head) == logout_path) co_return log_out(head);
  if (path_of(head) == login_path && head.method() == http::verb::post) co_return co_await log_in(asked);
  const auto judged = terms_.gate->generation();
  Answer answer = co_await tell(head);
  // What was asked for takes its time: whoever may not have it any more when it is there, does not get it.
  if (terms_.gate->generation() != judged)
    if (auto closed = closed_to(head)) co_return std::move(*closed);
  co_return answer;
}

/// What takes nothing but looking.
asio::awaitable<Answer> Connection::tell(const RequestHead& head) {
  if (const auto about = why_question(head)) {
    if (about->refused) co_return *about->refused;
    auto told = co_await desk_.ask_why(about->camera, about->limit, terms_.timeout);
    co_return why_answer(about->camera, std::move(told));
  }
  if (camera_of_snapshot(path_of(head))) co_return co_await picture(head);
  const auto report = report_at(path_of(head));
  if (!report) co_return file_answer(head);
  auto text = co_await desk_.ask(*report, terms_.timeout);
  if (*report == Report::health && !may_read(head)) text = without_names(std::move(text));
  co_return report_answer(*report, std::move(text));
}

/// Whether it may know more than everybody may.
bool Connection::may_read(const RequestHead& head) const {
  const auto grant = terms_.gate->grant(
      {.authorization = field_of(head, http::field::authorization), .cookies = field_of(head, http::field::cookie)});
  return grant.scopes.read;
}

asio::awaitable<Answer> Connection::picture(const RequestHead& head) {
  constexpr std::chrono::seconds limit{15};  // more than the port takes by its own limit
  auto request = read_snapshot_request(head);
  if (auto* refused = std::get_if<Answer>(&request)) co_return std::move(*refused);
  co_return snapshot_answer(co_await terms_.pictures->ask(std::get<SnapshotRequest>(request), limit));
}

asio::awaitable<bool> Connection::write(const Answer& answer, const Reading& asked) {
  const unsigned version = asked.head ? std::min(asked.head->version(), 11U) : 11U;
  Response response = to_response(answer, version, asked.keep_alive && !answer.close);
  http::response_serializer<http::span_body<const char>> serializer(response);
  stream_.expires_after(terms_.timeout);
  error_code error;
  if (asked.head && asked.head->method() == http::verb::head)
    co_await http::async_write_header(stream_, serializer, asio::redirect_error(asio::use_awaitable, error));
  else
    co_await http::async_write(stream_, serializer, asio::redirect_error(asio::use_awaitable, error));
  co_return !error;
}

/// A peer that is still sending would lose the answer to a reset if the socket were closed now: say that nothing more
/// comes, then read what it still sends, within reason.
asio::awaitable<void> Connection::linger() {
  constexpr std::chrono::seconds grace{2};
  constexpr std::size_t enough = 256 * 1024;
  error_code error;
  stream_.say_goodbye();
  stream_.socket().shutdown(asio::ip::tcp::socket::shutdown_send, error);
  stream_.expires_after(std::min<Duration>(grace, terms_.timeout));
  std::array<char, 4096> rubbish{};
  std::size_t seen = 0;
  while (!error && seen < enough)
    seen += co_await stream_.socket().async_read_some(asio::buffer(rubbish),
                                                      asio::redirect_error(asio::use_awaitable, error));
}

}  // namespace framewake
