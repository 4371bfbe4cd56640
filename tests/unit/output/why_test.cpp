// What is decided about frames: taken down by the sink, told as JSON.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "frame/first_look.hpp"
#include "output/decision_sink.hpp"
#include "output/why_json.hpp"
#include "support/manual_time.hpp"
#include "unit/output/sample_result.hpp"

namespace framewake {
namespace {

using nlohmann::json;

struct WhyTest : testing::Test {
  EncodedFrame frame(std::uint64_t number) {
    EncodedFrame made = test::sample_frame("front", number);
    made.arrival = time.now();
    return made;
  }
  std::vector<LoggedDecision> newest() {
    const DecisionLog* log = book.find(test::camera("front"));
    return log == nullptr ? std::vector<LoggedDecision>{} : log->newest();
  }
  json told() {
    CameraStatus status;
    status.camera = test::camera("front");
    status.state = CameraState::live;
    status.pipeline = "default";
    status.motion_active = false;
    status.since_last_frame = milliseconds(120);
    return json::parse(why_json(status, newest(), time.now()));
  }

  test::ManualTime time;
  DecisionBook book;
  DecisionSink sink{book, time, [](const CameraId&) { return milliseconds(500); }};
};

TEST_F(WhyTest, EveryFateIsADecision) {
  Result result;
  result.superseded = 3;
  result.decisions.note({.reason = Reason::motion_nothing});
  sink.processed(frame(5), result);
  sink.rejected(frame(6), {RejectReason::bad_image, "no end of image"});
  const EncodedFrame old = frame(7);
  time.advance(milliseconds(612));
  sink.expired(old);
  const auto all = newest();
  ASSERT_EQ(all.size(), 4U);
  EXPECT_EQ(decision_text(all[0].decision), "the frame expired before its turn: age 612 ms > 500 ms (max_age)");
  EXPECT_EQ(decision_text(all[1].decision), "the frame was rejected: bad_image: no end of image");
  EXPECT_EQ(all[2].decision.reason, Reason::motion_nothing);
  EXPECT_EQ(all[3].decision.reason, Reason::superseded);
  EXPECT_EQ(all[3].decision.value, 3);
  EXPECT_EQ(all[0].frame, 7U);
}

TEST_F(WhyTest, AFrameThatWasProcessedIsNeverSaidToHaveMetAnotherFate) {
  EncodedFrame followed = frame(7);
  followed.first_look = std::make_shared<FirstLook>();
  time.advance(milliseconds(612));
  sink.expired(followed);
  sink.rejected(followed, {RejectReason::internal, "a stage failed on this frame"});
  const auto all = newest();
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(decision_text(all[0].decision),
            "processed, but the stages that run beside could not look at it: internal: a stage failed on this frame");
  EXPECT_EQ(decision_text(all[1].decision),
            "processed, but the stages that run beside came too late for it: age 612 ms > 500 ms (max_age)");
}

TEST_F(WhyTest, TheDocumentHasTheNumbersAndTheWords) {
  Result result;
  result.decisions.note({.reason = Reason::motion_small,
                         .label = "region",
                         .box = Box{10, 20, 30, 40},
                         .value = 0.0041,
                         .limit = 0.005,
                         .alike = 2});
  sink.processed(frame(5), result);
  time.advance(milliseconds(100));
  sink.processed(frame(6), result);
  time.advance(milliseconds(50));
  const auto expected = json::parse(R"json({"camera":"front","state":"live","pipeline":"default","motion_active":false,
    "last_frame_ms_ago":120,"decisions":[{"verdict":"stopped","stage":"motion","reason":"small",
    "subject":"region [10,20,30,40]","text":"area 0.0041 < 0.005 (smallest)","frame":6,"age_ms":50,"frames":2,
    "first_frame":5,"for_ms":100,"alike":2,"label":"region","box":[10,20,30,40],"value":0.0041,"unit":"share",
    "quantity":"area","comparison":"<","limit":0.005,"closest":0.0041,"key":"smallest"}]})json");
  EXPECT_EQ(told(), expected);
}

TEST_F(WhyTest, WithoutDecisionsTheListIsEmpty) {
  EXPECT_EQ(told().at("decisions"), json::array());
}

TEST_F(WhyTest, ALongReasonOfARejectionIsCut) {
  sink.rejected(frame(1), {RejectReason::bad_image, std::string(500, 'x')});
  EXPECT_EQ(newest()[0].decision.name.view().size(), 95U);
  EXPECT_TRUE(newest()[0].decision.name.view().ends_with("x..."));
}

}  // namespace
}  // namespace framewake
