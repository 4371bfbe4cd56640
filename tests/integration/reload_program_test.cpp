// Reload of the program: by signal, by command, by itself.
#include <gmock/gmock.h>

#include <csignal>

#include "integration/daemon_program.hpp"
#include "integration/reloading_daemon.hpp"

namespace framewake::test {
namespace {

using testing::HasSubstr;

TEST(ReloadProgram, BySignalAndByCommand) {
  const ConfigFile file;
  file.write(base);
  ChildProcess daemon({FRAMEWAKE_BINARY, "serve", "--config", file.path()});
  RawWebSocket front(port_in(daemon.wait_for_line("listening for cameras")));
  front.upgrade("/camera/front");
  const std::string url =
      "http://127.0.0.1:" + std::to_string(port_in(daemon.wait_for_line("listening for operators")));
  daemon.wait_for_line("is ready");

  file.write(base + "[processing]\nthreads = 1\n[log]\nlevel = \"debug\"\n");
  daemon.send_signal(SIGHUP);
  EXPECT_THAT(daemon.wait_for_line("in effect:"), HasSubstr("log.level"));
  EXPECT_THAT(daemon.wait_for_line("after a restart"), HasSubstr("processing.threads"));

  file.write(base + "[processing]\nthreads = 1\nmax_pixels = 1000\n");
  ChildProcess fine({FRAMEWAKE_BINARY, "reload", url});
  EXPECT_EQ(fine.wait_for_exit(), 0);
  EXPECT_THAT(fine.output(), HasSubstr("live     processing.max_pixels: in effect\n"));
  EXPECT_THAT(fine.output(), HasSubstr("restart  processing.threads: left as it was"));

  file.write(base + "[log]\nlevle = 1\n");
  ChildProcess bad({FRAMEWAKE_BINARY, "reload", url});
  EXPECT_EQ(bad.wait_for_exit(), 78);
  ChildProcess check({FRAMEWAKE_BINARY, "check", file.path()});
  EXPECT_EQ(check.wait_for_exit(), 78);
  EXPECT_EQ(bad.output(), check.output());
  daemon.send_signal(SIGHUP);
  daemon.wait_for_line("reload for SIGHUP: a mistake in the configuration; the old one stays");
  EXPECT_THAT(daemon.output(), HasSubstr(file.path().string() + ":8:1: log.levle: unknown key"));

  ChildProcess nobody({FRAMEWAKE_BINARY, "reload", "http://127.0.0.1:1"});
  EXPECT_EQ(nobody.wait_for_exit(), 1);
  front.send(Opcode::text, R"({"type":"clock","t0":1})");
  EXPECT_EQ(json::parse(front.receive_text()).at("type"), "clock") << "the connection has lived through all of it";
  daemon.send_signal(SIGTERM);
  EXPECT_EQ(daemon.wait_for_exit(), 0);
}

TEST(ReloadProgram, ByItselfWhenAFileChanges) {
  const ConfigFile file;
  file.write(base);
  ChildProcess daemon({FRAMEWAKE_BINARY, "serve", "--config", file.path(), "--set", "reload.on_change=true"});
  daemon.wait_for_line("is ready");
  file.write(base + "[processing]\nmax_pixels = 1000\n");
  EXPECT_THAT(daemon.wait_for_line("in effect:"), HasSubstr("processing.max_pixels"));
  file.write(base + "[processing]\nmax_pixels = \"many\"\n");
  daemon.wait_for_line("reload for changed files: a mistake in the configuration; the old one stays");
  file.write(base + "[processing]\nmax_pixels = 2000\n");
  EXPECT_THAT(daemon.wait_for_line("in effect:"), HasSubstr("processing.max_pixels"));
  daemon.send_signal(SIGTERM);
  EXPECT_EQ(daemon.wait_for_exit(), 0);
}

}  // namespace
}  // namespace framewake::test
