#include "app/health.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <spdlog/sinks/base_sink.h>
#include <spdlog/spdlog.h>

#include <deque>

#include "base/log_fields.hpp"
#include "base/message_ids.hpp"
#include "support/manual_time.hpp"

namespace framewake {
namespace {

using test::ManualTime;
using testing::Contains;
using testing::HasSubstr;

/// What is logged, in order.
class Lines final : public spdlog::sinks::base_sink<std::mutex> {
 public:
  struct Line {
    spdlog::level::level_enum level;
    std::string text;
  };
  std::vector<Line> lines;

 private:
  void sink_it_(const spdlog::details::log_msg& message) override {
    lines.push_back({message.level, std::string(message.payload.data(), message.payload.size())});
  }
  void flush_() override {}
};

class HealthTest : public testing::Test {
 protected:
  HealthTest() : before_(spdlog::default_logger()) {
    spdlog::set_default_logger(std::make_shared<spdlog::logger>("test", logged_));
  }
  ~HealthTest() override { spdlog::set_default_logger(before_); }

  void turn_net_thread() {
    for (auto questions = std::exchange(questions_, {}); auto& question : questions) question();
  }
  /// Time goes by while the net thread turns.
  bool look_for(Duration time) {
    bool well = true;
    for (const TimePoint end = time_.now() + time; time_.now() < end; turn_net_thread()) {
      time_.advance(milliseconds(500));
      well = health_.look();
    }
    return well;
  }
  void hold(const std::string& camera, const std::string& stage) {
    workers_[0] = {.thread = "fw-proc-0", .camera = camera, .stage = stage, .since = time_.now()};
  }
  void let_go() { workers_[0] = {.thread = "fw-proc-0", .camera = {}, .stage = {}, .since = {}}; }

  ManualTime time_;
  std::shared_ptr<Lines> logged_ = std::make_shared<Lines>();
  std::shared_ptr<spdlog::logger> before_;
  std::deque<std::function<void()>> questions_;
  std::vector<WorkerState> workers_{{.thread = "fw-proc-0", .camera = {}, .stage = {}, .since = {}}};
  Health health_{{.ask_net_thread = [this](std::function<void()> q) { questions_.push_back(std::move(q)); },
                  .workers = [this] { return workers_; }},
                 {.net_silence = std::chrono::seconds(1), .stall = std::chrono::seconds(10)},
                 time_};
};

TEST_F(HealthTest, IsWellWhileTheNetThreadTurnsAndNobodyIsStuck) {
  for (int i = 0; i < 100; ++i) {
    EXPECT_TRUE(health_.look()) << health_.problem();
    turn_net_thread();
    time_.advance(milliseconds(900));
  }
  EXPECT_EQ(health_.problem(), "");
  EXPECT_TRUE(logged_->lines.empty());
}

TEST_F(HealthTest, ANetThreadThatAnswersIsWellHoweverSeldomItIsAsked) {
  for (int i = 0; i < 5; ++i) {
    EXPECT_TRUE(health_.look()) << health_.problem();
    turn_net_thread();
    time_.advance(std::chrono::seconds(3));
  }
  EXPECT_TRUE(logged_->lines.empty());
}

TEST_F(HealthTest, NamesTheCameraAndTheStageThatIsStuckOnce) {
  hold("front", "detect");
  EXPECT_TRUE(look_for(std::chrono::seconds(10))) << "not longer than the limit";
  EXPECT_FALSE(look_for(milliseconds(2500)));
  EXPECT_EQ(health_.problem(), "fw-proc-0 has held a frame of camera front in stage detect for 12 s");
  ASSERT_EQ(logged_->lines.size(), 1U) << "said once";
  const auto& line = logged_->lines.front();
  EXPECT_EQ(line.level, spdlog::level::critical);
  EXPECT_THAT(std::string(text_of_line(line.text)), HasSubstr("camera front in stage detect"));
  const auto fields = fields_of_line(line.text);
  EXPECT_THAT(fields, Contains("CAMERA=front"));
  EXPECT_THAT(fields, Contains("STAGE=detect"));
  EXPECT_THAT(fields, Contains("MESSAGE_ID=" + std::string(message_ids::stage_wedged)));
}

TEST_F(HealthTest, SaysSoWhenItGoesOnAndSpeaksUpAgainForTheNext) {
  const auto stalls = [&] { return !look_for(std::chrono::seconds(11)); };
  hold("front", "detect");
  EXPECT_TRUE(stalls());
  let_go();
  EXPECT_TRUE(health_.look());
  hold("front", "detect");
  EXPECT_TRUE(health_.look()) << "another frame";
  EXPECT_TRUE(stalls());
  std::vector<spdlog::level::level_enum> levels;
  for (const auto& line : logged_->lines) levels.push_back(line.level);
  using spdlog::level::critical;
  using spdlog::level::warn;
  EXPECT_THAT(levels, testing::ElementsAre(critical, warn, critical));
}

TEST_F(HealthTest, ANetThreadThatDoesNotTurnIsNotWell) {
  EXPECT_TRUE(health_.look());
  time_.advance(milliseconds(1001));
  EXPECT_FALSE(health_.look());
  EXPECT_FALSE(health_.look());
  EXPECT_THAT(health_.problem(), HasSubstr("fw-net"));
  EXPECT_EQ(questions_.size(), 1U) << "its queue does not fill with questions";
  ASSERT_EQ(logged_->lines.size(), 1U);
  EXPECT_EQ(logged_->lines.front().level, spdlog::level::critical);
  turn_net_thread();
  EXPECT_TRUE(health_.look());
  EXPECT_EQ(logged_->lines.size(), 2U);
}

TEST_F(HealthTest, AnAnswerThatComesAfterItsEndDoesNoHarm) {
  std::deque<std::function<void()>> late;
  {
    Health gone({.ask_net_thread = [&](std::function<void()> q) { late.push_back(std::move(q)); },
                 .workers = [] { return std::vector<WorkerState>{}; }},
                {.net_silence = std::chrono::seconds(1), .stall = std::chrono::seconds(1)}, time_);
    gone.look();
  }
  ASSERT_EQ(late.size(), 1U);
  late.front()();
}

}  // namespace
}  // namespace framewake
