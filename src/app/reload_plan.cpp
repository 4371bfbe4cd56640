#include "app/reload_plan.hpp"

#include <algorithm>
#include <cstdint>

#include "base/json_text.hpp"
#include "config/cross_checks.hpp"

namespace framewake {

namespace {

void keep_what_takes_a_restart(const OptionTable& table, void* wanted, const void* running) {
  for (const OptionRow& row : table.rows)
    if (row.apply == Apply::restart) row.set(wanted, row.get(running));
}

bool takes_a_restart(const OptionTable& table) {
  return std::any_of(table.rows.begin(), table.rows.end(),
                     [](const OptionRow& row) { return row.apply == Apply::restart; });
}

}  // namespace

ReloadPlan plan_reload(const Schema& schema, const Config& running, Config wanted,
                       const std::vector<ConfigProblem>& known, bool complete) {
  ReloadPlan plan{std::move(wanted), {}};
  plan.changes = changed_keys(schema, running, plan.config);
  Config copy = running;  // Section::in gives the structs of a Config that may be written
  for (const Section& section : schema.sections) {
    keep_what_takes_a_restart(section.table, section.in(plan.config), section.in(copy));
    for (const ListOfTables& list : section.lists)  // as a whole: its elements are told apart by their places only
      if (takes_a_restart(list.table)) list.copy(plan.config, running);
  }
  // A camera that is new has of such keys what it had without a section of its own.
  for (auto& [id, options] : plan.config.cameras)
    keep_what_takes_a_restart(schema.cameras.table, &options, &running.of(id));
  if (complete) plan.problems = check_access(plan.config, known);
  for (ConfigProblem& problem : plan.problems) problem.what += "; what takes a restart counts as it is now";
  return plan;
}

std::string_view to_string(Apply apply) noexcept {
  switch (apply) {
    case Apply::live: return "live";
    case Apply::rearm: return "rearm";
    case Apply::restart: return "restart";
  }
  return "?";
}

namespace {

void write_changes(JsonWriter& json, const std::vector<ChangedKey>& changes) {
  json.key("changes").open_array();
  for (const ChangedKey& change : changes)
    json.open_object().field("key", change.key).field("class", to_string(change.apply)).close_object();
  json.close_array();
}

void write_problems(JsonWriter& json, const std::vector<ConfigProblem>& problems) {
  json.field("error", "the configuration is wrong, the old one stays").key("errors").open_array();
  for (const ConfigProblem& problem : problems) {
    json.open_object().field("file", problem.file);
    json.field("line", std::uint64_t{problem.line}).field("column", std::uint64_t{problem.column});
    json.field("key", problem.key).field("what", problem.what).close_object();
  }
  json.close_array();
}

}  // namespace

std::string reload_json(const ReloadReport& report) {
  std::string text;
  JsonWriter json(text);
  json.open_object();
  if (report.taken())
    write_changes(json, report.changes);
  else
    write_problems(json, report.problems);
  json.close_object();
  return text + "\n";
}

}  // namespace framewake
