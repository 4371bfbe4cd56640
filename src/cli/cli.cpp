#include "cli/cli.hpp"

#include <CLI/CLI.hpp>
#include <functional>
#include <iostream>

#include "app/serve.hpp"
#include "app/version.hpp"
#include "cli/camera.hpp"
#include "cli/check.hpp"
#include "cli/model.hpp"
#include "cli/reference.hpp"
#include "cli/reload.hpp"
#include "cli/secrets.hpp"
#include "cli/watch.hpp"

namespace framewake {
namespace {

void add_serve(CLI::App& app, const StageTable& stages, std::function<int()>& chosen) {
  const auto command = std::make_shared<ServeCommand>();
  CLI::App* serve_app = app.add_subcommand("serve", "Run the daemon");
  serve_app->add_option("--config", command->config, "Configuration file (and its drop-ins FILE.d/*.toml)");
  serve_app->add_option("--set", command->set, "KEY=VALUE over the files, such as ingest.listen=127.0.0.1:0")
      ->take_all()
      ->allow_extra_args(false);
  serve_app->callback([command, &stages, &chosen] { chosen = [command, &stages] { return serve(*command, stages); }; });
}

void add_check(CLI::App& app, const StageTable& stages, std::function<int()>& chosen) {
  const auto command = std::make_shared<CheckCommand>();
  CLI::App* check_app = app.add_subcommand("check", "Say whether a configuration is fine, and everything that is not");
  check_app->add_option("file", command->file, "Configuration file; without it, what the daemon would read");
  check_app->add_option("--set", command->set, "KEY=VALUE over the files")->take_all()->allow_extra_args(false);
  check_app->callback([command, &stages, &chosen] {
    chosen = [command, &stages] { return run_check(*command, stages, std::cout, std::cerr); };
  });
}

void add_reference(CLI::App& app, const StageTable& stages, std::function<int()>& chosen) {
  const auto format = std::make_shared<std::string>("markdown");
  CLI::App* reference_app = app.add_subcommand("reference", "Print every configuration key");
  reference_app->add_option("--format", *format, "toml, markdown or json-schema")
      ->check(CLI::IsMember({"toml", "markdown", "json-schema"}));
  reference_app->callback([format, &stages, &chosen] {
    chosen = [format, &stages] { return run_reference(*format, stages, std::cout, std::cerr); };
  });
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
  add_reload(app, chosen);
  add_check(app, stages, chosen);
  add_reference(app, stages, chosen);
  add_model(app, stages, chosen);
  add_token(app, chosen);
  add_passwd(app, chosen);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? exit_fine : exit_failure;
  }
  return chosen();
}

}  // namespace framewake
