#include "cli/camera.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <CLI/CLI.hpp>
#include <csignal>
#include <fstream>
#include <nlohmann/json.hpp>

#include "unit/capture/media_files.hpp"
#include "unit/cli/output_capture.hpp"
#include "unit/client/fake_server.hpp"

namespace framewake {
namespace {

using test::FakeServer;
using test::outcome_of;
using test::Peer;
using test::TemporaryFolder;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using Json = nlohmann::json;

CameraCommand to(const FakeServer& server, const std::string& source) {
  CameraCommand command;
  command.url = "ws://127.0.0.1:" + std::to_string(server.port()) + "/camera/front";
  command.source.source = source;
  return command;
}

void answer_all(Peer& peer) {
  peer.open();
  while (const auto frame = peer.read_frame()) peer.send_result(frame->seq());
}

/// Runs the whole command line.
int run_line(std::vector<std::string> words) {
  CLI::App app;
  std::function<int()> chosen;
  add_camera(app, chosen);
  std::reverse(words.begin(), words.end());
  try {
    app.parse(words);
  } catch (const CLI::ParseError& error) {
    return 1000 + app.exit(error);
  }
  return chosen();
}

TEST(Camera, WhatIsNoNumberIsNoRate) {
  EXPECT_GT(run_line({"camera", "ws://127.0.0.1:1/camera/front", "--source", "test", "--fps", "nan"}), 1000);
}

TEST(Camera, SendsAFolderAndPrintsEveryResult) {
  const TemporaryFolder folder;
  for (int i = 0; i < 5; ++i) folder.file(std::to_string(i) + ".jpg", "image " + std::to_string(i));
  std::vector<std::string> images;
  FakeServer server({[&](Peer& peer) {
    peer.open();
    while (const auto frame = peer.read_frame()) {
      images.push_back(frame->image());
      peer.send_result(frame->seq());
    }
  }});
  auto command = to(server, folder.path().string());
  command.reply = true;
  command.source.fps = 200;
  const auto outcome = outcome_of([&] { return run_camera(command); });
  server.finish();
  EXPECT_EQ(outcome.status, 0);
  // On a busy machine some may have been superseded; the last one never is, and the sum is always five.
  ASSERT_FALSE(images.empty());
  EXPECT_EQ(images.back(), "image 4");
  EXPECT_EQ(static_cast<std::size_t>(std::count(outcome.out.begin(), outcome.out.end(), '\n')), images.size());
  EXPECT_THAT(outcome.out, EndsWith(R"("seq":5})"
                                    "\n"));
  EXPECT_THAT(outcome.err, HasSubstr("connected to ws://127.0.0.1:"));
  EXPECT_THAT(outcome.err,
              HasSubstr("sent " + std::to_string(images.size()) + ", superseded " + std::to_string(5 - images.size()) +
                        ", rejected 0, results " + std::to_string(images.size())));
}

TEST(Camera, TheTestSceneTellsItsTruth) {
  const TemporaryFolder folder;
  std::vector<std::pair<std::uint64_t, std::uint64_t>> sent;
  FakeServer server({[&](Peer& peer) {
    peer.open();
    while (const auto frame = peer.read_frame()) {
      sent.emplace_back(frame->seq(), frame->captured());
      peer.send_result(frame->seq());
    }
  }});
  const auto truth = (folder.path() / "truth.jsonl").string();
  const auto outcome = outcome_of([&] {
    return run_line({"camera", "ws://127.0.0.1:" + std::to_string(server.port()) + "/camera/front", "--source", "test",
                     "--size", "64x48", "--fps", "500", "--frames", "20", "--truth", truth, "--reply"});
  });
  server.finish();
  EXPECT_EQ(outcome.status, 0);
  EXPECT_THAT(outcome.err, HasSubstr("sent 20, "));
  ASSERT_EQ(sent.size(), 20U);
  std::map<std::uint64_t, Json> truths;
  std::ifstream file(truth);
  for (std::string line; std::getline(file, line);) {
    auto entry = Json::parse(line);
    truths.emplace(entry.at("seq").get<std::uint64_t>(), entry);
  }
  for (const auto& [seq, captured] : sent) {
    ASSERT_TRUE(truths.contains(seq));
    EXPECT_EQ(truths[seq].at("capture").get<std::uint64_t>(), captured);
    EXPECT_TRUE(truths[seq].contains("box"));
  }
}

TEST(Camera, SaysWhatIsWrongBeforeItConnects) {
  FakeServer server({answer_all});
  const auto problem_of = [](const CameraCommand& command) {
    const auto outcome = outcome_of([&] { return run_camera(command); });
    EXPECT_EQ(outcome.status, 1);
    return outcome.err;
  };
  EXPECT_THAT(problem_of(to(server, "/nowhere.avi")), HasSubstr("no file, folder or device '/nowhere.avi'"));
  auto command = to(server, "test");
  command.url = "wss://host/camera/front";
  command.tls.ca = "/nowhere.crt";
  EXPECT_THAT(problem_of(command), HasSubstr("cannot read /nowhere.crt"));
  command.url = "ws://host/camera/front";
  EXPECT_THAT(problem_of(command), HasSubstr("--ca, --cert and --key are for URLs with wss://"));
  command = to(server, "test");
  command.token_file = "/nowhere.token";
  EXPECT_THAT(problem_of(command), HasSubstr("cannot read a token"));
  command = to(server, "/");
  command.truth_file = "never-made";
  EXPECT_THAT(problem_of(command), HasSubstr("only the source \"test\""));
  EXPECT_EQ(server.accepted(), 0U);
}

TEST(Camera, RefusesOptionsThatMakeNoSense) {
  for (const std::vector<std::string>& words :
       std::vector<std::vector<std::string>>{{"camera"},
                                             {"camera", "ws://x/camera/a"},
                                             {"camera", "ws://x/camera/a", "--source", "test", "--size", "big"},
                                             {"camera", "ws://x/camera/a", "--source", "test", "--quality", "101"},
                                             {"camera", "ws://x/camera/a", "--source", "test", "--fps", "0"},
                                             {"camera", "ws://x/camera/a", "--source", "test", "--frames", "0"},
                                             {"camera", "ws://x/camera/a", "--source", "test", "--seconds", "-1"}})
    EXPECT_GT(outcome_of([&] { return run_line(words); }).status, 1000);
}

TEST(Camera, SendsTheTokenOfItsFile) {
  const TemporaryFolder folder;
  std::string token;
  FakeServer server({[&](Peer& peer) {
    token = std::string(peer.open()[boost::beast::http::field::authorization]);
    while (peer.read_frame()) {
    }
  }});
  auto command = to(server, "test");
  command.token_file = folder.file("token", "s3cret \r\n");
  command.frames = 1;
  EXPECT_EQ(outcome_of([&] { return run_camera(command); }).status, 0);
  server.finish();
  EXPECT_EQ(token, "Bearer s3cret");
}

TEST(Camera, EndsWhenItsPlaceIsTaken) {
  FakeServer server({[](Peer& peer) {
    peer.open();
    peer.read_frame();
    peer.close(4000, "newer connection");
  }});
  const auto outcome = outcome_of([&] { return run_camera(to(server, "test")); });
  EXPECT_EQ(outcome.status, 1);
  EXPECT_THAT(outcome.err, HasSubstr("took this camera's place"));
}

TEST(Camera, EndsWhenTheServerDoesNotKnowIt) {
  FakeServer server({[](Peer& peer) { peer.refuse(404, "unknown camera"); }});
  const auto outcome = outcome_of([&] { return run_camera(to(server, "test")); });
  EXPECT_EQ(outcome.status, 1);
  EXPECT_THAT(outcome.err, HasSubstr("unknown camera"));
}

TEST(Camera, ShowsWhatWasRejected) {
  FakeServer server({[](Peer& peer) {
    peer.open();
    int count = 0;
    while (peer.read_frame()) {
      peer.send(R"({"type":"rejected","frame":1,"reason":"bad_image","detail":"no JPEG"})");
      if (++count == 3) return;
    }
  }});
  auto command = to(server, "test");
  command.source.fps = 100;
  command.frames = 3;
  command.reply = true;
  const auto outcome = outcome_of([&] { return run_camera(command); });
  EXPECT_THAT(outcome.err, HasSubstr("rejected 3, results 0"));
}

TEST(Camera, ASignalStopsItAtOnce) {
  for (const int number : {SIGINT, SIGTERM}) {
    FakeServer server({[&](Peer& peer) {
      peer.open();
      peer.read_frame();
      ::kill(getpid(), number);
      while (peer.read_frame()) {
      }
    }});
    const auto outcome = outcome_of([&] { return run_camera(to(server, "test")); });
    EXPECT_EQ(outcome.status, 0);
    EXPECT_THAT(outcome.err, HasSubstr("sent "));
    EXPECT_THAT(outcome.err, Not(HasSubstr("framewake camera:")));
  }
}

// A frame every hour: the source thread is in the middle of its wait when the signal comes.
TEST(Camera, ASignalStopsItInTheMiddleOfItsWait) {
  const TemporaryFolder folder;
  folder.file("1.jpg", "one");
  folder.file("2.jpg", "two");
  FakeServer server({[&](Peer& peer) {
    peer.open();
    peer.read_frame();
    ::kill(getpid(), SIGTERM);
    peer.read_frame();
  }});
  auto command = to(server, folder.path().string());
  command.source.fps = 1.0 / 3600;
  const auto outcome = outcome_of([&] { return run_camera(command); });
  EXPECT_EQ(outcome.status, 0);
  EXPECT_THAT(outcome.err, HasSubstr("sent 1, superseded 0"));
}

TEST(Camera, FailsWhenItNeverFoundAServer) {
  std::uint16_t port = 0;
  { port = FakeServer({answer_all}).port(); }
  CameraCommand command;
  command.url = "ws://127.0.0.1:" + std::to_string(port) + "/camera/front";
  command.source.source = "test";
  command.seconds = 0.05;
  const auto outcome = outcome_of([&] { return run_camera(command); });
  EXPECT_EQ(outcome.status, 1);
  EXPECT_THAT(outcome.err, HasSubstr("cannot connect to"));
  EXPECT_THAT(outcome.err, HasSubstr("sent 0"));
}

}  // namespace
}  // namespace framewake
