#include "app/model_trial.hpp"
#include "cli/cli.hpp"

int main(int argc, char** argv) {
  return framewake::run_cli(argc, argv, framewake::make_stages(framewake::try_model_apart));
}
