#pragma once
// The table of keys as people and programs read it.

#include <string>

#include "config/schema.hpp"

namespace framewake {

/// config/framewake.toml: every key with its text and its default. Loading it changes nothing; its examples are commented
/// out so that every line that begins with `#` and no space becomes valid by taking that `#` away.
std::string reference_toml(const Schema& schema);

/// docs/config.md.
std::string reference_markdown(const Schema& schema);

/// docs/man/framewake.toml.5, the man page of the configuration.
std::string reference_man(const Schema& schema);

/// A JSON Schema (draft 2020-12) of a file, for editors.
std::string reference_json_schema(const Schema& schema);

/// What the row's documentation shows as its value where that is to be an example: the row's own, or the default.
std::string example_toml(const OptionTable& table, const OptionRow& row);

/// When a changed value takes effect, in words.
std::string takes_effect(Apply apply);

}  // namespace framewake
