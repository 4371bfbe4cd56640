// Reload of the program: by signal, by command, by itself.
#include <gmock/gmock.h>

#include <csignal>

#include "auth/password.hpp"
#include "integration/daemon_program.hpp"
#include "integration/reloading_daemon.hpp"
#include "support/temporary_folder.hpp"
#include "unit/vision/tiny_models.hpp"

namespace framewake::test {
namespace {

using testing::AnyOf;
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

/// The cfg asks for a box of its list that is far beyond its end. OpenCV 4.6 reads there; another may refuse it by itself.
TEST(ReloadProgram, AModelThatCrashesOpenCvIsAMistakeInTheConfiguration) {
  std::string cfg = tiny_darknet_cfg();
  cfg.replace(cfg.find("mask=0,1,2"), 10, "mask=0,1,90000000");
  const TemporaryFolder models;
  const std::string model = models.file("broken.weights", tiny_darknet_weights());
  models.file("broken.cfg", cfg);
  const std::string with_it =
      base + "[[pipelines.default.stages]]\nuse = \"detect\"\nmodel = \"" + model + "\"\nat_once = 1\n";
  const ConfigFile file;
  file.write(with_it);
  ChildProcess check({FRAMEWAKE_BINARY, "check", file.path()});
  EXPECT_EQ(check.wait_for_exit(), 78);
  EXPECT_THAT(check.output(), HasSubstr("model: is \"" + model + "\", which "));
  EXPECT_THAT(check.output(), AnyOf(HasSubstr("makes OpenCV crash (SIGSEGV)"), HasSubstr("cannot be loaded")));
  ChildProcess start({FRAMEWAKE_BINARY, "serve", "--config", file.path()});
  EXPECT_EQ(start.wait_for_exit(), 78);

  file.write(base);
  ChildProcess daemon({FRAMEWAKE_BINARY, "serve", "--config", file.path()});
  daemon.wait_for_line("is ready");
  file.write(with_it);
  daemon.send_signal(SIGHUP);
  daemon.wait_for_line("reload for SIGHUP: a mistake in the configuration; the old one stays");
  daemon.send_signal(SIGTERM);
  EXPECT_EQ(daemon.wait_for_exit(), 0);
}

TEST(ReloadProgram, OperatorsSecretsAndNeverNoneWhereOthersCanReachThem) {
  const std::string open = "[ingest]\nlisten = \"127.0.0.1:0\"\n[http]\nlisten = \"0.0.0.0:0\"\n";
  const auto with_password = [&](const std::string& password) {
    return open + "password_hash = \"" + to_text(hash_password(password)) + "\"\n";
  };
  const ConfigFile file;
  file.write(with_password("old"));
  ChildProcess daemon({FRAMEWAKE_BINARY, "serve", "--config", file.path()});
  const std::uint16_t port = port_in(daemon.wait_for_line("listening for operators"));
  daemon.wait_for_line("is ready");
  const auto log_in = [&](const std::string& password) {
    return http_request(port, "POST", "/login", "password=" + password);
  };
  const HttpReply login = log_in("old");
  const auto begin = login.head.find("framewake_session=");
  const std::string session = "Cookie: " + login.head.substr(begin, login.head.find(';', begin) - begin) + "\r\n";
  const auto look = [&] { return http_request(port, "GET", "/api/v1/status", {}, session).status; };
  EXPECT_EQ(look(), 200);

  for (const std::string& unsafe : {open, std::string("[ingest]\nlisten = \"127.0.0.1:0\"\n")}) {
    file.write(unsafe);
    daemon.send_signal(SIGHUP);
    EXPECT_THAT(daemon.wait_for_line("there is no password"), HasSubstr("http.listen"));
    daemon.wait_for_line("reload for SIGHUP: a mistake in the configuration; the old one stays");
    EXPECT_EQ(look(), 200);
  }
  file.write(with_password("new"));
  daemon.send_signal(SIGHUP);
  EXPECT_THAT(daemon.wait_for_line("in effect:"), HasSubstr("http.password_hash"));
  EXPECT_EQ(look(), 401);
  EXPECT_EQ(log_in("old").status, 401);
  EXPECT_EQ(log_in("new").status, 200);
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

TEST(ReloadProgram, ByItselfWhenAFileChangesThatTheConfigurationNames) {
  const TemporaryFolder secrets;
  const std::string token = secrets.file("front.token", "the-first-token-of-the-camera\n");
  const auto camera = [](const std::string& file) { return base + "[cameras.front]\ntoken_file = \"" + file + "\"\n"; };
  const ConfigFile file;
  file.write(camera(token));
  ChildProcess daemon({FRAMEWAKE_BINARY, "serve", "--config", file.path(), "--set", "reload.on_change=true"});
  RawWebSocket front(port_in(daemon.wait_for_line("listening for cameras")));
  daemon.wait_for_line("is ready");
  front.upgrade("/camera/front?token=the-first-token-of-the-camera");
  std::filesystem::rename(secrets.file("new", "the-second-token-of-the-camera\n"), token);
  EXPECT_THAT(daemon.wait_for_line("in effect:"), HasSubstr("cameras.front.token_file"));
  EXPECT_EQ(front.receive_close_code(), 1008);

  const auto later = secrets.path() / "later" / "front.token";
  file.write(camera(later));
  EXPECT_THAT(daemon.wait_for_line("cannot read"), HasSubstr("later/front.token"));
  secrets.file("later/front.token",
               "the-third-token-of-the-camera\n");  // what was refused is tried again when it is there
  EXPECT_THAT(daemon.wait_for_line("in effect:"), HasSubstr("cameras.front.token_file"));
  daemon.send_signal(SIGTERM);
  EXPECT_EQ(daemon.wait_for_exit(), 0);
}

}  // namespace
}  // namespace framewake::test
