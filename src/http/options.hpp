#pragma once
#include <string>
#include <vector>

#include "base/options.hpp"

namespace framewake {

struct HttpOptions {
  std::string listen = "127.0.0.1:8990";  ///< address:port; "" switches the operators' listener off
  std::int64_t max_connections = 64;
  milliseconds timeout{10'000};    ///< for a whole request and for each answer
  std::vector<std::string> hosts;  ///< further names under which a browser may ask, while listening on loopback
};

OptionTable http_option_table();

}  // namespace framewake
