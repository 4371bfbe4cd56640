#pragma once
// --token-file: the token that a client shows.

#include <string>

namespace framewake {

/// Reads the token in a file into `token`. Returns what is wrong with it, or "".
std::string read_token(const std::string& path, std::string& token);

}  // namespace framewake
