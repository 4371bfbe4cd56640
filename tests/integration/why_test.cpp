// Why no alarm came, asked of a whole daemon.
#include <gmock/gmock.h>

#include <opencv2/imgproc.hpp>

#include "running_daemon.hpp"

namespace framewake::test {
namespace {

class WhyDaemonTest : public DaemonTest {
 protected:
  /// What the daemon says of the camera.
  json why(const std::string& camera, const std::string& query = "") {
    const auto answer = http_request(daemon_->http_port(), "GET", "/api/v1/cameras/" + camera + "/why" + query);
    EXPECT_NE(answer.body.find(R"("decisions")"), std::string::npos) << answer.body;
    return json::parse(answer.body);
  }
  std::vector<std::string> texts(const std::string& camera) {
    std::vector<std::string> all;
    const json told = why(camera);
    for (const json& decision : told.at("decisions")) all.push_back(decision.at("text"));
    return all;
  }
};

/// Without a texture, so that its noise is none.
std::string picture(int box_at) {
  cv::Mat gray(240, 320, CV_8UC1, cv::Scalar(90));
  if (box_at >= 0) cv::rectangle(gray, {box_at, 100, 16, 16}, cv::Scalar(230), cv::FILLED);
  return make_jpeg(gray, {.quality = 95});
}

TEST_F(WhyDaemonTest, SomethingTooSmallIsToldWithItsMargin) {
  start({"pipelines.default.stages=[{use=\"motion\",smallest=0.05,warm_up=\"0 ms\"}]"});
  RawWebSocket front = camera("/camera/front?reply=results");
  const auto push = [&](const std::string& jpeg) {
    front.send(Opcode::binary, jpeg);
    return json::parse(front.receive_text());
  };
  for (int i = 0; i < 5; ++i) push(picture(-1));
  EXPECT_THAT(texts("front"), testing::ElementsAre("nothing has changed (sensitivity)",
                                                   testing::HasSubstr("the first frame since a start")));
  const json last = push(picture(100));
  EXPECT_EQ(last.at("motion").at("active"), false);

  const json told = why("front", "?limit=1");
  EXPECT_EQ(told.at("camera"), "front");
  EXPECT_EQ(told.at("state"), "live");
  ASSERT_EQ(told.at("decisions").size(), 1U);
  const json& decision = told.at("decisions").at(0);
  EXPECT_EQ(decision.at("verdict"), "stopped");
  EXPECT_EQ(decision.at("stage"), "motion");
  EXPECT_EQ(decision.at("key"), "smallest");
  EXPECT_EQ(decision.at("frame"), 6);
  EXPECT_EQ(decision.at("limit"), 0.05);
  EXPECT_LT(decision.at("value"), 0.02);
  EXPECT_GT(decision.at("value"), 0.0005);
  EXPECT_THAT(decision.at("text").get<std::string>(),
              testing::MatchesRegex("area 0\\.00[0-9]+ < 0\\.05 \\(smallest\\)"));
}

TEST_F(WhyDaemonTest, ARefusedFrameIsADecisionToo) {
  start({"ingest.max_message=10000B"});
  RawWebSocket front = camera("/camera/front?reply=results");
  front.send(Opcode::binary, "no picture");
  front.receive_text();
  front.send(Opcode::binary, make_jpeg(320, 240).substr(0, 400));
  front.receive_text();
  front.send(Opcode::binary, std::string(20000, 'x'));
  front.receive_text();
  const auto all = texts("front");
  ASSERT_EQ(all.size(), 3U);
  EXPECT_THAT(all[0], testing::HasSubstr("the frame was rejected: too_large: 20000 bytes, the limit is 10000"));
  EXPECT_THAT(all[1], testing::HasSubstr("the frame was rejected: bad_image: "));
  EXPECT_THAT(all[2], testing::HasSubstr("the frame was rejected: bad_image: "));
}

TEST_F(WhyDaemonTest, ACameraThatNeverCameHasDecidedNothingAndAnUnknownOneIsNone) {
  start({"cameras.yard.pipeline=default"});
  EXPECT_EQ(why("yard").at("state"), "offline");
  EXPECT_EQ(why("yard").at("decisions"), json::array());
  EXPECT_EQ(http_request(daemon_->http_port(), "GET", "/api/v1/cameras/fornt/why").status, 404);
}

TEST_F(WhyDaemonTest, ACameraThatIsTakenOutOfTheConfigurationIsNone) {
  start({"cameras.yard.pipeline=default"});
  const auto posted = http_request(daemon_->ingest_port(), "POST", "/camera/yard?reply=results", picture(-1));
  ASSERT_EQ(posted.status, 200) << posted.body;
  EXPECT_EQ(why("yard").at("decisions").size(), 1U);
  EXPECT_THAT(metrics(), testing::HasSubstr("framewake_stage_seconds_count{camera=\"yard\""));
  Config next = *daemon_->config();
  next.cameras.clear();
  daemon_->renew({next, CameraTokens(next), {}, next.http});
  EXPECT_EQ(http_request(daemon_->http_port(), "GET", "/api/v1/cameras/yard/why").status, 404);
  EXPECT_THAT(metrics(), testing::Not(testing::HasSubstr("camera=\"yard\"")));
}

TEST_F(WhyDaemonTest, AReloadKeepsWhatWasDecided) {
  start();
  RawWebSocket front = camera("/camera/front?reply=results");
  front.send(Opcode::binary, picture(-1));
  front.receive_text();
  const auto before = texts("front");
  ASSERT_EQ(before.size(), 1U);
  Config next = *daemon_->config();
  auto loaded = load_config(
      LoadRequest{
          .file = {}, .set = {"pipelines.default.stages=[{use=\"motion\",scale=\"1/2\"}]"}, .may_be_missing = false},
      built_in_stages());
  next.pipelines = std::get<Config>(loaded).pipelines;
  daemon_->renew({next, CameraTokens(next), {}, next.http});
  EXPECT_EQ(texts("front"), before);
  front.send(Opcode::binary, picture(-1));
  front.receive_text();
  EXPECT_EQ(why("front").at("decisions").at(0).at("first_frame"), 1)
      << "the new pipeline's first frame, in the same log";
}

}  // namespace
}  // namespace framewake::test
