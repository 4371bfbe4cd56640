#include "cli/secrets.hpp"

#include <termios.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>
#include <optional>

#include "auth/password.hpp"
#include "auth/token.hpp"
#include "base/log.hpp"
#include "frame/camera_id.hpp"

namespace framewake {
namespace {

/// The terminal does not show what is typed while this lives.
class Unseen {
 public:
  Unseen() {
    if (tcgetattr(STDIN_FILENO, &before_) != 0) return;
    termios hidden = before_;
    hidden.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    changed_ = tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden) == 0;
  }
  ~Unseen() {
    if (changed_) tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
  }
  Unseen(const Unseen&) = delete;
  Unseen& operator=(const Unseen&) = delete;

 private:
  termios before_{};
  bool changed_ = false;
};

std::optional<std::string> ask(const std::string& question, std::ostream& err) {
  std::string line;
  const bool terminal = isatty(STDIN_FILENO) == 1;
  std::optional<Unseen> unseen;
  if (terminal) {
    unseen.emplace();
    err << question << std::flush;
  }
  const bool read = static_cast<bool>(std::getline(std::cin, line));
  if (terminal) err << '\n';
  if (!read) return std::nullopt;
  return line;
}

int refuse(std::ostream& err, const std::string& command, const std::string& problem) {
  err << "framewake " << command << ": " << problem << '\n';
  return 1;
}

std::string quoted_list(const std::vector<std::string>& names) {
  std::string text;
  for (const auto& name : names) text += (text.empty() ? "\"" : ", \"") + name + "\"";
  return text;
}

}  // namespace

int run_token_new(const TokenCommand& command, std::ostream& out, std::ostream& err) {
  if (!CameraId::parse(command.name))
    return refuse(err, "token",
                  "'" + printable(command.name, 70) + "' is no name, allowed: " + std::string(CameraId::rule));
  const std::string token = new_token();
  const std::string hash = "token_hash = \"" + token_hash(digest_of(token)) + "\"\n";
  const bool camera = command.scopes.empty();
  out << "# The token. It is not kept anywhere, so it cannot be shown again:\n" << token << "\n\n";
  out << "# For the daemon's configuration:\n";
  if (camera)
    out << "[cameras." << command.name << "]\n" << hash;
  else
    out << "[[http.tokens]]\nname = \"" << command.name << "\"\n"
        << hash << "scopes = [" << quoted_list(command.scopes) << "]\n";
  out.flush();
  return out.good() ? 0 : 1;
}

int run_passwd(std::ostream& out, std::ostream& err) {
  const auto password = ask("The operators' password: ", err);
  if (!password || password->empty()) return refuse(err, "passwd", "no password was given");
  if (password->size() > longest_password)
    return refuse(err, "passwd", "a password has at most " + std::to_string(longest_password) + " bytes");
  if (isatty(STDIN_FILENO) == 1 && ask("Once more: ", err) != password)
    return refuse(err, "passwd", "these were two different passwords");
  out << "# For the daemon's configuration:\n[http]\npassword_hash = \"" << to_text(hash_password(*password)) << "\"\n";
  out.flush();
  return out.good() ? 0 : 1;
}

void add_token(CLI::App& app, std::function<int()>& chosen) {
  const auto command = std::make_shared<TokenCommand>();
  CLI::App* token = app.add_subcommand("token", "Make tokens for cameras and for programs that ask");
  token->require_subcommand(1);
  CLI::App* fresh = token->add_subcommand("new", "Make one, and the lines of the configuration for it");
  fresh->add_option("NAME", command->name, "The camera that shall show it; with --scope, whose it is")->required();
  fresh
      ->add_option("--scope", command->scopes,
                   "For the operators' listener, not for a camera: read, metrics, pictures, control; may be repeated")
      ->check(CLI::IsMember({"read", "metrics", "pictures", "control"}))
      ->take_all()
      ->allow_extra_args(false);
  fresh->callback([command, &chosen] { chosen = [command] { return run_token_new(*command, std::cout, std::cerr); }; });
}

void add_passwd(CLI::App& app, std::function<int()>& chosen) {
  CLI::App* passwd =
      app.add_subcommand("passwd", "Ask for the operators' password, and print the configuration for it");
  passwd->callback([&chosen] { chosen = [] { return run_passwd(std::cout, std::cerr); }; });
}

}  // namespace framewake
