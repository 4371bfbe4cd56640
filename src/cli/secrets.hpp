#pragma once
// `framewake token new NAME`, `framewake passwd`: make secrets, and the lines that tell the daemon of them.

#include <functional>
#include <iosfwd>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace framewake {

struct TokenCommand {
  std::string name;                 ///< a camera's, or whose the operator's token is
  std::vector<std::string> scopes;  ///< empty: a camera's token
};

/// Registers the subcommands; when one is asked for, `chosen` is set to what runs it.
void add_token(CLI::App& app, std::function<int()>& chosen);
void add_passwd(CLI::App& app, std::function<int()>& chosen);

/// 0, and the token and the lines of the configuration to `out`; or 1, and what is wrong to `err`.
int run_token_new(const TokenCommand& command, std::ostream& out, std::ostream& err);
/// Asks on the terminal, twice and without showing it; otherwise reads one line of standard input.
int run_passwd(std::ostream& out, std::ostream& err);

}  // namespace framewake
