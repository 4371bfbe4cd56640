#pragma once
// --ca, --cert, --key: how a client speaks TLS.

#include <memory>
#include <string>

#include "client/url.hpp"
#include "tls/client_context.hpp"

namespace CLI {
class App;
}

namespace framewake {

/// Adds the options to a subcommand; `files` must live as long.
void add_tls_options(CLI::App& subcommand, TlsClientFiles& files);

/// For a URL with TLS; null for others. Returns what is wrong, or "".
std::string read_tls(const TlsClientFiles& files, const Url& url, std::shared_ptr<const TlsClientContext>& tls);

}  // namespace framewake
