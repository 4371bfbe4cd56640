#include "client/http_get.hpp"

#include <utility>  // first: Boost 1.74's awaitable.hpp uses std::exchange without it

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <memory>

#include "tls/timed_stream.hpp"

namespace framewake {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using boost::system::error_code;
using tcp = asio::ip::tcp;

namespace {

auto told_in(error_code& error) {
  return asio::redirect_error(asio::use_awaitable, error);
}

/// What must live until the exchange is over.
struct Exchange {
  Exchange(asio::io_context& io, http::verb the_method, Url where)
      : method(the_method), url(std::move(where)), resolver(io), stream(tcp::socket(io)), limit(io) {}
  void cut() {
    resolver.cancel();
    stream.close();
  }
  const http::verb method;
  const Url url;
  std::string token;
  std::shared_ptr<const TlsClientContext> tls;
  std::size_t most = largest_document;  ///< bytes of the body
  tcp::resolver resolver;
  TimedStream stream;
  asio::steady_timer limit;
  bool late = false;
};

asio::awaitable<error_code> connect(Exchange& exchange) {
  error_code error;
  const Url& url = exchange.url;
  const auto address = asio::ip::make_address(url.host, error);
  if (!error) {
    co_await exchange.stream.socket().async_connect(tcp::endpoint(address, url.port), told_in(error));
    co_return error;
  }
  const auto found = co_await exchange.resolver.async_resolve(url.host, std::to_string(url.port), told_in(error));
  if (!error && !exchange.late) co_await asio::async_connect(exchange.stream.socket(), found, told_in(error));
  co_return error;
}

asio::awaitable<error_code> secure(Exchange& exchange) {
  error_code error;
  if (!exchange.url.tls) co_return error;
  exchange.stream.encrypt(*exchange.tls, exchange.url.host);
  co_await exchange.stream.async_handshake(told_in(error));
  co_return error;
}

asio::awaitable<HttpResponse> ask(std::shared_ptr<Exchange> exchange) {
  const auto failed = [&](const error_code& error) {
    return HttpResponse{0, "",
                        exchange->late                       ? "no answer in time"
                        : exchange->stream.problem().empty() ? error.message()
                                                             : exchange->stream.problem()};
  };
  if (exchange->url.tls && !exchange->tls)
    co_return HttpResponse{0, "", "https:// cannot be spoken without a TLS context"};
  error_code error = co_await connect(*exchange);
  if (error || exchange->late) co_return failed(error);
  error = co_await secure(*exchange);
  if (error || exchange->late) co_return failed(error);
  http::request<http::empty_body> request(exchange->method, exchange->url.target, 11);
  request.set(http::field::host, exchange->url.authority());
  request.set(http::field::user_agent, "framewake");
  request.set(http::field::accept, "application/json");
  request.set(http::field::connection, "close");
  request.prepare_payload();
  if (!exchange->token.empty()) request.set(http::field::authorization, "Bearer " + exchange->token);
  co_await http::async_write(exchange->stream, request, told_in(error));
  if (error) co_return failed(error);
  beast::flat_buffer buffer;
  http::response_parser<http::string_body> parser;
  parser.body_limit(exchange->most);
  co_await http::async_read_header(exchange->stream, buffer, parser, told_in(error));
  if (error) co_return failed(error);
  // Not every version of Beast looks at the length of an answer that comes with its header.
  if (const auto length = parser.content_length(); length && *length > exchange->most)
    co_return failed(http::error::body_limit);
  co_await http::async_read(exchange->stream, buffer, parser, told_in(error));
  if (error) co_return failed(error);
  co_return HttpResponse{parser.get().result_int(), std::move(parser.get().body()), ""};
}

void begin(asio::io_context& io, http::verb method, const Url& url, Duration limit,
           std::function<void(HttpResponse)> done, std::string token, std::shared_ptr<const TlsClientContext> tls,
           std::size_t most) {
  const auto exchange = std::make_shared<Exchange>(io, method, url);
  exchange->token = std::move(token);
  exchange->tls = std::move(tls);
  exchange->most = most;
  exchange->limit.expires_after(limit);
  exchange->limit.async_wait([exchange](error_code cancelled) {
    if (cancelled) return;
    exchange->late = true;
    exchange->cut();
  });
  asio::co_spawn(
      io, [exchange] { return ask(exchange); },
      [exchange, done = std::move(done)](const std::exception_ptr& bug, HttpResponse answer) {
        if (bug) std::rethrow_exception(bug);
        exchange->limit.cancel();
        exchange->stream.close();
        done(std::move(answer));
      });
}

}  // namespace

void http_get(asio::io_context& io, const Url& url, Duration limit, std::function<void(HttpResponse)> done,
              std::string token, std::shared_ptr<const TlsClientContext> tls, std::size_t most) {
  begin(io, http::verb::get, url, limit, std::move(done), std::move(token), std::move(tls), most);
}

void http_post(asio::io_context& io, const Url& url, Duration limit, std::function<void(HttpResponse)> done,
               std::string token, std::shared_ptr<const TlsClientContext> tls) {
  begin(io, http::verb::post, url, limit, std::move(done), std::move(token), std::move(tls), largest_document);
}

}  // namespace framewake
