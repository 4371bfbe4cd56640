#include "client/camera_client.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/post.hpp>
#include <nlohmann/json.hpp>

#include "unit/client/fake_server.hpp"

namespace framewake {
namespace {

using test::FakeServer;
using test::Gate;
using test::Peer;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using Json = nlohmann::json;

/// Holds one waiting frame, and remembers what it is told.
class Owner final : public CameraClientOwner {
 public:
  std::optional<OutgoingFrame> take_newest() override { return std::exchange(waiting, std::nullopt); }
  void sending(const OutgoingFrame& frame) override { taken.push_back(frame.seq); }
  void sent(const OutgoingFrame& frame, bool complete) override {
    (complete ? sent_frames : broken_frames).push_back(frame.seq);
  }
  void connected() override { ++connections; }
  void disconnected(const std::string& why, Duration retry) override {
    reasons.push_back(why);
    retries.push_back(retry);
  }
  void result(std::optional<std::uint64_t> seq, std::string_view, const Advice& said) override {
    results.push_back(seq.value_or(0));
    advice = said;
  }
  void follow_up(std::string_view json) override { follow_ups.emplace_back(json); }
  void rejected(std::optional<std::uint64_t>, const std::string& reason, const std::string& detail) override {
    rejections.push_back(reason + ": " + detail);
  }
  void clock_exchanged(const ClockSample& sample) override { samples.push_back(sample); }
  void ended(const std::string& why) override { end = why; }

  std::optional<OutgoingFrame> waiting;
  std::vector<std::uint64_t> taken, sent_frames, broken_frames, results;
  std::vector<std::string> reasons, rejections, follow_ups;
  Advice advice;
  std::vector<Duration> retries;
  std::vector<ClockSample> samples;
  int connections = 0;
  std::optional<std::string> end;
};

/// A client on the test's own thread.
class CameraClientTest : public testing::Test {
 protected:
  void connect(std::uint16_t port) {
    options.url.host = "127.0.0.1";
    options.url.port = port;
    options.url.target = "/camera/front";
    client.emplace(io, options, owner, CameraClock(steady_time().now(), microseconds(1'000'000)),
                   Backoff([] { return 0.0; }, milliseconds(1), milliseconds(2)));
    client->start();
  }
  void offer(std::uint64_t seq, std::string image = "image") {
    owner.waiting = OutgoingFrame{seq, microseconds(seq * 1000), std::move(image)};
    client->frame_waiting();
  }
  /// Runs the client until `done`; the test's time limit is the only clock.
  template <class Done>
  void run_until(Done done) {
    while (!done() && io.run_one() > 0) {
    }
    ASSERT_TRUE(done());
  }
  void stop_and_run() {
    client->stop();
    run_until([&] { return owner.end.has_value(); });
    io.run();
  }

