#pragma once
// What a request may do.

#include <optional>
#include <string>
#include <vector>

namespace framewake {

struct Scopes {
  bool read = false;      ///< the page and the status
  bool metrics = false;   ///< /metrics
  bool pictures = false;  ///< what cameras see
  bool control = false;   ///< whatever changes something

  bool operator==(const Scopes&) const = default;
};

constexpr Scopes all_scopes{.read = true, .metrics = true, .pictures = true, .control = true};

/// Nothing when one of the names is none.
std::optional<Scopes> read_scopes(const std::vector<std::string>& names);

}  // namespace framewake
