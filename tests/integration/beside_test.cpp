// Stages that run beside, and cameras at which nothing goes on, through the whole daemon.
#include <atomic>
#include <condition_variable>
#include <future>
#include <mutex>
#include <opencv2/core.hpp>

#include "running_daemon.hpp"
#include "support/manual_time.hpp"
#include "unit/decode/decoding.hpp"

namespace framewake::test {
namespace {

struct SlowOptions {
  bool async = true;
};

/// Finds a cat in each frame, but only when it is let.
class SlowStage final : public Stage {
 public:
  explicit SlowStage(class Brake& brake) : brake_(brake) {}
  std::string_view name() const noexcept override { return "slow"; }
  void run(StageFrame& frame) override;

 private:
  Brake& brake_;
};

class Brake {
 public:
  /// Waits until one more may pass.
  void pass() {
    std::unique_lock lock(mutex_);
    ++came_;
    changed_.notify_all();
    changed_.wait(lock, [this] { return allowed_ > 0; });
    --allowed_;
  }
  void allow(int count) {
    const std::lock_guard lock(mutex_);
    allowed_ += count;
    changed_.notify_all();
  }
  void wait_until_came(int count) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return came_ >= count; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int came_ = 0;
  int allowed_ = 0;
};

void SlowStage::run(StageFrame& frame) {
  brake_.pass();
  frame.looks_for_objects = true;
  frame.result.objects.emplace().push_back({"cat", 0.9, {1, 2, 3, 4}, {}, {}, false});
}

/// A gate that the test shuts.
class HatchStage final : public Stage {
 public:
  explicit HatchStage(const std::atomic<bool>& shut) : shut_(shut) {}
  std::string_view name() const noexcept override { return "hatch"; }
  void run(StageFrame& frame) override { frame.ended = shut_; }

