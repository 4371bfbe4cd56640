#include <algorithm>
#include <sstream>

#include "config/reference/reference.hpp"
#include "config/values.hpp"

namespace framewake {

namespace {

constexpr std::size_t width = 100;

constexpr std::string_view file_introduction =
    R"(# The configuration of framewake: every key, with its default. A key that is not in your file has
# its default too, so a file of your own needs only what you change.
#
# Durations are texts with a unit: us, ms, s, min, h, such as "250 ms" or "1.5 s". Sizes, too: B, kB,
# MB, GB (powers of 1000), KiB, MiB, GiB (powers of 1024).
#
# Drop-ins: beside NAME.toml every NAME.d/*.toml is read as well, in the order of their names, each
# over the ones before, key by key. Lists, and so the stages of a pipeline, are replaced as a whole.
#
# Single keys: --set KEY=VALUE on the command line, over all files, such as
# --set ingest.listen=0.0.0.0:8999 or --set pipelines.default.stages.0.use=motion (stages count from 0).
#
# To see whether a file is fine: framewake check FILE. Mistakes are listed all at once, each with its
# line. Lines that begin with # and no space are examples: take the # away to use them.
)";

/// `text` as comment lines of at most `width` columns.
std::string comment(const std::string& text) {
  std::istringstream words(text);
  std::string lines;
  std::string line = "#";
  for (std::string word; words >> word;) {
    if (line.size() + 1 + word.size() > width) {
      lines += line + "\n";
      line = "#";
    }
    line += " " + word;
  }
  return lines + line + "\n";
}

/// What the value does not show itself: its range or choices, its default, and when a change takes effect.
std::string facts(const OptionTable& table, const OptionRow& row) {
  const bool any_text = row.type == OptionType::text || row.type == OptionType::text_list;
  const auto range = allowed_range(row);
  std::string text;
  if (!any_text) text = "Allowed: " + (range.empty() ? allowed(row) : range) + ". ";
  return text + "Default: " + to_toml(table.default_of(row)) + ". Takes effect " + takes_effect(row.apply) + ".";
}

/// Comments and then `key = value`, behind `mark` ("#" for examples).
std::string entry(const OptionTable& table, const OptionRow& row, const std::string& mark) {
  const auto value = mark.empty() ? to_toml(table.default_of(row)) : example_toml(table, row);
  std::string text = comment(row.text) + comment(facts(table, row));
  if (mark.empty() && !row.example.empty()) text += comment("Example: " + row.key + " = " + example_toml(table, row));
  return text + mark + row.key + " = " + value + "\n";
}

/// Rows whose text begins so are in the documentation only: who configures a daemon has no use for them.
constexpr std::string_view for_tests = "For tests: ";

std::string entries(const OptionTable& table, const std::string& mark) {
  std::string text;
  for (const auto& row : table.rows)
    if (!row.text.starts_with(for_tests)) text += (text.empty() ? "" : "\n") + entry(table, row, mark);
  return text;
}

std::string short_entries(const OptionTable& table) {
  std::string text;
  for (const auto& row : table.rows) text += "#" + row.key + " = " + example_toml(table, row) + "\n";
  return text;
}

std::string stage(const StageKind& kind) {
  const std::string mark = kind.name == default_stage ? "" : "#";
  std::string text = comment(kind.name + ": " + kind.summary);
  text += mark + "[[pipelines.default.stages]]\n" + mark + "use = " + to_toml(std::string_view(kind.name)) + "\n";
  if (!kind.options.rows.empty()) text += "\n" + entries(kind.options, mark);
  return text;
}

}  // namespace

std::string reference_toml(const Schema& schema) {
  std::string text(file_introduction);
  for (const auto& section : schema.sections) {
    text += "\n\n" + comment(section.text) + "[" + section.name + "]\n" + entries(section.table, "");
    for (const auto& list : section.lists)
      text += "\n" + comment(list.text) + "#[[" + section.name + "." + list.name + "]]\n" + entries(list.table, "#");
  }
  text += "\n\n" + comment(schema.cameras.text + " The keys are those of [defaults]. An example:");
  text += "#[cameras.front]\n" + short_entries(schema.cameras.table);
  text +=
      "\n\n" + comment(
                   "Pipelines: [[pipelines.NAME.stages]] adds a stage to the pipeline NAME. A frame runs through the "
                   "stages in the order in which they stand here. The pipeline \"default\" exists also where no file "
                   "names it.");
  // The examples before the stage that is there: a mask is of use only to the stages behind it.
  auto kinds = schema.stages->kinds();
  std::stable_partition(kinds.begin(), kinds.end(), [](const auto& kind) { return kind.name != default_stage; });
  for (const auto& kind : kinds) text += "\n" + stage(kind);
  return text;
}

}  // namespace framewake
