#pragma once
// The commands as the man page and the shells read them; all written from the tree of commands.

#include <string>

#include "cli/command_tree.hpp"

namespace framewake {

/// docs/man/framewake.1.
std::string command_man(const Command& program);

/// completions/framewake.bash, completions/_framewake and completions/framewake.fish.
std::string bash_completion(const Command& program);
std::string zsh_completion(const Command& program);
std::string fish_completion(const Command& program);

}  // namespace framewake
