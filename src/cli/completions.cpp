#include <functional>

#include "cli/command_reference.hpp"

namespace framewake {
namespace {

constexpr std::string_view written_by =
    "Written by `framewake reference` from the options' definitions in src/cli/; do not change this file.";

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const auto& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

std::vector<std::string> names_of(const std::vector<Command>& commands) {
  std::vector<std::string> names;
  names.reserve(commands.size());
  for (const auto& command : commands) names.push_back(command.last_name());
  return names;
}

void each_command(const Command& command, const std::function<void(const Command&)>& visit) {
  visit(command);
  for (const auto& below : command.commands) each_command(below, visit);
}

/// `text` in single quotes, as every shell here reads them.
std::string quoted(std::string_view text, std::string_view quote_inside) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? std::string(quote_inside) : std::string(1, c);
  return out + "'";
}

// ── bash ──

/// What may follow an option that takes a value.
std::string bash_values(const Command& command) {
  std::string text;
  for (const auto& option : command.options) {
    if (option.by_place || option.value.empty()) continue;
    text += "    '" + command.name + " " + option.name + "') ";
    if (option.is_file())
      text += "files=yes";
    else
      text += "words='" + joined(option.choices) + "'";
    text += "; value=yes ;;\n";
  }
  return text;
}

/// What may stand elsewhere: commands, options, and a file where one is told by its place.
std::string bash_words(const Command& command) {
  std::vector<std::string> words = names_of(command.commands);
  bool files = false;
  for (const auto& option : command.options) {
    if (option.by_place)
      files = files || option.is_file();
    else
      words.push_back(option.name);
  }
  return "    '" + command.name + "') words='" + joined(words) + "'" + (files ? "; files=yes" : "") + " ;;\n";
}

constexpr std::string_view bash_begin = R"(
_framewake() {
  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}
  local command=framewake words= files= value= i
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "$command ${COMP_WORDS[i]}" in
)";

constexpr std::string_view bash_middle = R"(    esac
  done
  case "$command $prev" in
)";

constexpr std::string_view bash_end = R"(  esac
  [ -z "$words" ] || mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur")
  if [ -n "$files" ]; then
    compopt -o filenames 2>/dev/null
    local -a found
    mapfile -t found < <(compgen -f -- "$cur")
    COMPREPLY+=("${found[@]}")
  fi
}
complete -F _framewake framewake
)";

// ── zsh ──

/// `text` within a description in brackets.
std::string zsh_text(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '[' || c == ']' || c == ':' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

std::string zsh_action(const CommandOption& option) {
  if (!option.choices.empty()) return "(" + joined(option.choices) + ")";
  return option.is_file() ? "_files" : "";
}

std::string zsh_spec(const CommandOption& option) {
  std::string spec;
  if (option.by_place)
    spec = std::string(option.required ? "" : ":") + ":" + zsh_text(option.name + ": " + option.text) + ":" +
           zsh_action(option);
  else
    spec = (option.repeated ? "*" : "") + option.name + "[" + zsh_text(option.text) + "]" +
           (option.value.empty() ? "" : ":" + option.value + ":" + zsh_action(option));
  return quoted(spec, "'\\''");
}

std::string function_name(const Command& command) {
  std::string name = "_" + command.name;
  for (char& c : name)
    if (c == ' ') c = '_';
  return name;
}

std::string zsh_function(const Command& command) {
  std::string text = function_name(command) + "() {\n";
  if (!command.commands.empty()) text += "  local curcontext=$curcontext state line\n";
  text += "  _arguments -C";
  for (const auto& option : command.options) text += " \\\n    " + zsh_spec(option);
  if (command.commands.empty()) return text + "\n}\n\n";
  text +=
      " \\\n    '1: :->command' \\\n    '*:: :->arguments'\n  case $state in\n    command)\n      local -a commands=(";
  for (const auto& below : command.commands)
    text += "\n        " + quoted(below.last_name() + ":" + zsh_text(below.text), "'\\''");
  text += ")\n      _describe command commands ;;\n    arguments)\n      case $line[1] in\n";
  for (const auto& below : command.commands)
    text += "        " + below.last_name() + ") " + function_name(below) + " ;;\n";
  return text + "      esac ;;\n  esac\n}\n\n";
}

// ── fish ──

std::string fish_text(std::string_view text) {
  return quoted(text, "\\'");
}

/// When a line of the completion holds: the last command that was given is this one.
std::string fish_condition(const Command& command) {
  return "-n " + fish_text("test (__framewake_command) = \"" + command.name + "\"");
}

std::string fish_option(const Command& command, const CommandOption& option) {
  std::string line = "complete -c framewake " + fish_condition(command);
  if (option.by_place) return option.is_file() ? line + " -F -d " + fish_text(option.text) + "\n" : "";
  line += " -l " + option.name.substr(2);
  if (!option.choices.empty())
    line += " -x -a " + fish_text(joined(option.choices));
  else if (!option.value.empty())
    line += option.is_file() ? " -r -F" : " -x";
  return line + " -d " + fish_text(option.text) + "\n";
}

constexpr std::string_view fish_begin = R"(
function __framewake_command
    set -l command framewake
    for word in (commandline -opc)[2..]
        switch "$command $word"
)";

constexpr std::string_view fish_middle = R"(                set command "$command $word"
        end
    end
    echo $command
end

complete -c framewake -f
)";

}  // namespace

std::string bash_completion(const Command& program) {
  std::string text = "# bash completion for framewake. " + std::string(written_by) + std::string(bash_begin);
  std::string values;
  std::string words;
  each_command(program, [&](const Command& command) {
    if (command.name != program.name) text += "      '" + command.name + "') command='" + command.name + "' ;;\n";
    values += bash_values(command);
    words += bash_words(command);
  });
  return text + std::string(bash_middle) + values + "  esac\n  [ -n \"$value\" ] || case $command in\n" + words +
         std::string(bash_end);
}

std::string zsh_completion(const Command& program) {
  std::string text = "#compdef framewake\n# " + std::string(written_by) + "\n\n";
  each_command(program, [&](const Command& command) { text += zsh_function(command); });
  return text + function_name(program) + " \"$@\"\n";
}

std::string fish_completion(const Command& program) {
  std::string cases;
  std::string lines;
  each_command(program, [&](const Command& command) {
    if (command.name != program.name) cases += " " + fish_text(command.name);
    for (const auto& below : command.commands)
      lines += "complete -c framewake " + fish_condition(command) + " -a " + below.last_name() + " -d " +
               fish_text(below.text) + "\n";
    for (const auto& option : command.options) lines += fish_option(command, option);
  });
  return "# fish completion for framewake. " + std::string(written_by) + std::string(fish_begin) + "            case" +
         cases + "\n" + std::string(fish_middle) + lines;
}

}  // namespace framewake
