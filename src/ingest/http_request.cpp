#include "ingest/http_request.hpp"

#include <algorithm>
#include <charconv>
#include <utility>
#include <websocketpp/processors/processor.hpp>

namespace framewake {
namespace {

constexpr std::string_view end_of_head = "\r\n\r\n";
constexpr std::size_t longest_head = websocketpp::http::max_header_size;

std::string lower_case(std::string text) {
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return text;
}

/// A method, a target and a version with one blank between them; of versions those that we speak.
bool is_request_line(std::string_view line) {
  const std::size_t target = line.find(' ') + 1;
  const std::size_t version = line.find(' ', target) + 1;
  if (target <= 1 || version <= target + 1) return false;
  return line.substr(version) == "HTTP/1.1" || line.substr(version) == "HTTP/1.0";
}

/// What websocketpp's parser lets through, and other servers read otherwise (RFC 9112, 2.2, 3.2, 5.1; RFC 6455, 4.1);
/// null: nothing. `head`: lines, each with its end.
const char* mistake_in(std::string_view head) {
  int hosts = 0;
  int keys = 0;
  for (bool first = true; !head.empty(); first = false) {
    const std::string_view line = head.substr(0, head.find("\r\n"));
    head.remove_prefix(line.size() + 2);
    const auto is_control = [](unsigned char c) { return (c < 0x20 && c != '\t') || c == 0x7f; };
    if (std::any_of(line.begin(), line.end(), is_control)) return "a request's head has no control characters";
    if (first && !is_request_line(line)) return "a request begins with a method, a target and HTTP/1.1";
    if (first) continue;
    const std::string name = lower_case(std::string(line.substr(0, line.find(':'))));
    if (name.find_first_of(" \t") != std::string::npos) return "a header's name has no blanks in it or around it";
    if (name == "host" && ++hosts > 1) return "a request names one Host";
    if (name == "sec-websocket-key" && ++keys > 1) return "a WebSocket handshake has one Sec-WebSocket-Key";
  }
  return nullptr;
}

/// Base64 of 16 bytes.
bool is_websocket_key(std::string_view key) {
  const auto in_alphabet = [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '/';
  };
  return key.size() == 24 && key.ends_with("==") && std::all_of(key.begin(), key.end() - 2, in_alphabet);
}

constexpr std::string_view some_host = "\r\nHost: camera";  // websocketpp wants one of every request

/// HTTP/1.0, and it tells none.
bool needs_no_host(const std::string& head) {
  const std::string_view request_line = std::string_view(head).substr(0, head.find("\r\n"));
  return request_line.ends_with(" HTTP/1.0") && lower_case(head).find("\r\nhost:") == std::string::npos;
}

}  // namespace

std::size_t HttpRequest::consume(const char* bytes, std::size_t size) {
  if (std::exchange(awaits_next_, false) && state_->next_begins) state_->next_begins();
  std::size_t used = 0;
  if (stage_ == Stage::head) used = consume_head(bytes, size);
  state_->read_bytes += size - used;
  if (stage_ == Stage::body) used += consume_body(bytes + used, size - used);
  if (stage_ == Stage::chunks) used += consume_chunks(bytes + used, size - used);
  // Who sends the next request before he has the answer to this one is told to come again: nothing keeps it meanwhile.
  state_->may_go_on = ready() && body_taken_ && used == size && client_goes_on();
  return used;
}

bool HttpRequest::again() {
  if (!std::exchange(state_->goes_on, false)) return false;
  static_cast<base&>(*this) = base();
  state_->host.clear();
  state_->body = {};
  state_->body_bytes = state_->read_bytes = 0;
  state_->oversize = state_->may_go_on = body_taken_ = false;
  chunks_ = {};
  stage_ = Stage::head;
  awaits_next_ = true;
  if (state_->awaits_next) state_->awaits_next();
  return true;
}

bool HttpRequest::client_goes_on() const {
  return get_version() == "HTTP/1.1" && lower_case(get_header("Connection")).find("close") == std::string::npos;
}

std::size_t HttpRequest::consume_head(const char* bytes, std::size_t size) {
  const std::size_t before = head_.size();
  head_.append(bytes, std::min(size, longest_head + 1 - before));
  const std::size_t end = head_.find(end_of_head, before < 3 ? 0 : before - 3);
  if (end == std::string::npos) {
    if (head_.size() > longest_head) fail({431, error_json("the request's head is longer than 16000 bytes")});
    return size;
  }
  const std::size_t head_size = end + end_of_head.size();
  try {
    base::set_max_body_size(SIZE_MAX);  // the body is not its business
    const char* const mistake = mistake_in(std::string_view(head_).substr(0, end + 2));
    const bool hostless = needs_no_host(head_);
    const std::string_view host = hostless ? some_host : std::string_view{};
    head_.insert(end, host);
    base::consume(head_.data(), head_size + host.size());
    if (!hostless) state_->host = get_header("Host");
    if (mistake != nullptr)
      fail({400, error_json(mistake)});
    else
      examine();
  } catch (const websocketpp::http::exception&) {
    fail({400, error_json("not an HTTP request with a method, a target and a Host")});
  }
  head_ = {};
  return head_size - before;
}

std::size_t HttpRequest::consume_body(const char* bytes, std::size_t size) {
  const auto taken = static_cast<std::size_t>(std::min<std::uint64_t>(size, body_left_));
  if (!state_->oversize) state_->body.append(bytes, taken);
  body_left_ -= taken;
  body_taken_ = body_left_ == 0;
  if (body_taken_) stage_ = Stage::done;
  return taken;
}

std::size_t HttpRequest::consume_chunks(const char* bytes, std::size_t size) {
  const std::size_t taken = chunks_.consume({bytes, size}, [this](std::string_view part) { keep(part); });
  state_->body_bytes = chunks_.announced();
  state_->oversize = state_->oversize || state_->body_bytes > state_->max_body;
  body_taken_ = chunks_.done();
  if (body_taken_ || state_->body_bytes > state_->drain) stage_ = Stage::done;
  if (chunks_.broken()) fail({400, error_json("not a chunked body, or one with a line of more than 256 bytes")});
  return taken;
}

/// A part of a body whose length is not known before its end.
void HttpRequest::keep(std::string_view part) {
  if (state_->body.size() + part.size() > state_->max_body) state_->oversize = true;
  if (state_->oversize)
    state_->body = {};
  else
    state_->body += part;
}

void HttpRequest::examine() {
  stage_ = Stage::done;
  if (websocketpp::processor::is_websocket_handshake(*this))
    examine_upgrade();
  else
    examine_body();
}

void HttpRequest::examine_upgrade() {
  if (get_method() != "GET" || get_version() != "HTTP/1.1" || get_header("Sec-WebSocket-Key").empty())
    return fail({400, error_json("a WebSocket handshake is an HTTP/1.1 GET with a Sec-WebSocket-Key")});
  // Older drafts that websocketpp also speaks frame their messages in ways that know no limits.
  if (get_header("Sec-WebSocket-Version") != "13")
    return fail({426, error_json("only version 13 of the WebSocket protocol is spoken"), "Sec-WebSocket-Version: 13"});
  if (!is_websocket_key(get_header("Sec-WebSocket-Key")))
    return fail({400, error_json("Sec-WebSocket-Key is 16 bytes in base64")});
  if (!get_header("Content-Length").empty() || !get_header("Transfer-Encoding").empty())
    return fail({400, error_json("a WebSocket handshake has no body")});
  remove_header("Sec-WebSocket-Extensions");  // none is offered
  replace_header("Host", "camera");           // not used; websocketpp would refuse what it cannot parse, without a word
}

void HttpRequest::examine_body() {
  const bool chunked = !get_header("Transfer-Encoding").empty();
  if (!examine_length(chunked)) return;
  replace_header("Host", "camera");
  state_->oversize = state_->body_bytes > state_->max_body;
  if (auto refusal = state_->check_head ? state_->check_head() : std::nullopt) {
    state_->problem = std::move(*refusal);
    state_->oversize = true;  // read through, so that the answer is, and thrown away
  }
  const bool waits = lower_case(get_header("Expect")) == "100-continue";
  body_taken_ = !chunked && state_->body_bytes == 0;
  if (body_taken_ || state_->body_bytes > state_->drain || (state_->oversize && waits)) return;
  if (!state_->oversize) state_->body.reserve(static_cast<std::size_t>(state_->body_bytes));
  if (waits && state_->send_continue) state_->send_continue();
  body_left_ = state_->body_bytes;
  stage_ = chunked ? Stage::chunks : Stage::body;
}

/// True: there is a body, of body_bytes when it is not chunked.
bool HttpRequest::examine_length(bool chunked) {
  const std::string& length = get_header("Content-Length");
  if (chunked && (!length.empty() || get_version() != "HTTP/1.1")) {
    fail({400, error_json("a body is chunked, with HTTP/1.1, or has a Content-Length")});
  } else if (chunked) {
    if (lower_case(get_header("Transfer-Encoding")) == "chunked") return true;
    fail({501, error_json("of transfer codings only chunked is taken")});
  } else if (length.empty()) {
    if (get_method() == "POST") fail({411, error_json("a POST needs a Content-Length, or is chunked")});
    replace_header("Host", "camera");
  } else {
    const auto [end, error] = std::from_chars(length.data(), length.data() + length.size(), state_->body_bytes);
    if (error == std::errc{} && end == length.data() + length.size()) return true;
    fail({400, error_json("Content-Length is not a number of bytes")});
  }
  return false;
}

void HttpRequest::fail(HttpAnswer problem) {
  state_->problem = std::move(problem);
  remove_header("Upgrade");  // so that it goes to the handler of plain requests
  replace_header("Host", "camera");
  stage_ = Stage::done;
}

}  // namespace framewake
