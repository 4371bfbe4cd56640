#pragma once
#include <string>
#include <vector>

#include "base/options.hpp"

namespace framewake {

/// One of [[http.tokens]].
struct HttpToken {
  std::string name;                 ///< for the log and for whoever wonders whose it is
  std::string token_hash;           ///< as auth/token.hpp has it
  std::vector<std::string> scopes;  ///< "read", "metrics", "pictures", "control"

  bool operator==(const HttpToken&) const = default;
};

struct HttpOptions {
  std::string listen = "127.0.0.1:8990";  ///< address:port; "" switches the operators' listener off
  std::int64_t max_connections = 64;
  milliseconds timeout{10'000};  ///< for a whole request and for each answer
  std::string tls_certificate;   ///< files; "": no encryption
  std::string tls_key;
  bool anonymous = false;     ///< whoever can reach the listener may look
  std::string password_hash;  ///< as auth/password.hpp has it; "": none
  milliseconds session_lifetime{12 * 3'600'000};
  std::vector<HttpToken> tokens;
  std::vector<std::string> trusted_proxies;  ///< whose X-Forwarded-For and X-Forwarded-Proto count
  std::vector<std::string> hosts;  ///< further names under which a browser may ask, while listening on loopback
};

OptionTable http_option_table();  ///< without `tokens`
OptionTable http_token_option_table();

}  // namespace framewake
