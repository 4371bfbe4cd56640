#include "cli/model_options.hpp"

#include <CLI/CLI.hpp>

#include "config/document.hpp"
#include "config/values.hpp"

namespace framewake {
namespace {

bool is_written_as_text(const OptionRow& row) {
  return row.type == OptionType::text || row.type == OptionType::choice;
}

OptionValue checked_value(const OptionRow& row, const std::string& name, const std::string& text) {
  const Where where{name};
  const std::optional<Node> node = is_written_as_text(row) ? Node{text, where, where} : parse_toml_value(text, where);
  Problems problems;
  const auto value = node ? read_value(row, *node, name, problems) : std::nullopt;
  if (value) return *value;
  throw CLI::ValidationError(
      name, problems.empty() ? "is no number, allowed: " + allowed(row) : problems.since(0).front().what);
}

/// As the texts of commands are; what is made of them sets it itself.
std::string without_full_stop(std::string text) {
  if (text.ends_with('.')) text.pop_back();
  return text;
}

std::string type_shown(const OptionRow& row) {
  if (row.type == OptionType::integer) return "INT";
  if (row.type == OptionType::number) return "FLOAT";
  return "TEXT";
}

}  // namespace

void add_model_options(CLI::App& command, const OptionTable& rows, GivenOptions& given) {
  for (const char* key : {"input", "fit", "colours", "scale", "mean"}) {
    const OptionRow& row = *rows.find(key);
    const std::string name = "--" + row.key;
    CLI::Option* option = command.add_option_function<std::string>(
        name, [&given, row, name](const std::string& text) { given[row.key] = checked_value(row, name, text); },
        without_full_stop(row.text));
    option->type_name(type_shown(row));
    if (!row.choices.empty()) option->check(CLI::IsMember(row.choices));
  }
}

}  // namespace framewake