 private:
  const std::atomic<bool>& shut_;
};

class BesideTest : public DaemonTest {
 protected:
  std::variant<Config, std::vector<ConfigProblem>> load(std::vector<std::string> more = {}) const {
    std::vector<std::string> set{"ingest.listen=127.0.0.1:0", "http.listen=127.0.0.1:0",
                                 "pipelines.default.stages.0.use=motion", "pipelines.default.stages.1.use=slow",
                                 "defaults.max_age=60s"};
    set.insert(set.end(), more.begin(), more.end());
    return load_config(LoadRequest{.file = {}, .set = std::move(set), .may_be_missing = false}, *table_);
  }
  void start_beside(const std::vector<std::string>& more = {}) {
    std::vector<StageKind> kinds = built_in_stages().kinds();
    kinds.push_back({.name = "slow",
                     .summary = "",
                     .options = OptionsFor<SlowOptions>{}.row("async", &SlowOptions::async, {.text = ""}).table(),
                     .make = [this](std::shared_ptr<const void>) { return std::make_unique<SlowStage>(brake_); }});
    kinds.push_back({.name = "hatch",
                     .summary = "",
                     .options = OptionsFor<SlowOptions>{}.table(),
                     .make = [this](std::shared_ptr<const void>) { return std::make_unique<HatchStage>(shut_); }});
    table_ = std::make_unique<StageTable>(std::move(kinds));
    auto loaded = load(more);
    if (const auto* problems = std::get_if<std::vector<ConfigProblem>>(&loaded)) FAIL() << problems->front();
    daemon_ = std::make_unique<Daemon>(std::move(std::get<Config>(loaded)), *table_, time_);
  }
  void TearDown() override {
    brake_.allow(1000);
    daemon_.reset();
  }
  void reload(const std::vector<std::string>& more) {
    auto next = load(more);
    ASSERT_TRUE(std::holds_alternative<Config>(next)) << std::get<std::vector<ConfigProblem>>(next).front();
    const Config& config = std::get<Config>(next);
    daemon_->renew({config, CameraTokens(config), {}, config.http});
  }
  Brake brake_;
  std::atomic<bool> shut_{false};
  ManualTime time_;
  std::unique_ptr<StageTable> table_;
  const std::string jpeg_ = make_jpeg(320, 240);
};

TEST_F(BesideTest, ResultsDoNotWaitAndWhatFollowsNamesItsFrame) {
  start_beside();
  RawWebSocket front = camera("/camera/front?reply=results");
  for (std::uint64_t frame = 1; frame <= 4; ++frame) {
    front.send(Opcode::binary, jpeg_);
    const json result = json::parse(front.receive_text());
    EXPECT_EQ(result.at("type"), "result");
    EXPECT_EQ(result.at("frame"), frame);
    EXPECT_TRUE(result.contains("motion"));
    EXPECT_FALSE(result.contains("objects"));
    EXPECT_FALSE(result.at("times_us").at("stages").contains("slow"));
    if (frame == 1) brake_.wait_until_came(1);
  }
  // A frame goes on to the stages beside after its result is told, and before the camera's next frame is looked at.
  front.send(Opcode::binary, jpeg_.substr(0, jpeg_.size() / 2));
  EXPECT_EQ(json::parse(front.receive_text()).at("type"), "rejected");
  brake_.allow(1);
  const json first = json::parse(front.receive_text());
  EXPECT_EQ(first.at("type"), "follow_up");
  EXPECT_EQ(first.at("frame"), 1);
  EXPECT_EQ(first.at("objects").at(0).at("label"), "cat");
  EXPECT_TRUE(first.contains("motion")) << "what was found before, in the same frame";
  EXPECT_TRUE(first.at("times_us").at("stages").contains("slow"));
  brake_.allow(1);
  const json newest = json::parse(front.receive_text());
  EXPECT_EQ(newest.at("type"), "follow_up");
  EXPECT_EQ(newest.at("frame"), 4) << "the newest only";
  EXPECT_EQ(newest.at("superseded"), 2);

  const json said = status().at("cameras").at("front");
  EXPECT_EQ(said.at("processed"), 4);
  EXPECT_EQ(said.at("follow_ups").at("processed"), 2);
  EXPECT_EQ(said.at("follow_ups").at("superseded"), 2);
  EXPECT_NE(metrics().find(R"(framewake_follow_ups_total{camera="front",fate="superseded"} 2)"), std::string::npos);
}

TEST_F(BesideTest, WhoAsksAfterAReloadThatHidesGetsNoPictureOfBefore) {
  start_beside();
  RawWebSocket front = camera("/camera/front?reply=results");
  front.send(Opcode::binary, jpeg_);
  front.receive_text();
  brake_.wait_until_came(1);
  auto next = load({"pipelines.default.stages.2.use=privacy",
                    "pipelines.default.stages.2.polygons=[[[0, 0], [1, 0], [1, 1], [0, 1]]]"});
  ASSERT_TRUE(std::holds_alternative<Config>(next));
  const Config& config = std::get<Config>(next);
  daemon_->renew({config, CameraTokens(config), {}, config.http});
  auto asked = std::async(std::launch::async, [this] {
    return http_request(daemon_->http_port(), "GET", "/api/v1/cameras/front/snapshot.jpg");
  });
  brake_.allow(1000);
  EXPECT_EQ(json::parse(front.receive_text()).at("frame"), 1) << "by the pipeline that it began with";
  while (asked.wait_for(milliseconds(0)) != std::future_status::ready) {
    front.send(Opcode::binary, jpeg_);
    front.receive_text();
  }
  const HttpReply picture = asked.get();
  ASSERT_EQ(picture.status, 200) << picture.body;
  const EncodedFrame frame = frame_of(picture.body);
  Decoder decoder;
  Picture decoded(frame, decoder, steady_time());
  EXPECT_LT(cv::norm(cv::mean(*decoded.bgr())), 4);
}

TEST_F(BesideTest, BehindAShutGateTheStagesBesideLearnOnceASecondThatTimePasses) {
  start_beside({"pipelines.default.stages.0.gate=true", "pipelines.default.stages.2.use=track",
                "pipelines.default.stages.3.use=zones", "pipelines.default.stages.3.polygons=[[[0,0],[1,0],[1,1]]]"});
  RawWebSocket front = camera("/camera/front?reply=results");
  const auto next = [&] {
    const json message = json::parse(front.receive_text());
    EXPECT_FALSE(message.contains("objects"));
    EXPECT_EQ(message.contains("zones"), message.at("type") == "follow_up");
    return std::make_pair(message.at("type").get<std::string>(), message.at("frame").get<int>());
  };
  using Told = std::pair<std::string, int>;
  front.send(Opcode::binary, jpeg_);
  EXPECT_EQ(next(), Told("result", 1));
  EXPECT_EQ(next(), Told("follow_up", 1));
  time_.advance(milliseconds(600));
  front.send(Opcode::binary, jpeg_);
  EXPECT_EQ(next(), Told("result", 2));
  time_.advance(milliseconds(600));
  front.send(Opcode::binary, jpeg_);
  EXPECT_EQ(next(), Told("result", 3));
  EXPECT_EQ(next(), Told("follow_up", 3));
  EXPECT_EQ(metrics().find("framewake_follow_up_age_seconds"), std::string::npos) << "nobody has looked at anything";
}

TEST_F(BesideTest, AFrameThatOnlySaysThatTimePassesSupersedesNoneThatWaitsToBeLookedAt) {
  start_beside({"pipelines.default.stages.0.use=hatch"});
  RawWebSocket front = camera("/camera/front?reply=results");
  for (int frame = 1; frame <= 4; ++frame) {
    shut_ = frame > 2;
    front.send(Opcode::binary, jpeg_);
    EXPECT_EQ(json::parse(front.receive_text()).at("frame"), frame);
    if (frame == 1) brake_.wait_until_came(1);  // the second waits
    time_.advance(std::chrono::seconds(2));
  }
  brake_.allow(2);
  for (const int frame : {1, 2}) {
    const json told = json::parse(front.receive_text());
    EXPECT_EQ(told.at("frame"), frame);
    EXPECT_TRUE(told.contains("objects"));
  }
}

TEST_F(BesideTest, ThatTimePassesIsNeverTooOldAndTheNewestIsTold) {
  start_beside({"defaults.max_age=1s", "pipelines.default.stages.0.use=hatch"});
  RawWebSocket front = camera("/camera/front?reply=results");
  for (int frame = 1; frame <= 3; ++frame) {
    shut_ = frame > 1;
    front.send(Opcode::binary, jpeg_);
    EXPECT_EQ(json::parse(front.receive_text()).at("frame"), frame);
    if (frame == 1) brake_.wait_until_came(1);  // the others find the thread busy
    time_.advance(std::chrono::seconds(2));
  }
  brake_.allow(1);
  EXPECT_EQ(json::parse(front.receive_text()).at("frame"), 1);
  // The second may go by when the third comes only after the thread is free.
  for (int frame = 0; frame != 3;) {
    const json told = json::parse(front.receive_text());
    EXPECT_EQ(told.at("type"), "follow_up");
    EXPECT_GT(told.at("frame").get<int>(), std::max(frame, 1));
    frame = told.at("frame").get<int>();
  }
}

TEST_F(BesideTest, WhatRanBesideInAnEarlierTimeDoesNotGoOnInALaterOne) {
  const auto with = [](bool async) {
    return std::vector<std::string>{std::string("pipelines.default.stages.1.async=") + (async ? "true" : "false"),
                                    "pipelines.default.stages.2.use=track",
                                    "pipelines.default.stages.2.appear_after=0s",
                                    "pipelines.default.stages.3.use=zones",
                                    "pipelines.default.stages.3.inertia=0s",
                                    "pipelines.default.stages.3.polygons=[[[0,0],[1,0],[1,1],[0,1]]]"};
  };
  start_beside(with(true));
  brake_.allow(1000);
  RawWebSocket front = camera("/camera/front?reply=results");
  const auto found = [&] {
    front.send(Opcode::binary, jpeg_);
    json message = json::parse(front.receive_text());
    if (!message.contains("objects")) message = json::parse(front.receive_text());
    time_.advance(milliseconds(100));
    return message;
  };
  const auto track = [](const json& message) { return message.at("objects").at(0).at("track").get<int>(); };
  EXPECT_EQ(track(found()), 1);
  EXPECT_EQ(track(found()), 1);
  reload(with(false));
  EXPECT_EQ(track(found()), 2) << "made anew, and no number is used again";
  reload(with(true));
  const json last = found();
  EXPECT_EQ(last.at("type"), "follow_up");
  EXPECT_EQ(track(last), 3) << "not whom it followed before";
  EXPECT_EQ(last.at("zones").at(0).at("labels").at("cat").at("entered"), 1);
  EXPECT_EQ(last.at("zones").at(0).at("labels").at("cat").at("inside"), 1);
}

TEST_F(BesideTest, APostHasOneAnswer) {
  start_beside();
  const auto answer = http_request(daemon_->ingest_port(), "POST", "/camera/front?reply=results", jpeg_);
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(json::parse(answer.body).at("type"), "result");
  brake_.allow(1);
}

TEST_F(BesideTest, AStopLeavesNoFrameWithoutAFate) {
  start_beside();
  RawWebSocket front = camera("/camera/front?reply=results");
  front.send(Opcode::binary, jpeg_);
  front.receive_text();
  brake_.wait_until_came(1);
  front.send(Opcode::binary, jpeg_);
  front.receive_text();
  brake_.allow(2);  // the second has perhaps begun, perhaps it still waits
  EXPECT_TRUE(daemon_->stop().empty());
  const FateCounts later = daemon_->cameras().at(0).follow_ups.value();
  EXPECT_TRUE(later.balanced());
  EXPECT_EQ(later.in_flight, 0U);
  EXPECT_EQ(later.received, 2U);
}

TEST_F(DaemonTest, AQuietCameraRestsButWhoWaitsForAnAnswerGetsIt) {
  start({"defaults.idle_fps=0.01", "defaults.idle_after=0s", "defaults.max_age=60s", "defaults.advise=true",
         "pipelines.default.stages=[{use=\"motion\", warm_up=\"0 s\"}]"});
  const std::string jpeg = make_jpeg(320, 240);
  RawWebSocket front = camera("/camera/front?reply=results");
  front.send(Opcode::binary, jpeg);
  EXPECT_FALSE(json::parse(front.receive_text()).contains("next")) << "motion learns yet, which is no quiet";
  front.send(Opcode::binary, jpeg);
  const json first = json::parse(front.receive_text());
  EXPECT_EQ(first.at("next").at("fps"), 0.4) << "as few as motion can do with: two in its relearn_gap";
  EXPECT_TRUE(status().at("cameras").at("front").at("idle"));
  front.send(Opcode::binary, jpeg);
  front.send(Opcode::binary, jpeg);
  front.send(Opcode::ping, "all are in");
  ASSERT_EQ(front.receive()->opcode, Opcode::pong);
  const auto posted = http_request(daemon_->ingest_port(), "POST", "/camera/front?reply=results", jpeg);
  EXPECT_EQ(posted.status, 200);
  EXPECT_EQ(json::parse(posted.body).at("frame"), 5);
  EXPECT_EQ(json::parse(posted.body).at("superseded"), 2);
  EXPECT_TRUE(daemon_->cameras().at(0).fates.balanced());
}

}  // namespace
}  // namespace framewake::test
