#pragma once
// Socket activation: where the service manager's sockets listen is where the daemon listens.

#include <string>
#include <vector>

#include "base/inherited_sockets.hpp"
#include "config/loader.hpp"

namespace framewake {

/// For each inherited socket that listens elsewhere than `config` says: puts its address over the files of `request`, as
/// --set would, so that whatever is checked of an address is checked of the one that is used. Returns a line for the log
/// about each; when there is any, the configuration must be loaded again.
std::vector<std::string> prefer_inherited(const InheritedSockets& sockets, const Config& config, LoadRequest& request);

}  // namespace framewake
