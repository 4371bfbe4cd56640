#include "cli/watch.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <csignal>

#include "unit/cli/output_capture.hpp"
#include "unit/client/fake_server.hpp"

namespace framewake {
namespace {

using test::FakeServer;
using test::outcome_of;
using test::Peer;
using testing::EndsWith;
using testing::HasSubstr;

constexpr const char* status =
    R"({"version":"0.1.0","uptime":1,
        "cameras":{"front":{"state":"live","processed":7,"superseded":1,"expired":0,"rejected":0,"fps":10.0}}})";

void good(Peer& peer) {
  peer.refuse(200, status);
}

/// Good, and the last question: the signal stops the watch after it has been shown.
void good_and_stop(Peer& peer) {
  peer.read_request();  // of the question after the good answers
  ::kill(getpid(), SIGTERM);
  peer.read_request();  // until the watch has hung up: a question that is never answered
}

WatchCommand watching(const FakeServer& server) {
  WatchCommand command;
  command.url = "http://127.0.0.1:" + std::to_string(server.port());
  command.interval = 0.1;
  return command;
}

TEST(Watch, ShowsWhatItSeesAndSumsItUp) {
  FakeServer server({good, good, good_and_stop});
  const auto outcome = outcome_of([&] { return run_watch(watching(server)); });
  EXPECT_EQ(outcome.status, 0);
  EXPECT_EQ(outcome.err, "");
  const std::string line =
      "front: live, -, 10.0 fps, processed 7, superseded 1, expired 0, rejected 0, age p50/p99 -, motion -\n";
  EXPECT_EQ(outcome.out, line + line + "processed 7, superseded 1, expired 0, rejected 0\n");
}

void picture(Peer& peer) {
  EXPECT_EQ(peer.read_request().target(), "/api/v1/cameras/front/snapshot.jpg");
  peer.write_raw("HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\nContent-Length: 4\r\n\r\nJPEG");
}

WatchCommand watching_pictures(const FakeServer& server) {
  auto command = watching(server);
  command.format = "mjpeg";
  command.interval.reset();
  return command;
}

TEST(Watch, ShowsTheOnlyCamerasPictures) {
  FakeServer server({good, picture, picture, good_and_stop});
  const auto outcome = outcome_of([&] { return run_watch(watching_pictures(server)); });
  EXPECT_EQ(outcome.status, 0);
  EXPECT_EQ(outcome.err, "");
  EXPECT_EQ(outcome.out, "JPEGJPEG");
}

TEST(Watch, AskedForPicturesItSaysWhichCamerasThereAre) {
  FakeServer server({[](Peer& peer) {
    peer.refuse(200, R"({"version":"0.1.0","uptime":1,"cameras":{"back":{"state":"live"},"front":{"state":"live"}}})");
  }});
  const auto outcome = outcome_of([&] { return run_watch(watching_pictures(server)); });
  EXPECT_EQ(outcome.status, 1);
  EXPECT_EQ(outcome.out, "");
  EXPECT_THAT(outcome.err, HasSubstr("which camera? --camera is one of: back, front"));
}

TEST(Watch, EndsWhenTheCameraIsUnknown) {
  FakeServer server({[](Peer& peer) { peer.refuse(404, R"({"error":"there is no camera yard"})"); }});
  auto command = watching_pictures(server);
  command.camera = "yard";
  const auto outcome = outcome_of([&] { return run_watch(command); });
  EXPECT_EQ(outcome.status, 1);
  EXPECT_THAT(outcome.err, HasSubstr("there is no camera yard"));
}

TEST(Watch, PrintsDocumentsAsLinesOfJson) {
  FakeServer server({good, good_and_stop});
  auto command = watching(server);
  command.format = "json";
  const auto outcome = outcome_of([&] { return run_watch(command); });
  EXPECT_EQ(outcome.status, 0);
  EXPECT_THAT(outcome.out, HasSubstr(R"("processed":7)"));
  EXPECT_EQ(std::count(outcome.out.begin(), outcome.out.end(), '\n'), 1);
  EXPECT_EQ(outcome.err, "processed 7, superseded 1, expired 0, rejected 0\n");
}

TEST(Watch, KeepsTryingWhenTheAnswerIsNoStatus) {
  FakeServer server({[](Peer& peer) { peer.refuse(503, "busy"); }, [](Peer& peer) { peer.refuse(200, "<html>"); },
                     [](Peer&) {}, good, good_and_stop});
  const auto outcome = outcome_of([&] { return run_watch(watching(server)); });
  EXPECT_EQ(outcome.status, 0);
  EXPECT_THAT(outcome.out, HasSubstr("the answer is 503 instead of a status"));
  EXPECT_THAT(outcome.out, HasSubstr("something else answers there, not framewake"));
  EXPECT_THAT(outcome.out, HasSubstr("end of stream"));
  EXPECT_THAT(outcome.out, EndsWith("processed 7, superseded 1, expired 0, rejected 0\n"));
}

TEST(Watch, FailsWhenNobodyEverAnswered) {
  std::uint16_t port = 0;
  { port = FakeServer({good}).port(); }
  WatchCommand command;
  command.url = "http://127.0.0.1:" + std::to_string(port);
  command.seconds = 0.2;
  const auto outcome = outcome_of([&] { return run_watch(command); });
  EXPECT_EQ(outcome.status, 1);
  EXPECT_THAT(outcome.out, HasSubstr("refused"));
}

TEST(Watch, RefusesAFormatItDoesNotHaveAndNamesThoseItHas) {
  CLI::App app;
  std::function<int()> chosen;
  add_watch(app, chosen);
  std::string problem;
  try {
    app.parse(std::vector<std::string>{"mp4", "--format", "watch"});
  } catch (const CLI::ParseError& error) {
    problem = error.what();
  }
  EXPECT_THAT(problem, HasSubstr("'mp4' is no format of this version; allowed are table, json and mjpeg"));
}

}  // namespace
}  // namespace framewake
