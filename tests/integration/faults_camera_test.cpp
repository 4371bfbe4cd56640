// Cameras that fail in every way that a network knows. Each costs its own connection and nobody else anything.
#include <gmock/gmock.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include "running_daemon.hpp"
#include "support/manual_time.hpp"

namespace framewake::test {
namespace {

using std::chrono::seconds;

class FaultsOfCameras : public DaemonTest {
 protected:
  ~FaultsOfCameras() override { daemon_.reset(); }  // before the time that it lives in

  void start_with_time(std::vector<std::string> set = {}) {
    set.insert(set.begin(), {"ingest.listen=127.0.0.1:0", "http.listen=127.0.0.1:0"});
    auto loaded = load_config(LoadRequest{.file = {}, .set = set, .may_be_missing = false}, built_in_stages());
    ASSERT_TRUE(std::holds_alternative<Config>(loaded));
    daemon_ = std::make_unique<Daemon>(std::move(std::get<Config>(loaded)), built_in_stages(), time_);
  }
  /// Sends a frame and waits for what was found in it.
  static json frame(RawWebSocket& camera, const std::string& image) {
    camera.send(Opcode::binary, image);
    return json::parse(camera.receive_text());
  }
  CameraStatus front() {
    for (const auto& camera : daemon_->cameras())
      if (camera.camera.str() == "front") return camera;
    return {};
  }
  /// Tries until the camera is let in; every try is a connection of its own.
  RawWebSocket let_in(const std::string& target) {
    const auto deadline = std::chrono::steady_clock::now() + RawWebSocket::patience;
    for (;;) {
      RawWebSocket socket(daemon_->ingest_port());
      const auto reply = socket.try_upgrade(target);
      if (reply.status == 101) return socket;
      if (std::chrono::steady_clock::now() > deadline) throw std::runtime_error("never let in: " + reply.head);
    }
  }

  ManualTime time_;
  const std::string jpeg_ = make_jpeg(160, 120);
};

const std::vector<std::string> quick_to_notice{"ingest.idle_timeout=2s", "ingest.ping_interval=200ms",
                                               "ingest.takeover=reject", "ingest.max_handshakes_per_address=100000"};

TEST_F(FaultsOfCameras, WhoVanishesWithoutAWordIsCutAndItsPlaceIsFree) {
  start(quick_to_notice);
  auto other = camera("/camera/other?reply=results");
  auto vanished = camera("/camera/front?reply=results");
  frame(vanished, jpeg_);  // and then nothing: no pong, no end
  auto successor = let_in("/camera/front?reply=results");
  EXPECT_EQ(frame(successor, jpeg_).at("frame"), 2);
  EXPECT_EQ(frame(other, jpeg_).at("frame"), 1);
  vanished.expect_end();
}

TEST_F(FaultsOfCameras, AHalfOpenConnectionIsFoundOutByThePing) {
  start(quick_to_notice);
  auto half = std::make_unique<RawWebSocket>(camera("/camera/front"));
  const int repair = 1;  // the socket goes without a FIN or a RST, as when the machine lost its power
  if (::setsockopt(half->descriptor(), IPPROTO_TCP, TCP_REPAIR, &repair, sizeof repair) != 0)
    GTEST_SKIP() << "needs CAP_NET_ADMIN";
  half.reset();
  auto successor = let_in("/camera/front?reply=results");
  EXPECT_EQ(frame(successor, jpeg_).at("type"), "result");
}

TEST_F(FaultsOfCameras, WhoEndsItsSideInMidMessageIsGone) {
  start(quick_to_notice);
  auto leaving = camera("/camera/front");
  leaving.send_raw(make_frame_head(Opcode::binary, 100'000) + std::string(5000, 'x'));
  leaving.finish_sending();
  leaving.expect_end();
  auto successor = let_in("/camera/front?reply=results");
  EXPECT_EQ(frame(successor, jpeg_).at("frame"), 1) << "half a message is no frame";
}

TEST_F(FaultsOfCameras, ASlowReaderLosesRepliesAndNothingElse) {
  start({"ingest.max_reply_backlog=4KiB", "processing.threads=1"});
  RawWebSocket slow(daemon_->ingest_port(), "127.0.0.1", 4096);
  slow.upgrade("/camera/front?reply=results");
  auto other = camera("/camera/other?reply=results");
  for (int i = 0; front().replies_dropped == 0; ++i) {
    ASSERT_LT(i, 20'000) << "its replies pile up somewhere";
    slow.send(Opcode::binary, jpeg_);
    frame(other, jpeg_);  // is answered all the time
  }
  EXPECT_GT(front().fates.received, 0U);
  EXPECT_TRUE(front().connected);
}

TEST_F(FaultsOfCameras, ASlowWriterEndsAtTheTimeout) {
  start({"ingest.handshake_timeout=150ms", "ingest.idle_timeout=150ms", "ingest.ping_interval=20ms"});
  auto other = camera("/camera/other?reply=results");
  const auto drip = [&](RawWebSocket& socket, const std::string& bytes) {
    for (const char& byte : bytes) {
      if (!socket.try_send_raw({&byte, 1})) return true;
      frame(other, jpeg_);  // meanwhile, and as a pause
    }
    return false;
  };
  RawWebSocket request(daemon_->ingest_port());
  EXPECT_TRUE(drip(request, "GET /camera/front HTTP/1.1\r\nX-Slow: " + std::string(15'000, 'x'))) << "a request";
  RawWebSocket post(daemon_->ingest_port());
  post.send_raw("POST /camera/front HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n");
  EXPECT_TRUE(drip(post, std::string(100'000, 'x'))) << "a POST's body";
  auto message = camera("/camera/front");
  message.send_raw(make_frame_head(Opcode::binary, 100'000));
  EXPECT_TRUE(drip(message, std::string(100'000, 'x'))) << "a message";
}

TEST_F(FaultsOfCameras, TheStateFollowsFromFramesNotFromTheSocket) {
  start_with_time();
  auto camera = this->camera("/camera/front?reply=results");
  EXPECT_EQ(front().state, CameraState::offline) << "connected, but no frame yet";
  frame(camera, jpeg_);
  EXPECT_EQ(front().state, CameraState::live);
  time_.advance(seconds(6));
  EXPECT_EQ(front().state, CameraState::stale);
  time_.advance(seconds(25));
  EXPECT_EQ(front().state, CameraState::offline);
  EXPECT_TRUE(front().connected) << "all the time";
  frame(camera, make_jpeg(make_scene(160, 120, 1)));
  EXPECT_EQ(front().state, CameraState::live);
  camera.send(Opcode::close, "\x03\xe8");
  camera.expect_end();
  status();  // by now the net thread is through with that end
  EXPECT_FALSE(front().connected);
  EXPECT_EQ(front().state, CameraState::live) << "its last frame is as new as it was";
}

TEST_F(FaultsOfCameras, TheSamePictureAgainAndAgainIsFrozen) {
  start_with_time();
  auto camera = this->camera("/camera/front?reply=results");
  for (int second = 0; second < 31; ++second) {  // whole pictures are compared from the second on
    frame(camera, jpeg_);
    EXPECT_EQ(front().state, CameraState::live) << second;
    time_.advance(seconds(1));
  }
  frame(camera, jpeg_);
  EXPECT_EQ(front().state, CameraState::frozen);
  frame(camera, make_jpeg(make_scene(160, 120, 1)));
  EXPECT_EQ(front().state, CameraState::live);
}

}  // namespace
}  // namespace framewake::test
