#include "cli/token_file.hpp"

#include "auth/secret_file.hpp"

namespace framewake {

std::string read_token(const std::string& path, std::string& token) {
  auto reading = read_secret_file(path);
  if (!reading.problem.empty()) return "cannot read a token: " + reading.problem;
  token = std::move(reading.secret);
  return "";
}

}  // namespace framewake
