#include "app/given_sockets.hpp"

#include "base/listen_address.hpp"

namespace framewake {
namespace {

bool same(const std::string& one, const std::string& other) {
  const auto first = ListenAddress::parse(one);
  const auto second = ListenAddress::parse(other);
  return first && second && first->address == second->address && first->port == second->port;
}

}  // namespace

std::vector<std::string> prefer_inherited(const InheritedSockets& sockets, const Config& config, LoadRequest& request) {
  struct Pair {
    std::string name;
    const std::string& configured;
  };
  std::vector<std::string> lines;
  for (const Pair& pair : {Pair{"ingest", config.ingest.listen}, Pair{"http", config.http.listen}}) {
    const auto address = sockets.address(pair.name);
    if (!address || same(*address, pair.configured)) continue;
    const std::string key = pair.name + ".listen";
    lines.push_back(key + " = \"" + pair.configured + "\" is not used: the service manager's socket listens on " +
                    *address);
    request.set.push_back(key + "=\"" + *address + "\"");
  }
  return lines;
}

}  // namespace framewake
