#include "cli/why.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <sstream>

#include "cli/why_text.hpp"
#include "unit/client/fake_server.hpp"

namespace framewake {
namespace {

using test::FakeServer;
using test::Peer;
using testing::HasSubstr;

constexpr const char* answer =
    R"json({"camera":"front","state":"live","pipeline":"default","motion_active":false,"last_frame_ms_ago":120,"decisions":[
      {"verdict":"stopped","stage":"motion","reason":"small","subject":"region [456,164,56,72]",
       "text":"area 0.0061 < 0.02 (smallest)","frame":88,"age_ms":143,"frames":77,"first_frame":12,"for_ms":7603,
       "alike":18,"value":0.006057,"unit":"share","closest":0.014664,"limit":0.02},
      {"verdict":"passed","stage":"track","reason":"began","subject":"track 3 person",
       "text":"has a number now: seen for 305 ms >= 250 ms (appear_after)","frame":9,"age_ms":190000,"frames":1,
       "first_frame":9,"for_ms":0,"alike":1,"value":0.305,"unit":"s","closest":0.305,"limit":0.25}]})json";

struct WhyOutcome {
  int status = -1;
  std::string out;
  std::string err;
};

WhyOutcome why_of(WhyCommand command) {
  std::ostringstream out;
  std::ostringstream err;
  const int status = run_why(command, out, err);
  return {status, out.str(), err.str()};
}

WhyCommand asking(const FakeServer& server) {
  WhyCommand command;
  command.url = "http://127.0.0.1:" + std::to_string(server.port());
  command.camera = "front";
  return command;
}

TEST(Why, TellsOneLineADecision) {
  std::string target;
  FakeServer server({[&](Peer& peer) {
    target = std::string(peer.read_request().target());
    const std::string body = answer;
    peer.write_raw("HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
  }});
  auto command = asking(server);
  command.limit = 7;
  const auto outcome = why_of(command);
  server.finish();
  EXPECT_EQ(outcome.status, 0);
  EXPECT_EQ(outcome.err, "");
  EXPECT_EQ(target, "/api/v1/cameras/front/why?limit=7");
  EXPECT_EQ(outcome.out,
            "front: live, last frame just now, motion not active, pipeline default\n"
            "just now    stopped motion  region [456,164,56,72]: area 0.0061 < 0.02 (smallest)"
            "  [77 frames in 7.6 s; 18 of them in the last frame; closest 0.0147]\n"
            "3 min ago   passed  track   track 3 person: has a number now: seen for 305 ms >= 250 ms (appear_after)\n");
}

TEST(Why, GivesMachinesWhatTheDaemonSays) {
  FakeServer server({[](Peer& peer) { peer.refuse(200, answer); }});
  auto command = asking(server);
  command.format = "json";
  const auto outcome = why_of(command);
  EXPECT_EQ(outcome.status, 0);
  EXPECT_EQ(nlohmann::json::parse(outcome.out), nlohmann::json::parse(answer));
}

TEST(Why, SaysWhatTheDaemonHasAgainstIt) {
  FakeServer server({[](Peer& peer) { peer.refuse(404, R"({"error":"there is no camera \"front\""})"); },
                     [](Peer& peer) { peer.refuse(401, R"({"error":"log in"})"); },
                     [](Peer& peer) { peer.refuse(200, "<html>\x1b[2J"); }, [](Peer&) {}});
  const auto unknown = why_of(asking(server));
  EXPECT_EQ(unknown.status, 1);
  EXPECT_EQ(unknown.out, "");
  EXPECT_EQ(unknown.err, "framewake why: " + asking(server).url + ": there is no camera \"front\"\n");
  EXPECT_THAT(why_of(asking(server)).err, HasSubstr("scope \"read\" (--token-file)"));
  const auto other = why_of(asking(server));
  EXPECT_THAT(other.err, HasSubstr("instead of a camera's decisions"));
  EXPECT_EQ(other.err.find('\x1b'), std::string::npos);
  EXPECT_EQ(why_of(asking(server)).status, 1) << "no answer at all";
}

TEST(Why, NamesWhatIsWrongBeforeItAsks) {
  EXPECT_THAT(why_of({.url = "ftp://x", .camera = "front", .token_file = {}, .tls = {}}).err,
              HasSubstr("framewake why: "));
  const auto no_name = why_of({.url = "http://127.0.0.1:1", .camera = "Front/../x", .token_file = {}, .tls = {}});
  EXPECT_EQ(no_name.status, 1);
  EXPECT_THAT(no_name.err, HasSubstr("\"Front/../x\" is no camera's name: 1 to 63 of"));
}

TEST(WhyText, ACameraThatNeverCameIsToldFirst) {
  EXPECT_EQ(why_text(R"({"camera":"yard","state":"offline","decisions":[]})"),
            "yard: offline, no frame has come yet\nnothing has been decided yet\n");
  EXPECT_EQ(
      why_text(R"({"camera":"yard","state":"offline","last_frame_ms_ago":3600000,"decisions":[]})")->substr(0, 38),
      "yard: offline, last frame 60 min ago\nn");
}

TEST(WhyText, WhatIsNoAnswerIsNone) {
  for (const char* text : {"", "[]", "{}", R"({"decisions":7})", R"({"camera":7,"decisions":[]})",
                           R"({"camera":"x","state":"live","decisions":[{"age_ms":"soon"}]})"})
    EXPECT_FALSE(why_text(text)) << text;
}

TEST(WhyText, NothingReachesTheTerminalUnseen) {
  const auto text = why_text("{\"camera\":\"x\",\"state\":\"live\",\"decisions\":[{\"text\":\"\\u001b[2J\"}]}");
  ASSERT_TRUE(text);
  EXPECT_EQ(text->find('\x1b'), std::string::npos);
}

}  // namespace
}  // namespace framewake
