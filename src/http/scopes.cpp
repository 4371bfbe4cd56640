#include "http/scopes.hpp"

namespace framewake {

std::optional<Scopes> read_scopes(const std::vector<std::string>& names) {
  Scopes scopes;
  for (const auto& name : names) {
    if (name == "read")
      scopes.read = true;
    else if (name == "metrics")
      scopes.metrics = true;
    else if (name == "pictures")
      scopes.pictures = true;
    else if (name == "control")
      scopes.control = true;
    else
      return std::nullopt;
  }
  return scopes;
}

}  // namespace framewake