  boost::asio::io_context io;
  CameraClientOptions options;
  Owner owner;
  std::optional<CameraClient> client;
};

/// Answers every frame with a result that names it.
void answer_all(Peer& peer) {
  peer.open();
  while (const auto frame = peer.read_frame()) peer.send_result(frame->seq());
}

TEST_F(CameraClientTest, SendsFramesInEnvelopesAndHearsResults) {
  std::string target, token, envelope_magic, image;
  std::uint64_t captured = 0;
  FakeServer server({[&](Peer& peer) {
    const auto& request = peer.open();
    target = std::string(request.target());
    token = std::string(request[boost::beast::http::field::authorization]);
    const auto frame = peer.read_frame();
    if (!frame) return;
    envelope_magic = frame->bytes.substr(0, 8);
    captured = frame->captured();
    image = frame->image();
    peer.send_result(frame->seq());
    peer.read_frame();
  }});
  options.results = true;
  options.token = "secret";
  connect(server.port());
  offer(41, "JPEG bytes");
  run_until([&] { return !owner.results.empty(); });
  stop_and_run();
  server.finish();
  EXPECT_THAT(owner.results, ElementsAre(41));
  EXPECT_THAT(owner.sent_frames, ElementsAre(41));
  EXPECT_EQ(target, "/camera/front?reply=results");
  EXPECT_EQ(token, "Bearer secret");
  EXPECT_EQ(envelope_magic, std::string("FWK1\x01\0\0\0", 8));
  EXPECT_EQ(captured, 41'000U);
  EXPECT_EQ(image, "JPEG bytes");
  EXPECT_EQ(*owner.end, "");
}

TEST_F(CameraClientTest, MeasuresTheServersClockAndTellsIt) {
  constexpr std::int64_t ahead = 5'000'000;
  std::vector<std::int64_t> offsets;
  FakeServer server({[&](Peer& peer) {
    peer.open();
    while (const auto message = peer.read()) {
      if (message->clock()) {
        const auto t0 = Json::parse(message->bytes).at("t0").get<std::int64_t>();
        peer.send(Json{{"type", "clock"}, {"t0", t0}, {"t1", t0 + ahead}, {"t2", t0 + ahead}}.dump());
      } else if (message->offset()) {
        offsets.push_back(Json::parse(message->bytes).at("us").get<std::int64_t>());
        if (offsets.size() == 3) return peer.send_result(7);
      }
    }
  }});
  options.clock_interval = milliseconds(50);
  connect(server.port());
  run_until([&] { return !owner.results.empty(); });
  stop_and_run();
  server.finish();
  ASSERT_THAT(offsets, SizeIs(3));
  ASSERT_GE(owner.samples.size(), 3U);
  // t1 = t2 = t0 + ahead: the offset is off by exactly half of the best round trip.
  Duration best = owner.samples[0].round_trip();
  for (std::size_t i = 0; i < 3; ++i) {
    best = std::min<Duration>(best, owner.samples[i].round_trip());
    EXPECT_LE(std::abs(2 * (ahead - offsets[i]) - to_us(best)), 2);
  }
}

TEST_F(CameraClientTest, TellsOfRejectedFrames) {
  FakeServer server({[](Peer& peer) {
    peer.open();
    peer.read_frame();
    peer.send(R"({"type":"rejected","frame":1,"reason":"bad_image","detail":"no JPEG"})");
    peer.read_frame();
  }});
  connect(server.port());
  offer(1);
  run_until([&] { return !owner.rejections.empty(); });
  stop_and_run();
  EXPECT_THAT(owner.rejections, ElementsAre("bad_image: no JPEG"));
}

TEST_F(CameraClientTest, WhatItDoesNotUnderstandItIgnores) {
  FakeServer server({[](Peer& peer) {
    peer.open();
    for (const char* text :
         {"", "no JSON", "[1,2]", "7", R"({"type":"clock","t0":"x"})", R"({"type":"clock","t0":1,"t1":1e300,"t2":0})",
          R"({"type":"clock","t0":9223372036854775807,"t1":-9223372036854775808,"t2":9223372036854775807})",
          R"({"type":"tomorrow's"})", R"({"type":"result","seq":-3})", R"({"type":"result","seq":"3"})"})
      peer.send(text);
    peer.send_result(9);
    peer.read_frame();
  }});
  connect(server.port());
  run_until([&] { return !owner.results.empty() && owner.results.back() == 9; });
  stop_and_run();
  EXPECT_THAT(owner.results, ElementsAre(0, 0, 9));
  EXPECT_THAT(owner.samples, IsEmpty());
  EXPECT_THAT(owner.reasons, IsEmpty());
}

TEST_F(CameraClientTest, ComesBackWhenTheServerGoesAway) {
  FakeServer server({[](Peer& peer) {
                       peer.open();
                       peer.read_frame();
                       peer.close(1001, "restarting");
                     },
                     [](Peer& peer) { peer.open(); },  // breaks off at once
                     answer_all});
  connect(server.port());
  offer(1);
  run_until([&] { return owner.connections == 3; });
  offer(2);
  run_until([&] { return !owner.results.empty(); });
  stop_and_run();
  ASSERT_THAT(owner.reasons, SizeIs(2));
  EXPECT_THAT(owner.reasons[0], HasSubstr("1001, \"restarting\""));
  EXPECT_THAT(owner.results, ElementsAre(2));
  EXPECT_GT(owner.retries[1], Duration{});
}

TEST_F(CameraClientTest, DoesNotFightWhoTookItsPlace) {
  FakeServer server({[](Peer& peer) {
    peer.open();
    peer.close(4000, "taken over");
  }});
  connect(server.port());
  run_until([&] { return owner.end.has_value(); });
  io.run();
  EXPECT_THAT(*owner.end, HasSubstr("took this camera's place"));
  EXPECT_THAT(owner.reasons, IsEmpty());
  EXPECT_EQ(server.accepted(), 1U);
}

TEST_F(CameraClientTest, EndsAtRefusalsThatCannotHeal) {
  for (const unsigned status : {400U, 401U, 403U, 404U}) {
    FakeServer server({[&](Peer& peer) { peer.refuse(status, "no camera 'front' here\n"); }});
    connect(server.port());
    run_until([&] { return owner.end.has_value(); });
    io.run();
    io.restart();
    EXPECT_THAT(*owner.end, HasSubstr("the server refused: " + std::to_string(status)));
    EXPECT_THAT(*owner.end, HasSubstr("no camera 'front' here"));
    EXPECT_THAT(owner.reasons, IsEmpty());
    owner.end.reset();
  }
}

TEST_F(CameraClientTest, TriesAgainAfterRefusalsThatMayHeal) {
  FakeServer server({[](Peer& peer) { peer.refuse(503, "full"); }, [](Peer& peer) { peer.refuse(409, "taken"); },
                     [](Peer& peer) { peer.refuse(429, "slowly"); }, answer_all});
  connect(server.port());
  offer(1);
  run_until([&] { return !owner.results.empty(); });
  stop_and_run();
  ASSERT_THAT(owner.reasons, SizeIs(3));
  EXPECT_THAT(owner.reasons[0], HasSubstr("503"));
  EXPECT_THAT(owner.reasons[1], HasSubstr("taken"));
}

TEST_F(CameraClientTest, TriesAgainAfterAnAnswerThatIsNoHandshake) {
  FakeServer server({[](Peer& peer) {
                       peer.read_request();
                       peer.write_raw("220 mail.example ESMTP\r\n\r\n");
                     },
                     [](Peer& peer) {
                       peer.read_request();
                       peer.write_raw(
                           "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                           "Sec-WebSocket-Accept: bm90IGl0\r\n\r\n");
                     },
                     answer_all});
  connect(server.port());
  run_until([&] { return owner.connections == 1; });
  stop_and_run();
  ASSERT_THAT(owner.reasons, SizeIs(2));
  EXPECT_THAT(owner.reasons[0], HasSubstr("no WebSocket handshake"));
}

TEST_F(CameraClientTest, TriesAgainWhenNobodyListens) {
  std::uint16_t port = 0;
  { port = FakeServer({answer_all}).port(); }
  connect(port);
  run_until([&] { return owner.reasons.size() == 3; });
  stop_and_run();
  EXPECT_THAT(owner.reasons[0], HasSubstr("cannot connect to 127.0.0.1:" + std::to_string(port)));
  EXPECT_EQ(*owner.end, "");
}

// On a link that takes nothing, at most the frame in hand is under way; the rest is superseded at the owner, and the first
// frame after the jam is the newest.
TEST_F(CameraClientTest, NeverQueuesMoreThanOneFrameBehindASlowLink) {
  Gate jam;
  std::vector<std::uint64_t> received;
  FakeServer server({[&](Peer& peer) {
                      peer.open();
                      jam.wait();
                      while (const auto frame = peer.read_frame()) {
                        received.push_back(frame->seq());
                        if (frame->seq() == 100) peer.send_result(100);
                      }
                    }},
                    /*receive_buffer=*/16 * 1024);
  connect(server.port());
  run_until([&] { return owner.connections == 1; });
  const std::string big(300'000, 'x');
  for (std::uint64_t seq = 1; seq <= 100; ++seq) {
    offer(seq, big);
    io.poll();
  }
  EXPECT_LE(owner.taken.size(), 2U);
  jam.open();
  run_until([&] { return !owner.results.empty(); });
  EXPECT_LE(owner.taken.size(), 4U);
  stop_and_run();
  server.finish();
  EXPECT_EQ(received, owner.taken);
  EXPECT_EQ(received.back(), 100U);
}

TEST_F(CameraClientTest, StopsWhileTheServerDoesNotRead) {
  Gate jam;
  FakeServer server({[&](Peer& peer) {
                      peer.open();
                      jam.wait();
                    }},
                    16 * 1024);
  options.close_grace = milliseconds(20);
  connect(server.port());
  run_until([&] { return owner.connections == 1; });
  offer(1, std::string(3'000'000, 'x'));
  run_until([&] { return !owner.taken.empty(); });
  stop_and_run();
  EXPECT_THAT(owner.broken_frames, ElementsAre(1));
  EXPECT_EQ(*owner.end, "");
  jam.open();
}

TEST_F(CameraClientTest, StopsInTheMiddleOfAHandshake) {
  Gate silence;
  bool asked = false;
  FakeServer server({[&](Peer& peer) {
    peer.read_request();
    boost::asio::post(io, [&] { asked = true; });
    silence.wait();
  }});
  connect(server.port());
  run_until([&] { return asked; });
  stop_and_run();
  EXPECT_EQ(owner.connections, 0);
  EXPECT_EQ(*owner.end, "");
  silence.open();
}

TEST_F(CameraClientTest, StopsWhileItWaitsForTheNextAttempt) {
  std::uint16_t port = 0;
  { port = FakeServer({answer_all}).port(); }
  options.url = {"127.0.0.1", port, "/"};
  client.emplace(io, options, owner, CameraClock::started_now(),
                 Backoff([] { return 0.9; }, milliseconds(3'600'000), milliseconds(9'000'000)));
  client->start();
  run_until([&] { return owner.reasons.size() == 1; });
  stop_and_run();  // would take an hour otherwise
  EXPECT_EQ(*owner.end, "");
}

TEST_F(CameraClientTest, GivesUpAServerThatIsSilent) {
  Gate silence;
  FakeServer server({[&](Peer& peer) {
                       peer.open();
                       silence.wait();  // neither reads nor answers pings
                     },
                     answer_all});
  options.idle_timeout = milliseconds(50);
  connect(server.port());
  run_until([&] { return owner.connections == 2; });
  ASSERT_THAT(owner.reasons, SizeIs(1));
  EXPECT_THAT(owner.reasons[0], HasSubstr("lost the connection"));
  silence.open();
  options.idle_timeout = milliseconds(10'000);
  stop_and_run();
}

}  // namespace
}  // namespace framewake
