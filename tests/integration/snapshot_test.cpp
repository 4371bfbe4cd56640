// A picture for people outside, from the camera's socket to the operators': what the pipeline hides is hidden in it.
#include <gmock/gmock.h>

#include <future>
#include <opencv2/core.hpp>
#include <thread>

#include "integration/running_daemon.hpp"
#include "unit/decode/decoding.hpp"

namespace framewake {
namespace {

using namespace test;
using testing::HasSubstr;

/// Known from the start: a question may come before its first frame.
constexpr const char* camera_front = "cameras.front.max_age=\"10 s\"";

class SnapshotJourney : public DaemonTest {
 protected:
  /// A camera that sends this image again and again, and waits for each result, until the returned thread is stopped.
  std::jthread keep_sending(const std::string& name, const std::string& image) {
    return std::jthread([this, name, image](const std::stop_token& stop) {
      RawWebSocket socket = camera("/camera/" + name + "?reply=results");
      while (!stop.stop_requested()) {
        socket.send(Opcode::binary, image);
        if (!socket.receive()) return;
      }
    });
  }
  HttpReply snapshot(const std::string& camera, const std::string& query = "") {
    return http_request(daemon_->http_port(), "GET", "/api/v1/cameras/" + camera + "/snapshot.jpg" + query);
  }
  static cv::Mat decoded(const std::string& jpeg) {
    const EncodedFrame frame = frame_of(jpeg);
    Decoder decoder;
    Picture picture(frame, decoder, steady_time());
    const cv::Mat* bgr = picture.bgr();
    EXPECT_NE(bgr, nullptr);
    return bgr == nullptr ? cv::Mat() : bgr->clone();
  }
};

TEST_F(SnapshotJourney, TheHiddenAreaIsHiddenAndTheRestIsTheFrame) {
  start({camera_front,
         "pipelines.default.stages=[{use=\"motion\", gate=true}, {use=\"privacy\", colour=\"#ff0000\", "
         "polygons=[[[0.5, 0], [1, 0], [1, 1], [0.5, 1]]]}]"});
  const std::string image = make_jpeg(320, 240, {.comment = "metadata"});
  const auto camera = keep_sending("front", image);
  const HttpReply reply = snapshot("front");
  ASSERT_EQ(reply.status, 200) << reply.body;
  EXPECT_EQ(reply.body.find("metadata"), std::string::npos);
  const cv::Mat out = decoded(reply.body), in = decoded(image);
  ASSERT_EQ(out.size(), in.size());
  const cv::Mat hidden = out(cv::Rect(164, 0, 156, 240)).clone();
  EXPECT_LT(mean_difference(hidden, cv::Mat(hidden.size(), CV_8UC3, cv::Scalar(0, 0, 255))), 3);
  const cv::Rect shown(0, 0, 150, 240);
  EXPECT_LT(mean_difference(out(shown).clone(), in(shown).clone()), 6);
  EXPECT_EQ(frame_of(snapshot("front", "?width=160").body).header.width, 160U);
}

TEST_F(SnapshotJourney, WithoutPrivacyTheFrameGoesOutAsItCame) {
  start({camera_front});
  const std::string image = make_jpeg(320, 240, {.comment = "as it came"});
  const auto camera = keep_sending("front", image);
  const HttpReply reply = snapshot("front");
  ASSERT_EQ(reply.status, 200) << reply.body;
  EXPECT_TRUE(reply.body == image);
}

TEST_F(SnapshotJourney, AReloadThatAddsPrivacyHidesFromThenOn) {
  start({camera_front});
  const std::string image = make_jpeg(320, 240);
  const auto camera = keep_sending("front", image);
  EXPECT_TRUE(snapshot("front").body == image);
  auto loaded = load_config(
      LoadRequest{.file = {},
                  .set = {"ingest.listen=127.0.0.1:0", "http.listen=127.0.0.1:0", camera_front,
                          "pipelines.default.stages=[{use=\"privacy\", polygons=[[[0, 0], [1, 0], [1, 1], [0, 1]]]}]"},
                  .may_be_missing = false},
      built_in_stages());
  ASSERT_TRUE(std::holds_alternative<Config>(loaded));
  const Config& next = std::get<Config>(loaded);
  daemon_->renew({next, CameraTokens(next), {}, next.http});
  // At once: also of the frame that is in hands, which goes on by the old pipeline, there is no picture any more.
  EXPECT_LT(cv::norm(cv::mean(decoded(snapshot("front").body))), 4);
}

TEST_F(SnapshotJourney, ACameraThatRestsIsLookedAtWhenSomebodyAsks) {
  start({"cameras.front.max_age=\"60 s\"", "defaults.idle_fps=0.01", "defaults.idle_after=0s",
         "pipelines.default.stages=[{use=\"motion\", warm_up=\"0 s\"}]"});
  const std::string image = make_jpeg(320, 240);
  RawWebSocket front = camera("/camera/front?reply=results");
  for (int i = 0; i < 2; ++i) {  // after the first one motion still learns
    front.send(Opcode::binary, image);
    front.receive_text();
  }
  auto asked = std::async(std::launch::async, [this] { return snapshot("front"); });
  while (asked.wait_for(milliseconds(1)) != std::future_status::ready) {
    front.send(Opcode::binary, image);
    front.send(Opcode::ping, "in");
    while (front.receive()->opcode != Opcode::pong) {
    }
  }
  const HttpReply reply = asked.get();
  EXPECT_EQ(reply.status, 200) << reply.body;
  EXPECT_TRUE(reply.body == image);
}

TEST_F(SnapshotJourney, ACameraThatThereIsNotIsNotFoundAndOneWithoutFramesSaysItsState) {
  start({camera_front});
  const HttpReply unknown = snapshot("side");
  EXPECT_EQ(unknown.status, 404);
  EXPECT_THAT(unknown.body, HasSubstr("side"));
  const HttpReply silent = snapshot("front");
  EXPECT_EQ(silent.status, 503);
  EXPECT_THAT(silent.body, HasSubstr("offline"));
}

TEST_F(SnapshotJourney, AStopDoesNotWaitForThoseWhoWait) {
  start({camera_front});
  const std::jthread asker([this] {
    try {
      snapshot("front");
    } catch (const std::exception&) {  // the connection ends in the middle
    }
  });
  EXPECT_TRUE(daemon_->stop().empty());
}

}  // namespace
}  // namespace framewake
