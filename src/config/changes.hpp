#pragma once
// A configuration as a flat list of keys and values, for showing it and for telling two of them apart.

#include <string>
#include <vector>

#include "config/schema.hpp"

namespace framewake {

/// A key in effect, also where no file mentions it.
struct Setting {
  std::string key;  ///< dotted, as for --set
  OptionValue value;
  Apply apply = Apply::live;
};

/// All settings in the order of the documentation: sections, cameras, pipelines. A stage's `use` is one of them, too.
std::vector<Setting> settings_of(const Schema& schema, const Config& config);

/// The keys whose value differs, or that only one of the two has, each with when the change takes effect. A camera that
/// comes or goes is compared with [defaults], and named by itself ("cameras.ID") where it differs in nothing; pipelines and
/// stages that come or go change with all their keys. A key whose file was replaced since `before` was read has changed, too.
struct ChangedKey {
  std::string key;
  Apply apply = Apply::live;
};
std::vector<ChangedKey> changed_keys(const Schema& schema, const Config& before, const Config& after);

}  // namespace framewake
