#pragma once
// The whole table of keys, composed from the rows beside the structs. Everything that knows keys knows them from here: the
// loader, its error messages, docs/config.md, config/framewake.toml and the JSON schema.

#include <functional>
#include <string>
#include <vector>

#include "config/config.hpp"

namespace framewake {

/// A list of tables within a section, [[section.name]].
struct ListOfTables {
  std::string name;
  std::string text;
  OptionTable table;
  std::function<void*(Config&)> append;                        ///< one more struct, for the rows to fill
  std::function<std::vector<const void*>(const Config&)> all;  ///< those that there are
  std::function<void(Config& into, const Config& from)> copy;  ///< all of them
  std::vector<std::string> required;                           ///< keys that each must have
};

/// A section that fills one struct of Config.
struct Section {
  std::string name;  ///< `ingest` for [ingest]
  std::string text;  ///< what it is about, in a sentence or two
  OptionTable table;
  std::function<void*(Config&)> in;  ///< the struct that the rows fill
  std::vector<ListOfTables> lists = {};
};

struct Schema {
  std::vector<Section> sections;  ///< one struct each, in the order of the documentation
  Section cameras;                ///< [cameras.ID]: the rows of [defaults]; `in` is empty
  const StageTable* stages;       ///< what `use` in [[pipelines.NAME.stages]] may name, with its rows. Not owned.

  const Section* find(std::string_view name) const;
  /// All names at the top of a file, in the order of the documentation.
  std::vector<std::string> names() const;
};

/// `stages` must outlive the schema.
Schema make_schema(const StageTable& stages);

std::vector<std::string> keys_of(const OptionTable& table);
std::vector<std::string> names_of(const StageTable& stages);
const StageKind* find_stage(const StageTable& stages, std::string_view name);

/// What a configuration holds that says nothing: every default, and the pipeline "default" of the stage "motion" (of
/// nothing where `stages` has no motion).
Config built_in_config(const Schema& schema);

/// The stages of the pipeline "default" where no file gives them.
constexpr std::string_view default_stage = "motion";

}  // namespace framewake
