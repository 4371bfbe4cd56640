#pragma once
// What a reload changes, and when each change takes effect.

#include <string>
#include <vector>

#include "config/changes.hpp"
#include "config/problem.hpp"

namespace framewake {

struct ReloadPlan {
  Config config;                    ///< to be in effect: what is wanted, but for keys that take a restart, which stay
  std::vector<ChangedKey> changes;  ///< all of them, in the order of the documentation
  /// Why it must not be in effect: what is fine by itself could with the keys that stay let in whom neither lets in, or
  /// nobody.
  std::vector<ConfigProblem> problems = {};
};

/// `known`: what is wrong with `wanted` already. `complete`: nothing is missing from it that a file may say.
ReloadPlan plan_reload(const Schema& schema, const Config& running, Config wanted,
                       const std::vector<ConfigProblem>& known = {}, bool complete = true);

/// What a reload came to: what it changed, or why it changed nothing.
struct ReloadReport {
  std::vector<ChangedKey> changes;
  std::vector<ConfigProblem> problems;  ///< with any of these there are no changes, and the old configuration stays

  bool taken() const noexcept { return problems.empty(); }
};

/// "live", "rearm" or "restart".
std::string_view to_string(Apply apply) noexcept;

/// {"changes":[{"key":"…","class":"live"},…]}, or {"error":"…","errors":[{"file":…,"line":…,"column":…,"key":…,"what":…},…]}.
/// Values are not told: some are secrets.
std::string reload_json(const ReloadReport& report);

}  // namespace framewake
