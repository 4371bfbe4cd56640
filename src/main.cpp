#include "cli/cli.hpp"

int main(int argc, char** argv) {
  return framewake::run_cli(argc, argv, framewake::built_in_stages());
}
