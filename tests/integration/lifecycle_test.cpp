// The program as an operator meets it: started, asked to stop, misconfigured, wedged.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <fstream>
#include <nlohmann/json.hpp>

#include "integration/daemon_program.hpp"
#include "support/images.hpp"
#include "support/raw_websocket.hpp"

namespace framewake::test {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

class Lifecycle : public testing::TestWithParam<int> {};

TEST_P(Lifecycle, StopsWhenAskedWithAFullAccount) {
  ChildProcess daemon(serve(FRAMEWAKE_BINARY));
  const std::uint16_t port = port_in(daemon.wait_for_line("listening for cameras"));
  daemon.wait_for_line("is ready");
  RawWebSocket camera(port);
  camera.upgrade("/camera/front?reply=results");
  camera.send(Opcode::binary, make_jpeg(160, 120));
  camera.receive_text();
  daemon.send_signal(GetParam());
  EXPECT_EQ(camera.receive_close_code(), 1001);
  EXPECT_EQ(daemon.wait_for_exit(), 0);
  EXPECT_THAT(daemon.output(), HasSubstr("camera front: received 1 = processed 1"));
}

INSTANTIATE_TEST_SUITE_P(Signals, Lifecycle, testing::Values(SIGTERM, SIGINT));

TEST(LifecycleTest, StopsAlsoWithACameraThatNeitherReadsNorAnswersTheClose) {
  ChildProcess daemon(serve(FRAMEWAKE_BINARY));
  RawWebSocket silent(port_in(daemon.wait_for_line("listening for cameras")));
  silent.upgrade("/camera/silent");
  silent.send_raw(make_frame_head(Opcode::binary, 1000));  // and nothing after it
  daemon.send_signal(SIGTERM);
  EXPECT_EQ(daemon.wait_for_exit(), 0);
}

TEST(LifecycleTest, AWedgedStageDoesNotKeepItFromEnding) {
  ChildProcess daemon(serve(TEST_DAEMON_BINARY, {"--set", "pipelines.default.stages=[{use=\"wedge\"}]", "--set",
                                                 "processing.stop_timeout=500ms"}));
  RawWebSocket camera(port_in(daemon.wait_for_line("listening for cameras")));
  camera.upgrade("/camera/front");
  camera.send(Opcode::binary, make_jpeg(160, 120));
  camera.send(Opcode::text, R"({"type":"clock","t0":1})");
  camera.receive_text();  // the frame has been published
  const auto asked = std::chrono::steady_clock::now();
  daemon.send_signal(SIGTERM);
  EXPECT_EQ(daemon.wait_for_exit(), 1);
  EXPECT_LT(std::chrono::steady_clock::now() - asked, std::chrono::seconds(5));
  EXPECT_THAT(daemon.output(), HasSubstr("not stopped in time"));
  EXPECT_THAT(daemon.output(), HasSubstr("front"));
  EXPECT_THAT(daemon.output(), HasSubstr("wedge"));
}

TEST(LifecycleTest, AFailingStageCostsItsFramesOnly) {
  ChildProcess daemon(serve(TEST_DAEMON_BINARY, {"--set", "pipelines.default.stages=[{use=\"throw\"}]"}));
  RawWebSocket camera(port_in(daemon.wait_for_line("listening for cameras")));
  camera.upgrade("/camera/front?reply=results");
  for (int i = 0; i < 3; ++i) {
    camera.send(Opcode::binary, make_jpeg(160, 120));
    EXPECT_EQ(json::parse(camera.receive_text()).at("reason"), "internal");
  }
  daemon.send_signal(SIGTERM);
  EXPECT_EQ(daemon.wait_for_exit(), 0);
}

TEST(LifecycleTest, ASlowStageSupersedesAndNeverQueues) {
  ChildProcess daemon(serve(TEST_DAEMON_BINARY, {"--set", "pipelines.default.stages=[{use=\"delay\",time=\"50ms\"}]"}));
  RawWebSocket camera(port_in(daemon.wait_for_line("listening for cameras")));
  camera.upgrade("/camera/front?reply=results");
  const std::string jpeg = make_jpeg(160, 120);
  constexpr int frames = 60;
  for (int i = 0; i < frames; ++i) camera.send(Opcode::binary, jpeg);  // all at once
  std::uint64_t last = 0;
  std::uint64_t told = 0;
  while (last < frames) {
    const json result = json::parse(camera.receive_text());
    EXPECT_GT(result.at("frame").get<std::uint64_t>(), last) << "in order";
    told += result.at("superseded").get<std::uint64_t>() + 1;
    EXPECT_EQ(result.at("frame"), told) << "each frame is either a result or told as superseded before one";
    last = result.at("frame").get<std::uint64_t>();
  }
  daemon.send_signal(SIGTERM);
  EXPECT_EQ(daemon.wait_for_exit(), 0);
  EXPECT_THAT(daemon.output(), HasSubstr("received 60 = "));
  EXPECT_THAT(daemon.output(), HasSubstr("+ in flight 0"));
}

TEST(LifecycleTest, ATakenPortIsNamed) {
  ChildProcess first(serve(FRAMEWAKE_BINARY));
  const std::uint16_t port = port_in(first.wait_for_line("listening for cameras"));
  const std::string address = "127.0.0.1:" + std::to_string(port);
  ChildProcess second(
      {FRAMEWAKE_BINARY, "serve", "--set", "ingest.listen=" + address, "--set", "http.listen=127.0.0.1:0"});
  EXPECT_EQ(second.wait_for_exit(), 69);
  EXPECT_THAT(second.output(), HasSubstr(address));
  EXPECT_THAT(second.output(), HasSubstr("ingest.listen"));
  ChildProcess third(
      {FRAMEWAKE_BINARY, "serve", "--set", "ingest.listen=127.0.0.1:0", "--set", "http.listen=" + address});
  EXPECT_EQ(third.wait_for_exit(), 69);
  EXPECT_THAT(third.output(), HasSubstr("http.listen"));
  first.send_signal(SIGTERM);
  EXPECT_EQ(first.wait_for_exit(), 0);
}

TEST(LifecycleTest, EveryMistakeOfAConfigurationIsListedAtOnce) {
  const std::string file = testing::TempDir() + "mistakes.toml";
  std::ofstream(file) << "[ingest]\nmax_message = \"4 MB per frame\"\nlissten = \"127.0.0.1:1\"\n"
                         "[processing]\nthreads = -1\n[cameras.Front]\nmax_age = \"1s\"\n"
                         "[[pipelines.default.stages]]\nuse = \"motoin\"\n";
  ChildProcess daemon({FRAMEWAKE_BINARY, "serve", "--config", file});
  EXPECT_EQ(daemon.wait_for_exit(), 78);
  for (const char* place : {":2:", ":3:", ":5:", ":6:", ":9:"}) EXPECT_THAT(daemon.output(), HasSubstr(file + place));
  EXPECT_THAT(daemon.output(), HasSubstr("max_message"));
  EXPECT_THAT(daemon.output(), HasSubstr("motion")) << "what is allowed";
  ChildProcess check({FRAMEWAKE_BINARY, "check", file});
  EXPECT_EQ(check.wait_for_exit(), 78);
  EXPECT_EQ(check.output(), daemon.output());
}

TEST(LifecycleTest, MistakesOfAllKindsAreListedAtOnce) {
  const std::string file = testing::TempDir() + "all-kinds.toml";
  std::ofstream(file) << "[ingest]\ntls_certificate = \"/nowhere.crt\"\n[processing]\nthreads = 99\n"
                         "[cameras.front]\ntoken_file = \"/nowhere.tok\"\n"
                         "[[pipelines.default.stages]]\nuse = \"detect\"\nmodel = \"/nowhere.weights\"\n"
                         "labels = \"/nowhere.names\"\n";
  ChildProcess daemon({FRAMEWAKE_BINARY, "serve", "--config", file});
  EXPECT_EQ(daemon.wait_for_exit(), 78);
  for (const char* place :
       {":2:19: ingest.tls_certificate: ", ":4:11: processing.threads: ", ":6:14: cameras.front.token_file: ",
        ":9:9: pipelines.default.stages.0.model: ", ":10:10: pipelines.default.stages.0.labels: "})
    EXPECT_THAT(daemon.output(), HasSubstr(file + place));
  ChildProcess check({FRAMEWAKE_BINARY, "check", file});
  EXPECT_EQ(check.wait_for_exit(), 78);
  EXPECT_EQ(check.output(), daemon.output());
}

TEST(LifecycleTest, UsageMistakesAreFailures) {
  ChildProcess unknown({FRAMEWAKE_BINARY, "sreve"});
  EXPECT_EQ(unknown.wait_for_exit(), 1);
  ChildProcess help({FRAMEWAKE_BINARY, "--help"});
  EXPECT_EQ(help.wait_for_exit(), 0);
  EXPECT_THAT(help.output(), HasSubstr("serve"));
}

}  // namespace
}  // namespace framewake::test
