#include "auth/address.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>

namespace framewake {

std::string address_key(std::string_view address) {
  std::string text(address.substr(0, address.find('%')));  // without the zone of a link-local address
  in6_addr v6{};
  if (inet_pton(AF_INET6, text.c_str(), &v6) != 1) return text;
  std::array<char, INET6_ADDRSTRLEN> out{};
  if (IN6_IS_ADDR_V4MAPPED(&v6)) {
    inet_ntop(AF_INET, &v6.s6_addr[12], out.data(), out.size());
    return out.data();
  }
  std::fill(std::begin(v6.s6_addr) + 8, std::end(v6.s6_addr), std::uint8_t{0});
  inet_ntop(AF_INET6, &v6, out.data(), out.size());
  return std::string(out.data()) + "/64";
}

}  // namespace framewake
