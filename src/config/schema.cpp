#include "config/schema.hpp"

namespace framewake {

const Section* Schema::find(std::string_view name) const {
  for (const auto& section : sections)
    if (section.name == name) return &section;
  return nullptr;
}

std::vector<std::string> Schema::names() const {
  std::vector<std::string> all;
  for (const auto& section : sections) all.push_back(section.name);
  all.push_back(cameras.name);
  all.emplace_back("pipelines");
  return all;
}

namespace {

ListOfTables http_tokens() {
  return {.name = "tokens",
          .text = "Tokens for programs that ask the operators' listener, as `Authorization: Bearer TOKEN`.",
          .table = http_token_option_table(),
          .append = [](Config& c) -> void* { return &c.http.tokens.emplace_back(); },
          .all =
              [](const Config& c) {
                std::vector<const void*> all;
                for (const auto& token : c.http.tokens) all.push_back(&token);
                return all;
              },
          .copy = [](Config& into, const Config& from) { into.http.tokens = from.http.tokens; },
          .required = {"name", "token_hash", "scopes"}};
}

}  // namespace

Schema make_schema(const StageTable& stages) {
  Schema schema;
  schema.sections = {
      {"log", "What the daemon writes about itself.", log_option_table(), [](Config& c) -> void* { return &c.log; }},
      {"ingest", "Where cameras push their frames, and what one of them may ask of the daemon.", ingest_option_table(),
       [](Config& c) -> void* { return &c.ingest; }},
      {"http",
       "The operators' listener: page, metrics, status.",
       http_option_table(),
       [](Config& c) -> void* { return &c.http; },
       {http_tokens()}},
      {"processing", "The threads that decode frames and run the pipelines.", processing_option_table(),
       [](Config& c) -> void* { return &c.processing; }},
      {"reload", "When a changed configuration is taken.", reload_option_table(),
       [](Config& c) -> void* { return &c.reload; }},
      {"defaults", "What holds for every camera that has no word of its own on it.", camera_option_table(),
       [](Config& c) -> void* { return &c.defaults; }},
  };
  schema.cameras = {"cameras", "One section per camera, for what differs from [defaults].", camera_option_table(), {}};
  schema.stages = &stages;
  return schema;
}

std::vector<std::string> keys_of(const OptionTable& table) {
  std::vector<std::string> keys;
  for (const auto& row : table.rows) keys.push_back(row.key);
  return keys;
}

std::vector<std::string> names_of(const StageTable& stages) {
  std::vector<std::string> names;
  for (const auto& kind : stages.kinds()) names.push_back(kind.name);
  return names;
}

const StageKind* find_stage(const StageTable& stages, std::string_view name) {
  for (const auto& kind : stages.kinds())
    if (kind.name == name) return &kind;
  return nullptr;
}

Config built_in_config(const Schema& schema) {
  Config config;
  auto& pipeline = config.pipelines["default"];
  pipeline.name = "default";
  if (const auto* kind = find_stage(*schema.stages, default_stage))
    pipeline.stages.push_back({kind->name, kind->options.make()});
  return config;
}

}  // namespace framewake
