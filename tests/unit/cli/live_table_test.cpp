#include "cli/live_table.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace framewake {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

constexpr const char* two_cameras = R"({"version":"0.1.0","uptime":12.3,"cameras":{
  "front":{"state":"live","connected":true,"received":130,"processed":120,"superseded":5,"expired":3,"rejected":2,"in_flight":0,
    "fps":10.04,"processed_fps":10.0,"age_ms":{"p50":2.14,"p99":4.0},"size":[768,576],"motion":{"active":true,"area":0.031}},
  "yard":{"state":"offline","processed":1000,"superseded":1,"expired":0,"rejected":0}}})";

TEST(LiveTable, ShowsEveryCamera) {
  const auto status = read_daemon_status(two_cameras);
  ASSERT_TRUE(status);
  EXPECT_THAT(
      live_table({"http://x", &*status, "", 0}),
      ElementsAre("framewake 0.1.0 at http://x, up 12 s",
                  "camera  state    size      fps  processed  superseded  expired  rejected  age p50/p99  motion",
                  "front   live     768x576  10.0        120           5        3         2  2.1/4.0 ms   yes 3.1 %",
                  "yard    offline  -           -       1000           1        0         0  -            -"));
  EXPECT_THAT(
      live_lines({"http://x", &*status, "", 0}),
      ElementsAre(
          "front: live, 768x576, 10.0 fps, processed 120, superseded 5, expired 3, rejected 2, age p50/p99 "
          "2.1/4.0 ms, motion yes 3.1 %",
          "yard: offline, -, - fps, processed 1000, superseded 1, expired 0, rejected 0, age p50/p99 -, motion -"));
  EXPECT_EQ(live_summary(*status), "processed 1120, superseded 6, expired 3, rejected 2");
}

TEST(LiveTable, NeverShowsOldNumbersAsNew) {
  const auto status = read_daemon_status(two_cameras);
  const LiveView view{"http://x", &*status, "no answer: refused", 7.4};
  const auto lines = live_table(view);
  ASSERT_EQ(lines.size(), 4U);
  EXPECT_EQ(lines[0], "framewake at http://x: no answer: refused (for 7 s)");
  EXPECT_THAT(lines[2], HasSubstr("front   ?"));
  for (const auto& line : {lines[2], lines[3]}) EXPECT_THAT(line, Not(testing::ContainsRegex("[0-9]")));
  EXPECT_THAT(live_lines(view), ElementsAre(lines[0]));
}

TEST(LiveTable, SaysWhenThereIsNothingYet) {
  EXPECT_THAT(live_table({"http://x", nullptr, "no answer", 0}),
              ElementsAre("framewake at http://x: no answer (for 0 s)"));
  const auto status = read_daemon_status(R"({"version":"1","cameras":{}})");
  EXPECT_THAT(live_table({"http://x", &*status, "", 0}),
              ElementsAre("framewake 1 at http://x", "no camera has connected yet"));
}

TEST(DaemonView, IsNothingWhenItIsNoStatus) {
  for (const char* text :
       {"", "<html>", "[]", "{}", R"({"cameras":[]})", R"({"cameras":7})", "{\"cameras\":{\"\xff\":{}}}"})
    EXPECT_FALSE(read_daemon_status(text)) << text;
}

TEST(DaemonView, TakesWhatMakesSenseOfAnOddOne) {
  const auto status = read_daemon_status(
      R"({"version":3,"cameras":{"a\u001b[2J":{"state":"li\u0007ve","processed":-4,"fps":"x","size":[1],"age_ms":7,
          "motion":{"active":"yes"}},"b":null}})");
  ASSERT_TRUE(status);
  ASSERT_EQ(status->cameras.size(), 2U);
  EXPECT_EQ(status->cameras[0].name, "a?[2J");  // nothing that a terminal would obey
  EXPECT_EQ(status->cameras[0].state, "li?ve");
  EXPECT_EQ(status->cameras[0].processed, 0U);
  EXPECT_FALSE(status->cameras[0].motion);
}

}  // namespace
}  // namespace framewake
