#pragma once
// What messages about files say is allowed, in the same words everywhere.

#include <string_view>

namespace framewake {

inline constexpr std::string_view allowed_file = "allowed: a file that framewake's user may read";

}  // namespace framewake
