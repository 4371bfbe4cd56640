// A frame's journey through the whole daemon, for each form in which it can come.
#include "running_daemon.hpp"

namespace framewake::test {
namespace {

std::string base64(std::string_view bytes) {
  constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const auto byte = [&](std::size_t k) { return k < bytes.size() ? static_cast<unsigned char>(bytes[k]) : 0U; };
    const unsigned group = byte(i) << 16U | byte(i + 1) << 8U | byte(i + 2);
    for (unsigned k = 0; k < 4; ++k) text += i + k > bytes.size() ? '=' : digits[group >> (18U - 6 * k) & 63U];
  }
  return text;
}

std::string envelope(std::uint64_t seq, std::uint64_t capture_us) {
  std::string bytes = "FWK1";
  bytes += '\1';
  bytes.append(3, '\0');
  for (const std::uint64_t number : {seq, capture_us})
    for (int shift = 56; shift >= 0; shift -= 8) bytes += static_cast<char>(number >> static_cast<unsigned>(shift));
  return bytes;
}

void expect_result(const json& message, std::uint64_t frame) {
  EXPECT_EQ(message.at("type"), "result") << message;
  EXPECT_EQ(message.at("frame"), frame);
  EXPECT_EQ(message.at("size"), json::array({320, 240}));
  EXPECT_TRUE(message.contains("motion"));
  EXPECT_TRUE(message.at("times_us").at("stages").contains("motion"));
  EXPECT_GE(message.at("times_us").at("total"), message.at("times_us").at("decode"));
}

class JourneyTest : public DaemonTest {
 protected:
  JourneyTest() : jpeg_(make_jpeg(320, 240)) {}
  std::string jpeg_;
};

TEST_F(JourneyTest, EachFormOfAFrameIsAnsweredOnItsOwnConnection) {
  start();
  RawWebSocket front = camera("/camera/front?reply=results");
  const auto answer = [&] { return json::parse(front.receive_text()); };

  front.send(Opcode::binary, jpeg_);
  expect_result(answer(), 1);

  front.send_raw(make_frame(Opcode::binary, jpeg_.substr(0, 1000), false));
  front.send_raw(make_frame(Opcode::ping, "in between"));
  front.send_raw(make_frame(Opcode::continuation, jpeg_.substr(1000), true));
  const auto pong = front.receive();
  ASSERT_TRUE(pong.has_value());
  EXPECT_EQ(pong->opcode, Opcode::pong);
  EXPECT_EQ(pong->payload, "in between");
  expect_result(answer(), 2);

  front.send(Opcode::text, "data:image/jpeg;base64," + base64(jpeg_));
  expect_result(answer(), 3);

  front.send(Opcode::binary, envelope(77, 5) + jpeg_);
  const json with_envelope = answer();
  expect_result(with_envelope, 4);
  EXPECT_EQ(with_envelope.at("seq"), 77);
  EXPECT_FALSE(with_envelope.at("times_us").contains("capture")) << "the camera's clock is not known";

  front.send(Opcode::binary, make_png(320, 240));
  expect_result(answer(), 5);
  front.send(Opcode::binary, make_webp(320, 240));
  expect_result(answer(), 6);
  EXPECT_EQ(daemon_->cameras().at(0).fates, (FateCounts{.received = 6, .processed = 6}));
}

TEST_F(JourneyTest, TheClockExchangeGivesTheWayFromCaptureToArrival) {
  start();
  RawWebSocket front = camera("/camera/front?reply=results");
  front.send(Opcode::text, R"({"type":"clock","t0":1000})");
  const json clock = json::parse(front.receive_text());
  EXPECT_EQ(clock.at("type"), "clock");
  EXPECT_EQ(clock.at("t0"), 1000);
  const auto t1 = clock.at("t1").get<std::int64_t>();
  EXPECT_GE(clock.at("t2").get<std::int64_t>(), t1);
  // This camera's clock stands at 1000 µs when the server's stands at t1.
  front.send(Opcode::text, json{{"type", "offset"}, {"us", t1 - 1000}}.dump());
  front.send(Opcode::binary, envelope(1, 1000) + jpeg_);
  const json result = json::parse(front.receive_text());
  EXPECT_GE(result.at("times_us").at("capture"), 0);
  EXPECT_LT(result.at("times_us").at("capture"), 30'000'000);
}

TEST_F(JourneyTest, APostIsAFrame) {
  start();
  const HttpReply accepted = http_request(daemon_->ingest_port(), "POST", "/camera/door", jpeg_);
  EXPECT_EQ(accepted.status, 202);
  EXPECT_EQ(json::parse(accepted.body), (json{{"frame", 1}}));
  const HttpReply answered = http_request(daemon_->ingest_port(), "POST", "/camera/door?reply=results", jpeg_);
  EXPECT_EQ(answered.status, 200);
  expect_result(json::parse(answered.body), 2);
  const HttpReply refused = http_request(daemon_->ingest_port(), "POST", "/camera/door", "no image");
  EXPECT_GE(refused.status, 400);
  EXPECT_LT(refused.status, 500);
  EXPECT_EQ(json::parse(refused.body).at("reason"), "bad_image");
}

TEST_F(JourneyTest, WithoutAPathItIsTheCameraDefaultAndWithoutAskingThereAreNoResults) {
  start();
  RawWebSocket simplest = camera("/");
  simplest.send(Opcode::binary, jpeg_);
  simplest.send(Opcode::text, R"({"type":"clock","t0":1})");
  EXPECT_EQ(json::parse(simplest.receive_text()).at("type"), "clock") << "nothing was sent for the frame";
  const json cameras = status().at("cameras");
  ASSERT_TRUE(cameras.contains("default"));
  EXPECT_EQ(cameras.at("default").at("received"), 1);
  EXPECT_EQ(cameras.at("default").at("state"), "live");
}

TEST_F(JourneyTest, MotionIsSeenAndTold) {
  start({"pipelines.default.stages.0.on_after=0ms", "pipelines.default.stages.0.warm_up=0ms"});
  RawWebSocket yard = camera("/camera/yard?reply=results");
  json last = json::object();
  const auto send = [&](int step) {
    yard.send(Opcode::binary, make_jpeg(make_scene(640, 480, step)));
    last = json::parse(yard.receive_text());
  };
  for (int i = 0; i < 200 && last.value("motion", json::object()).value("active", false) == false; ++i) send(i);
  ASSERT_TRUE(last.at("motion").at("active").get<bool>());
  EXPECT_GT(last.at("motion").at("area"), 0.0);
  const json region = last.at("motion").at("regions").at(0);
  EXPECT_LE(region.at(0).get<int>() + region.at(2).get<int>(), 640);
  EXPECT_LE(region.at(1).get<int>() + region.at(3).get<int>(), 480);
  EXPECT_TRUE(status().at("cameras").at("yard").at("motion").at("active").get<bool>());
}

TEST_F(JourneyTest, StatusAndMetricsTellTheSameBalancedAccount) {
  start();
  RawWebSocket front = camera("/camera/front?reply=results");
  for (int i = 0; i < 3; ++i) {
    front.send(Opcode::binary, jpeg_);
    front.receive_text();
  }
  front.send(Opcode::binary, "rubbish");
  EXPECT_EQ(json::parse(front.receive_text()).at("type"), "rejected");

  const json account = status().at("cameras").at("front");
  EXPECT_EQ(account.at("received"), 4);
  EXPECT_EQ(account.at("processed"), 3);
  EXPECT_EQ(account.at("rejected"), 1);
  EXPECT_EQ(account.at("size"), json::array({320, 240}));
  EXPECT_TRUE(account.contains("age_ms"));
  const std::string text = metrics();
  for (const char* line : {"framewake_frames_received_total{camera=\"front\"} 4",
                           "framewake_frames_total{camera=\"front\",fate=\"processed\"} 3",
                           "framewake_frames_total{camera=\"front\",fate=\"rejected\"} 1",
                           "framewake_frames_total{camera=\"front\",fate=\"superseded\"} 0",
                           "framewake_frame_age_seconds_count 3", "framewake_camera_connected{camera=\"front\"} 1"}) {
    EXPECT_NE(text.find(line), std::string::npos) << line << "\n" << text;
  }
  EXPECT_NE(text.find("framewake_stage_seconds_count{camera=\"front\",stage=\"motion\"} 3"), std::string::npos) << text;
}

TEST_F(JourneyTest, ATurnedPictureIsAnsweredAsItWasSentAndItsDecodesAreCounted) {
  start({R"(pipelines.default.stages=[{use="orient",rotate=90,crop="0, 0, 0.5, 1"},{use="motion"}])"});
  RawWebSocket front = camera("/camera/front?reply=results");
  for (std::uint64_t i = 1; i <= 3; ++i) {
    front.send(Opcode::binary, jpeg_);
    expect_result(json::parse(front.receive_text()), i);
  }
  const std::string text = metrics();
  EXPECT_NE(text.find("framewake_decodes_total{form=\"gray_1_2\"} 3"), std::string::npos) << text;
  EXPECT_NE(text.find("framewake_decodes_total{form=\"bgr\"} 0"), std::string::npos) << text;
}

TEST_F(JourneyTest, TheNewerConnectionTakesTheCameraOver) {
  start();
  RawWebSocket old = camera("/camera/front?reply=results");
  old.send(Opcode::binary, jpeg_);
  old.receive_text();
  RawWebSocket young = camera("/camera/front?reply=results");
  EXPECT_EQ(old.receive_close_code(), 4000);
  young.send(Opcode::binary, jpeg_);
  EXPECT_EQ(json::parse(young.receive_text()).at("frame"), 2) << "it is the same camera";
}

TEST_F(JourneyTest, StopClosesCamerasAsGoingAwayAndTheAccountIsClosed) {
  start();
  RawWebSocket front = camera("/camera/front");
  for (int i = 0; i < 20; ++i) front.send(Opcode::binary, jpeg_);
  front.send(Opcode::text, R"({"type":"clock","t0":1})");
  front.receive_text();  // all have been received
  EXPECT_TRUE(daemon_->stop().empty());
  EXPECT_EQ(front.receive_close_code(), 1001);
  const FateCounts fates = daemon_->cameras().at(0).fates;
  EXPECT_EQ(fates.received, 20U);
  EXPECT_EQ(fates.in_flight, 0U);
  EXPECT_TRUE(fates.balanced());
}

}  // namespace
}  // namespace framewake::test
