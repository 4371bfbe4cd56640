#include "base/inherited_sockets.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <systemd/sd-daemon.h>

#include <array>
#include <cstdlib>
#include <cstring>
#include <utility>
#include <vector>

#include "base/log.hpp"

namespace framewake {
namespace {

std::string text_of(const sockaddr_storage& address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (address.ss_family == AF_INET) {
    sockaddr_in v4{};
    std::memcpy(&v4, &address, sizeof v4);
    inet_ntop(AF_INET, &v4.sin_addr, text.data(), text.size());
    return std::string(text.data()) + ":" + std::to_string(ntohs(v4.sin_port));
  }
  sockaddr_in6 v6{};
  std::memcpy(&v6, &address, sizeof v6);
  inet_ntop(AF_INET6, &v6.sin6_addr, text.data(), text.size());
  return "[" + std::string(text.data()) + "]:" + std::to_string(ntohs(v6.sin6_port));
}

InheritedSocket inspect(int descriptor, const std::string& name) {
  const bool tcp = sd_is_socket_inet(descriptor, AF_INET, SOCK_STREAM, 1, 0) > 0 ||
                   sd_is_socket_inet(descriptor, AF_INET6, SOCK_STREAM, 1, 0) > 0;
  sockaddr_storage address{};
  socklen_t length = sizeof address;
  if (!tcp || getsockname(descriptor, reinterpret_cast<sockaddr*>(&address), &length) != 0)
    throw BadInheritedSocket("the inherited socket \"" + name + "\" is not a listening TCP socket (ListenStream=)");
  return {descriptor, text_of(address)};
}

}  // namespace

InheritedSockets InheritedSockets::take() {
  char** raw_names = nullptr;
  const int count = sd_listen_fds_with_names(1, &raw_names);
  InheritedSockets sockets;
  std::vector<std::string> names;
  for (int i = 0; i < count; ++i) {
    names.emplace_back(raw_names[i]);  // NOLINT(cppcoreguidelines-pro-bounds-pointer-arithmetic): libsystemd's array
    std::free(raw_names[i]);           // NOLINT: its allocations are the C library's
  }
  std::free(raw_names);  // NOLINT
  for (int i = 0; i < count; ++i) {
    const std::string& name = names[static_cast<std::size_t>(i)];
    if (name != "ingest" && name != "http")
      throw BadInheritedSocket("an inherited socket is called \"" + printable(name) +
                               "\"; FileDescriptorName= must be \"ingest\" or \"http\"");
    const bool first = sockets.by_name_.try_emplace(name, inspect(SD_LISTEN_FDS_START + i, name)).second;
    if (!first) throw BadInheritedSocket("two inherited sockets are called \"" + name + "\"; there can be one");
  }
  return sockets;
}

std::optional<std::string> InheritedSockets::address(const std::string& name) const {
  const auto found = by_name_.find(name);
  if (found == by_name_.end()) return std::nullopt;
  return found->second.address;
}

int InheritedSockets::claim(const std::string& name) {
  const auto found = by_name_.find(name);
  return found == by_name_.end() ? -1 : std::exchange(found->second.descriptor, -1);
}

}  // namespace framewake
