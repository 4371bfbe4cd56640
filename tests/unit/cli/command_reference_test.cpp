#include "cli/command_reference.hpp"

#include <gmock/gmock.h>

#include <CLI/CLI.hpp>
#include <array>
#include <cstdio>
#include <fstream>
#include <sstream>

namespace framewake {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// A program with one of everything.
Command sample() {
  CLI::App app("It's a sample", "framewake");
  app.set_version_flag("--version", "1");
  CLI::App* look = app.add_subcommand("look", "Look around");
  std::string text = "table";
  std::vector<std::string> all;
  double number = 1.5;
  bool flag = false;
  look->add_option("FILE", text, "What to look at")->type_name("FILE")->required();
  look->add_option("--format", text, "How")->capture_default_str()->check(CLI::IsMember({"table", "json"}));
  look->add_option("--token-file", text, "Where the token is");
  look->add_option("--fps", number, "How fast [a second]")->required();
  look->add_option("--set", all, "What to change")->take_all()->allow_extra_args(false);
  look->add_flag("--loop", flag, "Again and again");
  CLI::App* token = app.add_subcommand("token", "Tokens");
  token->add_subcommand("new", "Make one");
  return command_tree(app);
}

const CommandOption& option_of(const Command& command, const std::string& name) {
  for (const auto& option : command.options)
    if (option.name == name) return option;
  throw std::out_of_range(name);
}

TEST(CommandTree, HasEveryCommandAndOption) {
  const Command program = sample();
  ASSERT_EQ(program.commands.size(), 2U);
  const Command& look = program.commands[0];
  EXPECT_EQ(look.name, "framewake look");
  EXPECT_EQ(look.text, "Look around");
  EXPECT_EQ(program.commands[1].commands[0].name, "framewake token new");
  EXPECT_EQ(program.commands[1].commands[0].last_name(), "new");
  EXPECT_EQ(option_of(program, "--version").value, "");
  std::vector<std::string> names;
  for (const auto& option : look.options) names.push_back(option.name);
  EXPECT_THAT(names, ElementsAre("FILE", "--help", "--format", "--token-file", "--fps", "--set", "--loop"));
}

TEST(CommandTree, KnowsWhatAnOptionTakes) {
  const Command look = sample().commands[0];
  EXPECT_TRUE(option_of(look, "FILE").by_place);
  EXPECT_TRUE(option_of(look, "FILE").is_file());
  EXPECT_THAT(option_of(look, "--format").choices, ElementsAre("table", "json"));
  EXPECT_EQ(option_of(look, "--format").standard, "table");
  EXPECT_TRUE(option_of(look, "--token-file").is_file());
  EXPECT_EQ(option_of(look, "--fps").value, "N");
  EXPECT_TRUE(option_of(look, "--fps").required);
  EXPECT_TRUE(option_of(look, "--set").repeated);
  EXPECT_FALSE(option_of(look, "--fps").repeated);
  EXPECT_EQ(option_of(look, "--loop").value, "");
  EXPECT_THAT(option_of(look, "--loop").choices, IsEmpty());
}

TEST(CommandMan, SaysHowEachIsWritten) {
  const std::string page = command_man(sample());
  EXPECT_THAT(page, HasSubstr("\\fBframewake look\\fR \\fIFILE\\fR [\\fB\\-\\-format\\fR \\fBtable\\fR|\\fBjson\\fR]"));
  EXPECT_THAT(page,
              HasSubstr(" \\fB\\-\\-fps\\fR \\fIN\\fR [\\fB\\-\\-set\\fR \\fITEXT\\fR]... [\\fB\\-\\-loop\\fR]\n"));
  EXPECT_THAT(page, HasSubstr("\\fBframewake token new\\fR\n"));
}

/// What bash offers behind `words`; the last of them is where the cursor is.
std::vector<std::string> offered(const std::string& words) {
  const std::string script = testing::TempDir() + "/framewake_completion_" + std::to_string(getpid());
  std::ofstream(script) << bash_completion(sample());
  const std::string command =
      "bash -c 'source " + script + "; COMP_WORDS=(" + words +
      "); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _framewake; printf \"%s\\n\" \"${COMPREPLY[@]}\"'";
  FILE* pipe = popen(command.c_str(), "r");
  std::string said;
  std::array<char, 256> chunk{};
  while (const auto count = fread(chunk.data(), 1, chunk.size(), pipe)) said.append(chunk.data(), count);
  EXPECT_EQ(pclose(pipe), 0);
  std::remove(script.c_str());
  std::istringstream lines(said);
  std::vector<std::string> all;
  for (std::string line; std::getline(lines, line);)
    if (!line.empty()) all.push_back(line);
  return all;
}

TEST(BashCompletion, OffersWhatMayStandThere) {
  EXPECT_THAT(offered("framewake lo"), ElementsAre("look"));
  EXPECT_THAT(offered("framewake \"\""), ElementsAre("look", "token", "--help", "--version"));
  EXPECT_THAT(offered("framewake look --fo"), ElementsAre("--format"));
  EXPECT_THAT(offered("framewake look --format \"\""), ElementsAre("table", "json"));
  EXPECT_THAT(offered("framewake look --fps \"\""), IsEmpty());
  EXPECT_THAT(offered("framewake token n"), ElementsAre("new"));
  EXPECT_THAT(offered("framewake look --token-file /etc/host"), testing::Contains("/etc/hosts"));
}

TEST(OtherCompletions, HaveEveryOptionWithItsText) {
  const std::string zsh = zsh_completion(sample());
  EXPECT_THAT(zsh, HasSubstr("'--fps[How fast \\[a second\\]]:N:'"));
  EXPECT_THAT(zsh, HasSubstr("'--format[How]:TEXT:(table json)'"));
  EXPECT_THAT(zsh, HasSubstr("'*--set[What to change]:TEXT:'"));
  EXPECT_THAT(zsh, HasSubstr("new) _framewake_token_new"));
  const std::string fish = fish_completion(sample());
  EXPECT_THAT(fish,
              HasSubstr("-n 'test (__framewake_command) = \"framewake look\"' -l format -x -a 'table json' -d 'How'"));
  EXPECT_THAT(fish, HasSubstr("-l token-file -r -F -d"));
  EXPECT_THAT(fish, HasSubstr("-a new -d 'Make one'"));
}

}  // namespace
}  // namespace framewake
