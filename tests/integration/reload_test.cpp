// Reload while cameras stream: no frame lost, no connection closed, and what cannot change is named and left.
#include <gmock/gmock.h>

#include <atomic>
#include <latch>

#include "integration/reloading_daemon.hpp"
#include "support/manual_time.hpp"

namespace framewake::test {
namespace {

using testing::HasSubstr;

/// A camera that sends its next frame when the result of the last has come; each must be the very next one.
class Streamer {
 public:
  Streamer(std::uint16_t port, const std::string& id)
      : socket_(port), thread_(start_thread("streamer", [this, id](const std::stop_token& stop) { run(id, stop); })) {}

  std::uint64_t results() const { return results_; }
  /// Waits for so many more results.
  void wait_for(std::uint64_t more) const {
    for (std::uint64_t now = results_, until = now + more; now < until; now = results_) results_.wait(now);
  }
  /// The connection is still the one it was.
  void finish() {
    thread_.request_stop();
    thread_.join();
    socket_.send(Opcode::text, R"({"type":"clock","t0":1})");
    EXPECT_EQ(json::parse(socket_.receive_text()).at("type"), "clock");
  }

 private:
  void run(const std::string& id, const std::stop_token& stop) {
    socket_.upgrade("/camera/" + id + "?reply=results");
    const std::vector<std::string> jpegs{make_jpeg(make_scene(160, 120, 1)), make_jpeg(make_scene(160, 120, 2))};
    while (!stop.stop_requested()) {
      socket_.send(Opcode::binary, jpegs[results_ % jpegs.size()]);
      const json result = json::parse(socket_.receive_text());
      EXPECT_EQ(result.at("type"), "result") << result;
      EXPECT_EQ(result.at("frame"), results_ + 1);
      EXPECT_EQ(result.at("superseded"), 0);
      ++results_;
      results_.notify_all();
    }
  }

