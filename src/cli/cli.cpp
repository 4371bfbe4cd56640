#include "cli/cli.hpp"

#include <CLI/CLI.hpp>
#include <functional>
#include <iostream>

#include "app/model_trial.hpp"
#include "app/serve.hpp"
#include "app/version.hpp"
#include "base/log.hpp"
#include "cli/camera.hpp"
#include "cli/check.hpp"
#include "cli/command_reference.hpp"
#include "cli/health.hpp"
#include "cli/model.hpp"
#include "cli/reference.hpp"
#include "cli/reload.hpp"
#include "cli/secrets.hpp"
#include "cli/snapshot.hpp"
#include "cli/watch.hpp"
#include "cli/why.hpp"

namespace framewake {
namespace {

void add_serve(CLI::App& app, const StageTable& stages, std::function<int()>& chosen) {
  const auto command = std::make_shared<ServeCommand>();
  CLI::App* serve_app = app.add_subcommand("serve", "Run the daemon");
  serve_app->add_option("--config", command->config, "Configuration file (and its drop-ins in NAME.d/, for NAME.toml)")
      ->type_name("FILE");
  serve_app->add_option("--set", command->set, "A value over the files, such as ingest.listen=127.0.0.1:0")
      ->type_name("KEY=VALUE")
      ->take_all()
      ->allow_extra_args(false);
  serve_app->callback([command, &stages, &chosen] { chosen = [command, &stages] { return serve(*command, stages); }; });
}

void add_check(CLI::App& app, const StageTable& stages, std::function<int()>& chosen) {
  const auto command = std::make_shared<CheckCommand>();
  CLI::App* check_app = app.add_subcommand("check", "Say whether a configuration is fine, and everything that is not");
  check_app->add_option("FILE", command->file, "Configuration file; without it, what the daemon would read")
      ->type_name("FILE");
  check_app->add_option("--set", command->set, "A value over the files")
      ->type_name("KEY=VALUE")
      ->take_all()
      ->allow_extra_args(false);
  check_app->callback([command, &stages, &chosen] {
    chosen = [command, &stages] { return run_check(*command, stages, std::cout, std::cerr); };
  });
}

/// What is written from the definitions of the commands; "" for a format that is not.
std::string commands_as(const std::string& format, const CLI::App& app) {
  if (format == "man1") return command_man(command_tree(app));
  if (format == "bash") return bash_completion(command_tree(app));
  if (format == "zsh") return zsh_completion(command_tree(app));
  if (format == "fish") return fish_completion(command_tree(app));
  return "";
}

void add_reference(CLI::App& app, const StageTable& stages, std::function<int()>& chosen) {
  const auto format = std::make_shared<std::string>("markdown");
  CLI::App* reference_app =
      app.add_subcommand("reference", "Print every configuration key, or every command, for people and programs");
  reference_app
      ->add_option(
          "--format", *format,
          "Of the configuration toml, markdown, json-schema, or man5: framewake.toml(5); of the commands man1: "
          "framewake(1), or the completions for bash, zsh and fish")
      ->capture_default_str()
      ->check(CLI::IsMember({"toml", "markdown", "json-schema", "man5", "man1", "bash", "zsh", "fish"}));
  reference_app->callback([format, &app, &stages, &chosen] {
    chosen = [format, &app, &stages]() -> int {
      const std::string commands = commands_as(*format, app);
      if (commands.empty()) return run_reference(*format, stages, std::cout, std::cerr);
      std::cout << commands << std::flush;
      return std::cout.good() ? exit_fine : exit_failure;
    };
  });
}

/// For this program itself (app/model_trial.hpp); nobody is told of it.
void add_try_model(CLI::App& app, std::function<int()>& chosen) {
  const auto choice = std::make_shared<ModelChoice>();
  CLI::App* trial = app.add_subcommand(model_trial_command)->group("");
  trial->add_option("MODEL", choice->model)->required();
  trial->add_option("CONFIG", choice->config)->required();
  trial->add_option("INPUT", choice->input)->required();
  trial->callback([choice, &chosen] {
    chosen = [choice] {
      choice->at_once = 1;
      try_model_here(*choice);
      return exit_fine;
    };
  });
}

bool is_told_of(const CLI::App* command) {
  return !command->get_group().empty();
}

/// What is said to who names no command.
std::string no_command(const CLI::App& app) {
  std::string allowed;
  for (const CLI::App* command : app.get_subcommands(is_told_of))
    allowed += (allowed.empty() ? "" : ", ") + command->get_name();
  const auto words = app.remaining();
  return (words.empty() ? "a command is missing" : "\"" + printable(words.front(), 40) + "\" is no command") +
         ", allowed: " + allowed;
}

}  // namespace

int run_cli(int argc, char** argv, const StageTable& stages) {
  CLI::App app("Camera frame-processing daemon: what it tells you is about now.", "framewake");
  app.set_version_flag("--version", version());
  app.require_subcommand(1);
  std::function<int()> chosen;
  add_serve(app, stages, chosen);
  add_camera(app, chosen);
  add_watch(app, chosen);
  add_why(app, chosen);
  add_health(app, chosen);
  add_reload(app, chosen);
  add_snapshot(app, chosen);
  add_check(app, stages, chosen);
  add_reference(app, stages, chosen);
  add_model(app, stages, chosen);
  add_token(app, chosen);
  add_passwd(app, chosen);
  add_try_model(app, chosen);
  try {
    app.parse(argc, argv);
  } catch (const CLI::RequiredError& error) {
    if (!app.get_subcommands().empty()) return app.exit(error) == 0 ? exit_fine : exit_failure;
    std::cerr << "framewake: " << no_command(app) << "\nRun with --help for more information.\n";
    return exit_failure;
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? exit_fine : exit_failure;
  }
  return chosen();
}

}  // namespace framewake
