#include "cli/command_tree.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <sstream>

namespace framewake {
namespace {

/// What stands in braces in CLI11's name of a type, which is where CLI::IsMember says what it allows: "TEXT:{a,b}".
std::vector<std::string> choices_in(const std::string& type) {
  const auto open = type.find('{');
  const auto close = type.find('}');
  std::vector<std::string> choices;
  if (open == std::string::npos || close == std::string::npos) return choices;
  std::istringstream words(type.substr(open + 1, close - open - 1));
  for (std::string word; std::getline(words, word, ',');) choices.push_back(word);
  return choices;
}

std::string value_of(const CLI::Option& option, const std::string& name) {
  if (option.get_type_size_max() == 0) return "";
  const std::string type = option.get_type_name();
  std::string plain = type.substr(0, type.find(':'));
  if (plain == "INT" || plain == "UINT" || plain == "FLOAT") return "N";
  if (plain != "TEXT" && !plain.starts_with("{")) return plain;
  return name.ends_with("-file") ? "FILE" : "TEXT";
}

CommandOption described(const CLI::Option& option) {
  CommandOption made;
  made.by_place = option.get_positional();
  made.name = made.by_place ? option.get_name(true) : option.get_name();
  if (const auto comma = made.name.rfind(','); comma != std::string::npos)
    made.name.erase(0, comma + 1);  // "-h,--help"
  made.value = value_of(option, made.name);
  made.text = option.get_description();
  made.standard = option.get_default_str();
  made.choices = choices_in(option.get_type_name());
  made.required = option.get_required();
  made.repeated = option.get_multi_option_policy() == CLI::MultiOptionPolicy::TakeAll;
  return made;
}

}  // namespace

Command command_tree(const CLI::App& app, const std::string& above) {
  Command command{.name = above.empty() ? app.get_name() : above + " " + app.get_name(),
                  .text = app.get_description(),
                  .options = {},
                  .commands = {}};
  for (const CLI::Option* option : app.get_options()) command.options.push_back(described(*option));
  std::stable_partition(command.options.begin(), command.options.end(), [](const auto& o) { return o.by_place; });
  for (const CLI::App* below : app.get_subcommands([](const CLI::App* one) { return !one->get_group().empty(); }))
    command.commands.push_back(command_tree(*below, command.name));
  return command;
}

}  // namespace framewake