  RawWebSocket socket_;
  std::atomic<std::uint64_t> results_{0};
  std::jthread thread_;
};

/// Cameras that stream while the configuration becomes each of `texts`; every frame of theirs is processed.
class StreamingReloadTest : public ReloadTest {
 protected:
  void stream_through(int cameras, const std::vector<std::string>& texts) {
    std::vector<std::unique_ptr<Streamer>> streamers;
    for (int i = 0; i < cameras; ++i)
      streamers.push_back(std::make_unique<Streamer>(daemon_->ingest_port(), "c" + std::to_string(i)));
    for (const std::string& text : texts) {
      EXPECT_EQ(reload(text).status, 200);
      for (const auto& streamer : streamers) streamer->wait_for(2);  // one of them began after the reload
    }
    std::uint64_t sent = 0;
    for (const auto& streamer : streamers) {
      streamer->finish();
      sent += streamer->results();
    }
    FateCounts sum;
    for (const CameraStatus& camera : daemon_->cameras()) {
      EXPECT_EQ(camera.connected, camera.camera.str() != "gone");
      EXPECT_TRUE(camera.fates.balanced());
      sum.received += camera.fates.received;
      sum.processed += camera.fates.processed;
    }
    EXPECT_EQ(sum, (FateCounts{.received = sent, .processed = sent}));
  }
};

TEST_F(StreamingReloadTest, OneThresholdChangesAndNothingIsLost) {
  start(base);
  stream_through(8, {base + "[[pipelines.default.stages]]\nuse = \"motion\"\nsensitivity = 0.7\n"});
}

TEST_F(StreamingReloadTest, AStormOfReloadsLosesNothing) {
  const std::string cameras =
      "[cameras.c0]\npipeline = \"other\"\n[[pipelines.other.stages]]\nuse = \"mask\"\n"
      "polygons = [[[0, 0], [1, 0], [1, 0.5]]]\n[[pipelines.other.stages]]\nuse = \"motion\"\n";
  const std::vector<std::string> kinds{
      base,
      base + "[[pipelines.default.stages]]\nuse = \"motion\"\nsensitivity = 0.7\n",
      base + "[[pipelines.default.stages]]\nuse = \"motion\"\nscale = \"1/2\"\n",
      base + cameras,
      base + "[processing]\nthreads = 2\nmax_pixels = 1000000\n[log]\nlevel = \"error\"\n[reload]\non_change = true\n",
      base + "[cameras.c1]\nmax_age = \"40 s\"\nfrozen_after = \"1 ms\"\n[cameras.gone]\n",
  };
  start(base);
  std::vector<std::string> texts;
  for (int i = 0; i < 4; ++i) texts.insert(texts.end(), kinds.begin(), kinds.end());
  texts.push_back(base);
  std::jthread asker = start_thread("asker", [this](const std::stop_token& stop) {
    while (!stop.stop_requested()) http_request(daemon_->http_port(), "GET", "/metrics");
  });
  stream_through(6, texts);
}

TEST_F(ReloadTest, TellsEachChangeWithItsClassAndLeavesWhatTakesARestart) {
  start(base);
  const std::string text =
      "[ingest]\nlisten = \"127.0.0.1:1\"\n[http]\nlisten = \"127.0.0.1:0\"\n[defaults]\nmax_age = \"20 s\"\n"
      "[[pipelines.default.stages]]\nuse = \"motion\"\nscale = \"1/2\"\n";
  const std::vector<std::string> told{"ingest.listen restart", "defaults.max_age live",
                                      "pipelines.default.stages.0.scale rearm"};
  EXPECT_EQ(changes(text), told);
  EXPECT_EQ(daemon_->config()->ingest.listen, "127.0.0.1:0");
  EXPECT_EQ(daemon_->config()->defaults.max_age, milliseconds(20'000));
  camera("/camera/front");
  EXPECT_EQ(changes(text), std::vector{told.front()}) << "it still differs from what is in effect";
}

TEST_F(ReloadTest, ABadFileChangesNothingAndEveryMistakeIsTold) {
  start(base);
  RawWebSocket front = camera("/camera/front?reply=results");
  const HttpReply reply = reload(base + "[log]\nlevel = \"loud\"\n[cameras.front]\npipeline = \"none\"\n");
  EXPECT_EQ(reply.status, 422);
  const json errors = json::parse(reply.body).at("errors");
  ASSERT_EQ(errors.size(), 2U) << reply.body;
  EXPECT_EQ(errors[0].at("file"), file_.path().string());
  EXPECT_EQ(errors[0].at("line"), 8);
  EXPECT_EQ(errors[0].at("column"), 9);
  EXPECT_EQ(errors[0].at("key"), "log.level");
  EXPECT_EQ(errors[1].at("line"), 10);
  EXPECT_TRUE(daemon_->config()->cameras.empty());
  front.send(Opcode::binary, make_jpeg(160, 120));
  EXPECT_EQ(json::parse(front.receive_text()).at("type"), "result");
  EXPECT_EQ(changes(base), std::vector<std::string>{});
}

TEST_F(ReloadTest, MistakesOfAllKindsAreToldAtOnce) {
  start(base);
  const HttpReply reply = reload(base +
                                 "[processing]\nthreads = 99\n[cameras.front]\ntoken_file = \"/nowhere.tok\"\n"
                                 "[[pipelines.default.stages]]\nuse = \"detect\"\nmodel = \"/nowhere.weights\"\n"
                                 "labels = \"/nowhere.names\"\n");
  EXPECT_EQ(reply.status, 422);
  std::vector<std::string> keys;
  const json answer = json::parse(reply.body);
  for (const json& error : answer.at("errors")) keys.push_back(error.at("key"));
  EXPECT_EQ(keys, (std::vector<std::string>{"processing.threads", "cameras.front.token_file",
                                            "pipelines.default.stages.0.model", "pipelines.default.stages.0.labels"}));
}

TEST_F(ReloadTest, ACameraGetsAnotherPipelineAndNewOnesAreKnown) {
  start(base);
  RawWebSocket front = camera("/camera/front?reply=results");
  const auto stages = [&] {
    front.send(Opcode::binary, make_jpeg(160, 120));
    return json::parse(front.receive_text()).at("times_us").at("stages");
  };
  EXPECT_FALSE(stages().contains("mask"));
  EXPECT_EQ(
      reload(base + "[cameras.front]\npipeline = \"masked\"\n[cameras.door]\n"
                    "[[pipelines.masked.stages]]\nuse = \"mask\"\n[[pipelines.masked.stages]]\nuse = \"motion\"\n")
          .status,
      200);
  EXPECT_TRUE(stages().contains("mask"));
  EXPECT_EQ(status("front").at("pipeline"), "masked");
  EXPECT_EQ(status("door").at("state"), "offline") << "named, so it is in the status";
}

TEST_F(ReloadTest, TheSamePictureAgainAndAgainIsAFrozenCamera) {
  start(base + "frozen_after = \"1 ms\"\n");
  RawWebSocket front = camera("/camera/front?reply=results");
  const std::string jpeg = make_jpeg(160, 120);
  const auto send = [&](const std::string& image) {
    front.send(Opcode::binary, image);
    front.receive_text();
    return status("front").at("state").get<std::string>();
  };
  EXPECT_EQ(send(jpeg), "live");
  send(jpeg);
  std::string state;
  for (int i = 0; i < 1000 && state != "frozen"; ++i) state = send(jpeg);
  EXPECT_EQ(state, "frozen");
  EXPECT_EQ(send(make_jpeg(make_scene(160, 120, 5))), "live");
  EXPECT_EQ(reload(base + "frozen_after = \"0 ms\"\n").status, 200);
  for (int i = 0; i < 5; ++i) EXPECT_EQ(send(jpeg), "live") << "switched off while it streams";
}

/// Holds the first frame that it gets until it is told to go on.
class GateStage final : public Stage {
 public:
  GateStage(std::latch& entered, std::latch& leave) : entered_(entered), leave_(leave) {}
  std::string_view name() const noexcept override { return "gate"; }
  void run(StageFrame& frame) override {
    if (frame.result.camera.str() != "holder") return;
    entered_.count_down();
    leave_.wait();
  }

 private:
  std::latch& entered_;
  std::latch& leave_;
};

TEST(DaemonApply, AFrameThatWaitsIsJudgedByTheNewMaxAge) {
  std::latch entered(1);
  std::latch leave(1);
  const StageTable table({{.name = "gate", .summary = "", .options = {}, .make = [&](auto) {
                             return std::make_unique<GateStage>(entered, leave);
                           }}});
  Config config;
  config.ingest.listen = config.http.listen = "127.0.0.1:0";
  config.processing.threads = 1;
  config.processing.stop_timeout = std::chrono::seconds(1);
  config.pipelines["default"] = {"default", {{"gate", nullptr}}};
  ManualTime time;
  Daemon daemon(config, table, time);
  RawWebSocket holder(daemon.ingest_port());
  holder.upgrade("/camera/holder").send(Opcode::binary, make_jpeg(160, 120));
  entered.wait();
  RawWebSocket waits(daemon.ingest_port());
  waits.upgrade("/camera/waits?reply=results").send(Opcode::binary, make_jpeg(160, 120));
  const auto net_thread_has_caught_up = [&] {
    waits.send(Opcode::text, R"({"type":"clock","t0":1})");
    waits.receive_text();
  };
  net_thread_has_caught_up();
  config.defaults.max_age = std::chrono::seconds(10);
  daemon.renew({config, CameraTokens(config), {}, config.http});
  net_thread_has_caught_up();
  time.advance(std::chrono::seconds(5));  // more than the old limit of 1 s
  leave.count_down();
  EXPECT_EQ(json::parse(waits.receive_text()).at("type"), "result");
  EXPECT_TRUE(daemon.stop().empty());
}

}  // namespace
}  // namespace framewake::test
