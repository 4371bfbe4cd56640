#pragma once
// The HTTP request as websocketpp's connection reads it: its own parser for the head, ours for what may follow. websocketpp
// would answer a malformed or oversize request by itself, with a bare status line; here every problem reaches our handler,
// which counts it and answers in words.

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <websocketpp/http/request.hpp>

#include "ingest/chunked_body.hpp"
#include "ingest/replies.hpp"

namespace framewake {

/// What the request is and has; shared because websocketpp hands its request out as const.
struct RequestState {
  // set before the connection starts:
  std::uint64_t max_body = 0;  ///< bytes of a POST's body that are kept
  std::uint64_t drain = 0;     ///< up to here a larger body is read and thrown away, so that the answer gets through
  std::function<void()> send_continue;                    ///< sends "100 Continue"
  std::function<std::optional<HttpAnswer>()> check_head;  ///< whether a body is wanted; asked when the head is complete
  std::function<void()> awaits_next;                      ///< the answer has left, and another request may come
  std::function<void()> next_begins;                      ///< the first bytes of such a request are here

  std::string host;  ///< as it was sent

  std::string body;              ///< of a POST
  std::uint64_t body_bytes = 0;  ///< what Content-Length says, or the chunks so far: a claim
  std::uint64_t read_bytes = 0;  ///< that came after the head, kept or not
  bool oversize = false;         ///< more than max_body; `body` is empty then
  bool may_go_on = false;        ///< it has come whole, and its client may send another on this connection
  HttpAnswer problem{.status = 0, .json = {}};  ///< status 0: none

  bool goes_on = false;  ///< told with the answer: another request may come on this connection
};

class HttpRequest : public websocketpp::http::parser::request {
 public:
  using base = websocketpp::http::parser::request;
  using type = HttpRequest;
  using ptr = std::shared_ptr<HttpRequest>;

  /// Called by websocketpp with what came from the socket; returns how much of it belongs to the request.
  std::size_t consume(const char* bytes, std::size_t size);
  bool ready() const noexcept { return stage_ == Stage::done; }

  /// Called by websocketpp when the answer has left: whether another request is read. This is empty then.
  bool again();

  RequestState& state() const noexcept { return *state_; }

 private:
  enum class Stage : std::uint8_t { head, body, chunks, done };

  std::size_t consume_head(const char* bytes, std::size_t size);
  std::size_t consume_body(const char* bytes, std::size_t size);
  std::size_t consume_chunks(const char* bytes, std::size_t size);
  void keep(std::string_view part);
  bool examine_length(bool chunked);
  void examine();
  void examine_upgrade();
  void examine_body();
  bool client_goes_on() const;
  void fail(HttpAnswer problem);

  const std::shared_ptr<RequestState> state_ = std::make_shared<RequestState>();
  bool awaits_next_ = false;
  std::string head_;
  Stage stage_ = Stage::head;
  bool body_taken_ = false;  // all of it, kept or thrown away
  std::uint64_t body_left_ = 0;
  ChunkedBody chunks_;
};

}  // namespace framewake
