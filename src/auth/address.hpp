#pragma once
// Whom an address stands for, when something is counted per address.

#include <string>
#include <string_view>

namespace framewake {

/// An IPv4 address as it is, also when written as IPv6 (::ffff:192.0.2.1); of an IPv6 address its first 64 bits
/// ("2001:db8::/64"), because a single customer has all of the rest.
std::string address_key(std::string_view address);

}  // namespace framewake
