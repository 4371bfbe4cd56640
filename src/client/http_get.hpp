#pragma once
// One request for a small document: what `framewake watch` and `framewake reload` ask the daemon with.

#include <boost/asio/io_context.hpp>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>

#include "base/time.hpp"
#include "client/url.hpp"
#include "tls/client_context.hpp"

namespace framewake {

struct HttpResponse {
  unsigned status = 0;  ///< 0: no answer, see problem
  std::string body;
  std::string problem;  ///< why there is no answer
};

/// Bytes of a body: of a document, and of a picture. A frame may have 256 MiB (ingest.max_message), and one in which
/// something is hidden is made anew and may become larger.
inline constexpr std::size_t largest_document = std::size_t{8} << 20;
inline constexpr std::size_t largest_picture = std::size_t{512} << 20;

/// `done` is called exactly once, on the thread that runs `io`; never from within http_get itself. `limit` holds for
/// the whole exchange. `token`: shown as "Authorization: Bearer …" when not empty. `tls`: for an https:// URL. A body of more
/// than `most` bytes is no answer.
void http_get(boost::asio::io_context& io, const Url& url, Duration limit, std::function<void(HttpResponse)> done,
              std::string token = {}, std::shared_ptr<const TlsClientContext> tls = nullptr,
              std::size_t most = largest_document);
/// The same with POST and an empty body.
void http_post(boost::asio::io_context& io, const Url& url, Duration limit, std::function<void(HttpResponse)> done,
               std::string token = {}, std::shared_ptr<const TlsClientContext> tls = nullptr);

}  // namespace framewake
