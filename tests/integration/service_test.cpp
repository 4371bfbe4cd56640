// The program as a service manager meets it: readiness, watchdog, reload, sockets that are handed down.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <cstdio>
#include <fstream>
#include <nlohmann/json.hpp>

#include "integration/daemon_program.hpp"
#include "support/images.hpp"
#include "support/listening_socket.hpp"
#include "support/notify_socket.hpp"
#include "support/raw_websocket.hpp"

namespace framewake::test {
namespace {

using nlohmann::json;
using testing::HasSubstr;

class ServiceTest : public testing::Test {
 protected:
  ~ServiceTest() override { unsetenv("WATCHDOG_USEC"); }
  NotifySocket manager_;
};

TEST_F(ServiceTest, IsReadyWhenBothListenersAccept) {
  ChildProcess daemon(serve(FRAMEWAKE_BINARY));
  EXPECT_EQ(manager_.receive(), "READY=1") << "and nothing before it";
  const std::uint16_t ingest = port_in(daemon.wait_for_line("listening for cameras"));
  const std::uint16_t http = port_in(daemon.wait_for_line("listening for operators"));
  EXPECT_EQ(http_request(http, "GET", "/healthz").status, 200);
  RawWebSocket(ingest).upgrade("/camera/front");
  daemon.send_signal(SIGTERM);
  EXPECT_EQ(manager_.wait_for("STOPPING=1"), "STOPPING=1\nEXTEND_TIMEOUT_USEC=6000000");
  EXPECT_EQ(daemon.wait_for_exit(), 0);
}

TEST_F(ServiceTest, WhoNamesNoCommandIsToldThem) {
  for (const std::string word : {"bogus", "--bogus"}) {
    ChildProcess program({FRAMEWAKE_BINARY, word});
    EXPECT_EQ(program.wait_for_exit(), 1);
    EXPECT_THAT(program.output(), HasSubstr("\"" + word + "\" is no command, allowed: serve, camera, watch, "));
  }
  ChildProcess program({FRAMEWAKE_BINARY});
  EXPECT_EQ(program.wait_for_exit(), 1);
  EXPECT_THAT(program.output(), HasSubstr("a command is missing, allowed: serve, "));
  ChildProcess backwards({FRAMEWAKE_BINARY, "watch", "http://127.0.0.1:1", "--seconds", "-1"});
  EXPECT_EQ(backwards.wait_for_exit(), 1);
  EXPECT_LT(backwards.output().size(), 200U) << backwards.output();
}

TEST_F(ServiceTest, IsNeverReadyWhenItCannotListen) {
  ListeningSocket taken;
  ChildProcess daemon(serve(FRAMEWAKE_BINARY, {"--set", "http.listen=127.0.0.1:" + std::to_string(taken.port())}));
  EXPECT_EQ(daemon.wait_for_exit(), 69);
  EXPECT_EQ(manager_.receive(std::chrono::milliseconds(0)), std::nullopt);
}

TEST_F(ServiceTest, TheStatusFollowsTheCameras) {
  ChildProcess daemon(serve(FRAMEWAKE_BINARY));
  manager_.wait_for("STATUS=no camera yet");
  RawWebSocket camera(port_in(daemon.wait_for_line("listening for cameras")));
  camera.upgrade("/camera/front?reply=results");
  camera.send(Opcode::binary, make_jpeg(160, 120));
  camera.receive_text();
  EXPECT_THAT(manager_.wait_for("1 of 1 camera live"), HasSubstr("(front)"));
  daemon.send_signal(SIGTERM);
  EXPECT_EQ(daemon.wait_for_exit(), 0);
}

TEST_F(ServiceTest, AReloadIsAnnouncedAndEnds) {
  ChildProcess daemon(serve(FRAMEWAKE_BINARY));
  manager_.wait_for("READY=1");
  for (int i = 0; i < 2; ++i) {
    daemon.send_signal(SIGHUP);
    EXPECT_THAT(manager_.wait_for("RELOADING=1"), HasSubstr("\nMONOTONIC_USEC="));
    manager_.wait_for("READY=1");
  }
  daemon.send_signal(SIGTERM);
  EXPECT_EQ(daemon.wait_for_exit(), 0);
}

TEST_F(ServiceTest, AReloadThatIsRefusedStandsInTheStatus) {
  const std::string file = testing::TempDir() + "service_reload_" + std::to_string(getpid()) + ".toml";
  std::ofstream(file) << "";
  ChildProcess daemon(serve(FRAMEWAKE_BINARY, {"--config", file}));
  manager_.wait_for("READY=1");
  std::ofstream(file) << "[log]\nlevel = 1\nother = 2\n";
  daemon.send_signal(SIGHUP);
  manager_.wait_for("RELOADING=1");
  EXPECT_THAT(manager_.wait_for("STATUS="), HasSubstr("the last reload was refused: " + file + ":2:9: log.level: "));
  manager_.wait_for("READY=1");  // after the status: who has waited for the reload sees what came of it
  std::ofstream(file) << "[log]\nlevel = \"warning\"\n";
  daemon.send_signal(SIGHUP);
  EXPECT_EQ(manager_.wait_for("STATUS=no camera").find("refused"), std::string::npos);
  daemon.send_signal(SIGTERM);
  EXPECT_EQ(daemon.wait_for_exit(), 0);
  std::remove(file.c_str());
}

TEST_F(ServiceTest, TheWatchdogIsFedWhileAllIsWell) {
  setenv("WATCHDOG_USEC", "200000", 1);
  ChildProcess daemon(serve(FRAMEWAKE_BINARY));
  for (int i = 0; i < 10; ++i) manager_.wait_for("WATCHDOG=1");
  daemon.send_signal(SIGTERM);
  EXPECT_EQ(daemon.wait_for_exit(), 0);
}

TEST_F(ServiceTest, TheWatchdogStarvesWhileAStageIsWedged) {
  setenv("WATCHDOG_USEC", "1000000", 1);
  ChildProcess daemon(serve(TEST_DAEMON_BINARY, {"--set", "pipelines.default.stages=[{use=\"wedge\"}]", "--set",
                                                 "processing.stall_timeout=300ms"}));
  manager_.wait_for("WATCHDOG=1");
  RawWebSocket camera(port_in(daemon.wait_for_line("listening for cameras")));
  camera.upgrade("/camera/front");
  camera.send(Opcode::binary, make_jpeg(160, 120));
  const std::string line = daemon.wait_for_line("wedged; the watchdog");
  EXPECT_THAT(line, HasSubstr("camera front in stage wedge"));
  EXPECT_THAT(manager_.wait_for("STATUS=wedged"), HasSubstr("camera front in stage wedge"));
  EXPECT_EQ(manager_.receive(std::chrono::milliseconds(2000)), std::nullopt) << "twice the watchdog's limit";
  daemon.send_signal(SIGKILL);
  daemon.wait_for_exit();
  const std::string named = "wedged; the watchdog";
  EXPECT_EQ(daemon.output().find(named, daemon.output().find(named) + 1), std::string::npos) << "said once";
}

/// The daemon with these sockets as LISTEN_FDS; LISTEN_PID is what its process id will be.
std::vector<std::string> with_sockets(const ListeningSocket& ingest, const ListeningSocket& http,
                                      const std::string& names, std::vector<std::string> argv) {
  const std::string script = "export LISTEN_PID=$$ LISTEN_FDS=2 LISTEN_FDNAMES=" + names + "; exec \"$0\" \"$@\" 3<&" +
                             std::to_string(ingest.descriptor()) + " 4<&" + std::to_string(http.descriptor());
  argv.insert(argv.begin(), {"bash", "-c", script});
  return argv;
}

TEST_F(ServiceTest, SocketsThatAreHandedDownServeAlsoWhoCameBeforeTheStart) {
  ListeningSocket ingest;
  ListeningSocket http;
  RawWebSocket early(ingest.port());
  const std::string same = "127.0.0.1:" + std::to_string(ingest.port());
  for (int start = 0; start < 2; ++start) {  // a restart: the sockets stay
    ChildProcess daemon(with_sockets(
        ingest, http, "ingest:http",
        {FRAMEWAKE_BINARY, "serve", "--set", "ingest.listen=" + same, "--set", "http.listen=127.0.0.1:1"}));
    manager_.wait_for("READY=1");
    if (start == 0) early.upgrade("/camera/early");
    RawWebSocket camera(ingest.port());
    camera.upgrade("/camera/front?reply=results");
    camera.send(Opcode::binary, make_jpeg(160, 120));
    EXPECT_EQ(json::parse(camera.receive_text()).at("type"), "result");
    EXPECT_EQ(http_request(http.port(), "GET", "/healthz").status, 200);
    daemon.send_signal(SIGTERM);
    EXPECT_EQ(daemon.wait_for_exit(), 0);
    EXPECT_THAT(daemon.output(), HasSubstr("http.listen = \"127.0.0.1:1\" is not used: the service manager's socket "
                                           "listens on 127.0.0.1:" +
                                           std::to_string(http.port())));
    EXPECT_EQ(daemon.output().find("ingest.listen ="), std::string::npos) << "that one says the same";
  }
}

TEST_F(ServiceTest, UnderSocketsAMistakeIsNotTriedAgainAtOnce) {
  ListeningSocket ingest;
  ListeningSocket http;
  ChildProcess daemon(
      with_sockets(ingest, http, "ingest:http", {FRAMEWAKE_BINARY, "serve", "--set", "processing.threads=-1"}));
  EXPECT_THAT(manager_.wait_for("STATUS="), HasSubstr("the configuration was refused"));
  daemon.send_signal(SIGTERM);  // it is still there to hear it, and does not wait for the end of its pause
  const auto asked = std::chrono::steady_clock::now();
  EXPECT_EQ(daemon.wait_for_exit(), 78);
  EXPECT_LT(std::chrono::steady_clock::now() - asked, std::chrono::seconds(5));
  EXPECT_THAT(daemon.output(), HasSubstr("processing.threads"));
}

TEST_F(ServiceTest, WhatIsWrongWithAnInheritedSocketIsSaidOfIt) {
  ListeningSocket ingest;
  ListeningSocket http("0.0.0.0");
  ChildProcess daemon(with_sockets(ingest, http, "ingest:http", {FRAMEWAKE_BINARY, "serve"}));
  daemon.wait_for_line("the socket from the service manager: http.listen: is \"0.0.0.0:");
  daemon.send_signal(SIGTERM);
  EXPECT_EQ(daemon.wait_for_exit(), 78);
}

TEST_F(ServiceTest, ASocketOfAnUnknownNameIsAMistakeOfTheConfiguration) {
  ListeningSocket ingest;
  ListeningSocket http;
  ChildProcess daemon(with_sockets(ingest, http, "ingest:other", serve(FRAMEWAKE_BINARY)));
  daemon.wait_for_line("\"other\"");
  daemon.send_signal(SIGTERM);
  EXPECT_EQ(daemon.wait_for_exit(), 78);
  EXPECT_THAT(daemon.output(), HasSubstr("\"other\""));
}

}  // namespace
}  // namespace framewake::test
