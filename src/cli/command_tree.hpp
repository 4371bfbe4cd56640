#pragma once
// The program's commands and options as plain values, read from the definitions that parse the command line: what the man
// page and the shells' completions are written from.

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace framewake {

struct CommandOption {
  std::string name;                  ///< "--config"; of an argument that is told by its place: "URL"
  std::string value;                 ///< what to write for its value: "FILE", "N", …; "" when it takes none
  std::string text;                  ///< what it does
  std::string standard;              ///< what holds without it; "" when the text says it
  std::vector<std::string> choices;  ///< the only values that are allowed; empty: not a choice
  bool by_place = false;
  bool required = false;
  bool repeated = false;  ///< may be given several times, and all count

  bool is_file() const { return value == "FILE" || value == "SOURCE"; }
};

struct Command {
  std::string name;  ///< with those above it: "framewake token new"
  std::string text;
  std::vector<CommandOption> options;  ///< those by place first
  std::vector<Command> commands;       ///< below it

  std::string last_name() const { return name.substr(name.rfind(' ') + 1); }
};

/// The command that `app` parses, and all below it.
Command command_tree(const CLI::App& app, const std::string& above = "");

}  // namespace framewake
