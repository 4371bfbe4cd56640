#include "output/reply_sink.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <vector>

#include "frame/first_look.hpp"
#include "unit/output/sample_result.hpp"

namespace framewake {
namespace {

struct Answer {
  ReplyTo to;
  std::uint64_t frame;
  AnswerKind kind;
  std::string json;
};

class RecordingPort final : public ReplyPort {
 public:
  void answer(ReplyTo to, std::uint64_t frame, AnswerKind kind, std::string json) override {
    answers.push_back({to, frame, kind, std::move(json)});
  }
  std::vector<Answer> answers;
};

struct ReplySinkTest : testing::Test {
  RecordingPort port;
  ReplySink sink{port};
};

TEST_F(ReplySinkTest, WhatWasFoundLaterIsCalledSo) {
  auto frame = test::sample_frame("front", 41, {7, true});
  frame.first_look = std::make_shared<FirstLook>();
  sink.processed(frame, test::sample_result());
  ASSERT_EQ(port.answers.size(), 1U);
  EXPECT_EQ(port.answers[0].kind, AnswerKind::follow_up);
  const auto message = nlohmann::json::parse(port.answers[0].json);
  EXPECT_EQ(message["type"], "follow_up");
  EXPECT_EQ(message["frame"], 41);
  sink.expired(frame);
  sink.rejected(frame, {});
  EXPECT_EQ(port.answers.size(), 1U) << "its camera has been told that it was processed";
}

TEST_F(ReplySinkTest, ResultsGoToWhoeverAskedForThem) {
  sink.processed(test::sample_frame("front", 41, {7, true}), test::sample_result());
  ASSERT_EQ(port.answers.size(), 1U);
  EXPECT_EQ(port.answers[0].to.connection, 7U);
  EXPECT_EQ(port.answers[0].frame, 41U);
  EXPECT_EQ(port.answers[0].kind, AnswerKind::result);
  EXPECT_EQ(nlohmann::json::parse(port.answers[0].json)["type"], "result");
}

TEST_F(ReplySinkTest, ResultsGoToNobodyElse) {
  sink.processed(test::sample_frame("front", 41, {7, false}), test::sample_result());
  EXPECT_TRUE(port.answers.empty());
}

TEST_F(ReplySinkTest, RejectionsAndExpirationsGoToEverySender) {
  sink.rejected(test::sample_frame("front", 42, {7, false}), {RejectReason::bad_image, "no image"});
  sink.expired(test::sample_frame("front", 43, {7, false}));
  ASSERT_EQ(port.answers.size(), 2U);
  EXPECT_EQ(port.answers[0].kind, AnswerKind::rejected);
  EXPECT_EQ(port.answers[0].json, R"({"type":"rejected","frame":42,"reason":"bad_image","detail":"no image"})");
  EXPECT_EQ(port.answers[1].kind, AnswerKind::expired);
  EXPECT_EQ(port.answers[1].json, R"({"type":"expired","frame":43})");
}

TEST_F(ReplySinkTest, AFrameOfNobodyIsAnsweredToNobody) {
  const auto frame = test::sample_frame("front", 1, {0, true});
  sink.processed(frame, test::sample_result());
  sink.rejected(frame, {});
  sink.expired(frame);
  EXPECT_TRUE(port.answers.empty());
}

}  // namespace
}  // namespace framewake
