#pragma once
// One request for a small document: what `framewake watch` and `framewake reload` ask the daemon with.

#include <boost/asio/io_context.hpp>
#include <functional>
#include <string>

#include "base/time.hpp"
#include "client/url.hpp"
#include "tls/client_context.hpp"

namespace framewake {

struct HttpResponse {
  unsigned status = 0;  ///< 0: no answer, see problem
  std::string body;     ///< at most 8 MiB
  std::string problem;  ///< why there is no answer
};

/// `done` is called exactly once, on the thread that runs `io`; never from within http_get itself. `limit` holds for
/// the whole exchange. `token`: shown as "Authorization: Bearer …" when not empty. `tls`: for an https:// URL.
void http_get(boost::asio::io_context& io, const Url& url, Duration limit, std::function<void(HttpResponse)> done,
              std::string token = {}, std::shared_ptr<const TlsClientContext> tls = nullptr);
/// The same with POST and an empty body.
void http_post(boost::asio::io_context& io, const Url& url, Duration limit, std::function<void(HttpResponse)> done,
               std::string token = {}, std::shared_ptr<const TlsClientContext> tls = nullptr);

}  // namespace framewake
