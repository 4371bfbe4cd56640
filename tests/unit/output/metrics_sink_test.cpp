#include "output/metrics_sink.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <sstream>

#include "base/thread.hpp"
#include "frame/first_look.hpp"
#include "support/manual_time.hpp"
#include "unit/decode/allocation_counter.hpp"
#include "unit/output/sample_result.hpp"

namespace framewake {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::StartsWith;

std::vector<std::string> lines(const std::string& text) {
  std::vector<std::string> all;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) all.push_back(line);
  return all;
}

struct MetricsSinkTest : testing::Test {
  CameraStatus& add(const char* name) {
    accounts.emplace_back().camera = test::camera(name);
    return accounts.back();
  }
  std::vector<std::string> scrape() { return lines(sink.text()); }

  std::vector<CameraStatus> accounts;
  test::ManualTime time;
  MetricsSink sink{"0.1.0", [this] { return accounts; }, time};
};

TEST(Refusals, AreCountedByListenerAndReason) {
  RefusalCounts cameras;
  RefusalCounts operators;
  const MetricsSink sink(
      "0", [] { return std::vector<CameraStatus>{}; }, steady_time(),
      [&] {
        return std::vector<RefusalAccount>{{"cameras", &cameras}, {"operators", &operators}};
      });
  cameras.count(Refusal::no_secret);
  cameras.count(Refusal::no_secret);
  const std::string text = sink.text();
  EXPECT_THAT(text, HasSubstr("framewake_refusals_total{listener=\"cameras\",reason=\"no_secret\"} 2\n"));
  EXPECT_THAT(text, HasSubstr("framewake_refusals_total{listener=\"operators\",reason=\"tls_timeout\"} 0\n"));
}

TEST_F(MetricsSinkTest, CountersAreTheAccountsOfTheMoment) {
  auto& front = add("front");
  front.fates = {
      .received = 3'000'000'019, .processed = 10, .superseded = 5, .expired = 2, .rejected = 1, .in_flight = 1};
  front.connected = true;
  front.replies_dropped = 4;
  const auto scraped = scrape();
  EXPECT_THAT(scraped, Contains("# TYPE framewake_frames_received_total counter"));
  EXPECT_THAT(scraped, Contains("framewake_frames_received_total{camera=\"front\"} 3000000019"));
  EXPECT_THAT(scraped, Contains("framewake_frames_total{camera=\"front\",fate=\"processed\"} 10"));
  EXPECT_THAT(scraped, Contains("framewake_frames_total{camera=\"front\",fate=\"superseded\"} 5"));
  EXPECT_THAT(scraped, Contains("framewake_frames_total{camera=\"front\",fate=\"expired\"} 2"));
  EXPECT_THAT(scraped, Contains("framewake_frames_total{camera=\"front\",fate=\"rejected\"} 1"));
  EXPECT_THAT(scraped, Contains("framewake_frames_in_flight{camera=\"front\"} 1"));
  EXPECT_THAT(scraped, Contains("framewake_camera_connected{camera=\"front\"} 1"));
  EXPECT_THAT(scraped, Contains("framewake_replies_dropped_total{camera=\"front\"} 4"));
  accounts[0].fates.processed = 11;
  EXPECT_THAT(scrape(), Contains("framewake_frames_total{camera=\"front\",fate=\"processed\"} 11"));
}

TEST_F(MetricsSinkTest, EverySeriesOfACameraIsThereBeforeItCounts) {
  add("yard");
  const auto scraped = scrape();
  EXPECT_THAT(scraped, Contains("framewake_frames_received_total{camera=\"yard\"} 0"));
  for (const char* fate : {"processed", "superseded", "expired", "rejected"})
    EXPECT_THAT(scraped, Contains("framewake_frames_total{camera=\"yard\",fate=\"" + std::string(fate) + "\"} 0"));
  EXPECT_THAT(scraped, Contains("framewake_camera_connected{camera=\"yard\"} 0"));
}

TEST_F(MetricsSinkTest, ACameraIsInOneOfTheStates) {
  add("yard").state = CameraState::frozen;
  const auto scraped = scrape();
  for (const char* state : {"live", "stale", "offline"})
    EXPECT_THAT(scraped, Contains("framewake_camera_state{camera=\"yard\",state=\"" + std::string(state) + "\"} 0"));
  EXPECT_THAT(scraped, Contains("framewake_camera_state{camera=\"yard\",state=\"frozen\"} 1"));
}

TEST_F(MetricsSinkTest, AgesAreOneHistogramWithoutLabels) {
  EXPECT_THAT(scrape(), Contains("framewake_frame_age_seconds_count 0"));
  Result result = test::sample_result("front");
  result.times.total = milliseconds(7);
  sink.processed(test::sample_frame(), result);
  result.camera = test::camera("yard");
  result.times.total = milliseconds(300);
  sink.processed(test::sample_frame("yard"), result);
  const auto scraped = scrape();
  EXPECT_THAT(scraped, Contains("# TYPE framewake_frame_age_seconds histogram"));
  EXPECT_THAT(scraped, Contains("framewake_frame_age_seconds_bucket{le=\"0.0005\"} 0"));
  EXPECT_THAT(scraped, Contains("framewake_frame_age_seconds_bucket{le=\"0.005\"} 0"));
  EXPECT_THAT(scraped, Contains("framewake_frame_age_seconds_bucket{le=\"0.01\"} 1"));
  EXPECT_THAT(scraped, Contains("framewake_frame_age_seconds_bucket{le=\"5\"} 2"));
  EXPECT_THAT(scraped, Contains("framewake_frame_age_seconds_bucket{le=\"+Inf\"} 2"));
  EXPECT_THAT(scraped, Contains("framewake_frame_age_seconds_sum 0.307"));
}

TEST_F(MetricsSinkTest, StagesAreTimedPerCamera) {
  add("front");
  for (int i = 0; i < 3; ++i) sink.processed(test::sample_frame(), test::sample_result("front"));
  const auto scraped = scrape();
  EXPECT_THAT(scraped, Contains("framewake_stage_seconds_count{camera=\"front\",stage=\"motion\"} 3"));
  EXPECT_THAT(scraped, Contains("framewake_stage_seconds_bucket{camera=\"front\",stage=\"detect\",le=\"0.01\"} 3"));
  EXPECT_THAT(scraped, Contains("framewake_decode_seconds_count{camera=\"front\"} 3"));
  EXPECT_THAT(scraped, Contains("framewake_frame_wait_seconds_count 3"));
}

TEST_F(MetricsSinkTest, DecodesAreCountedByForm) {
  EXPECT_THAT(scrape(), Contains("framewake_decodes_total{form=\"bgr_region\"} 0"));
  Result result = test::sample_result();
  result.decodes[index_of(DecodeForm::gray_1_8)] = 1;
  sink.processed(test::sample_frame(), result);
  result.decodes[index_of(DecodeForm::bgr)] = 1;
  sink.processed(test::sample_frame("yard"), result);
  const auto all = scrape();
  EXPECT_THAT(all, Contains("# TYPE framewake_decodes_total counter"));
  EXPECT_THAT(all, Contains("framewake_decodes_total{form=\"gray_1_8\"} 2"));
  EXPECT_THAT(all, Contains("framewake_decodes_total{form=\"bgr\"} 1"));
  EXPECT_THAT(all, Contains("framewake_decodes_total{form=\"gray\"} 0"));
  DecodeCounts in_vain{};
  in_vain[index_of(DecodeForm::gray)] = 1;
  sink.decoded_in_vain(in_vain);
  EXPECT_THAT(scrape(), Contains("framewake_decodes_total{form=\"gray\"} 1"));
}

TEST_F(MetricsSinkTest, WhoIsInAZoneOfACameraThatIsNotLiveNobodyKnows) {
  Result result = test::sample_result();
  result.zones = {{"door", {{.label = "person", .inside = 2, .dwelling = 1, .entered_now = 1}}}};
  CameraStatus& front = add("front");
  front.state = CameraState::live;
  sink.processed(test::sample_frame(), result);
  EXPECT_THAT(sink.text(), HasSubstr("framewake_zone_objects{"));
  front.state = CameraState::offline;
  EXPECT_THAT(sink.text(), testing::Not(HasSubstr("framewake_zone_objects")));
  EXPECT_THAT(sink.text(), testing::Not(HasSubstr("framewake_zone_dwelling")));
  EXPECT_THAT(sink.text(), HasSubstr("framewake_zone_entered_total{"));
}

struct ZoneMetricsTest : MetricsSinkTest {
  ZoneMetricsTest() { add("front").state = CameraState::live; }
  void see(std::vector<ZoneResult> zones, std::uint64_t generation, bool follow_up = false) {
    Result result = test::sample_result();
    result.zones = std::move(zones);
    result.generation = generation;
    EncodedFrame frame = test::sample_frame();
    if (follow_up) frame.first_look = std::make_shared<FirstLook>();
    sink.processed(frame, result);
  }
  std::string objects(const std::string& zone, const std::string& label = "person") {
    for (const std::string& line : scrape())
      if (const std::string series =
              "framewake_zone_objects{camera=\"front\",label=\"" + label + "\",zone=\"" + zone + "\"} ";
          line.starts_with(series))
        return line.substr(series.size());
    return "absent";
  }
};

TEST_F(ZoneMetricsTest, WhoIsInAZoneGoesWithTheZone) {
  see({{"door", {{.label = "person", .inside = 2}}}, {"gate", {{.label = "person", .inside = 1}}}}, 1);
  see({{"porch", {{.label = "person", .inside = 1}}}}, 2);  // renamed, and one less
  EXPECT_EQ(objects("door"), "absent");
  EXPECT_EQ(objects("gate"), "absent");
  EXPECT_EQ(objects("porch"), "1");
  see({}, 3);  // the stage is gone
  EXPECT_EQ(objects("porch"), "absent");
  EXPECT_THAT(sink.text(), testing::Not(HasSubstr("framewake_zone_dwelling")));
}

TEST_F(ZoneMetricsTest, ALabelThatAStageMadeAnewHasNotSeenIsGone) {
  see({{"door", {{.label = "person", .inside = 2}}}}, 1);
  see({{"door", {{.label = "dog", .inside = 1}}}}, 1);
  EXPECT_EQ(objects("door"), "absent");
  EXPECT_EQ(objects("door", "dog"), "1");
}

TEST_F(ZoneMetricsTest, WhoLeavesByTheClockIsGoneThoughNobodyLooks) {
  see({{"door", {{.label = "person", .inside = 2}}}}, 1, true);
  Result result = test::sample_result();
  result.zones = {{"door", {{.label = "person", .inside = 0}}}};
  result.generation = 1;
  EncodedFrame quiet = test::sample_frame();
  quiet.first_look = std::make_shared<FirstLook>();
  quiet.first_look->ended = true;
  sink.processed(quiet, result);
  EXPECT_EQ(objects("door"), "0");
  EXPECT_THAT(sink.text(), HasSubstr("framewake_follow_up_age_seconds_count 1\n")) << "a look is what has times";
}

TEST_F(ZoneMetricsTest, WhatTheStagesBesideCountStaysUntilTheyLookAgain) {
  see({{"door", {{.label = "person", .inside = 2}}}}, 1, true);
  see({}, 1);  // the next frame's result, at once
  EXPECT_EQ(objects("door"), "2");
  see({}, 2);  // after a reload
  EXPECT_EQ(objects("door"), "absent");
  see({{"door", {{.label = "person", .inside = 2}}}}, 1, true);  // was on its way
  EXPECT_EQ(objects("door"), "absent");
  see({{"door", {{.label = "person", .inside = 1}}}}, 2, true);
  EXPECT_EQ(objects("door"), "1");
}

TEST_F(MetricsSinkTest, ZonesAndLinesAreCountedFrameByFrame) {
  add("front").state = CameraState::live;
  Result result = test::sample_result();
  result.zones = {{"door", {{.label = "person", .inside = 2, .dwelling = 1, .entered_now = 1, .dwelt_now = 1}}}};
  result.lines = {{"gate", {"in", "out"}, {{.label = "person", .crossed_now = {1, 0}}}}};
  sink.processed(test::sample_frame(), result);
  result.zones[0].labels[0].inside = 1;
  result.zones[0].labels[0].dwelt_now = 0;
  sink.processed(test::sample_frame(), result);
  const auto all = scrape();
  EXPECT_THAT(all, Contains(R"(framewake_zone_objects{camera="front",label="person",zone="door"} 1)"));
  EXPECT_THAT(all, Contains(R"(framewake_zone_dwelling{camera="front",label="person",zone="door"} 1)"));
  EXPECT_THAT(all, Contains(R"(framewake_zone_entered_total{camera="front",label="person",zone="door"} 2)"));
  EXPECT_THAT(all, Contains(R"(framewake_zone_dwelt_total{camera="front",label="person",zone="door"} 1)"));
  EXPECT_THAT(
      all, Contains(R"(framewake_line_crossings_total{camera="front",direction="in",label="person",line="gate"} 2)"));
  EXPECT_THAT(
      all, Contains(R"(framewake_line_crossings_total{camera="front",direction="out",label="person",line="gate"} 0)"));
}

TEST_F(MetricsSinkTest, ALineWhoseDirectionsAreRenamedCountsThoseFromThenOn) {
  add("front");
  Result result = test::sample_result();
  result.lines = {{"gate", {"in", "out"}, {{.label = "person", .crossed_now = {1, 0}}}}};
  sink.processed(test::sample_frame(), result);
  result.lines[0].directions = {"north", "out"};
  sink.processed(test::sample_frame(), result);
  const auto all = scrape();
  for (const char* direction : {"in", "north"})
    EXPECT_THAT(all, Contains("framewake_line_crossings_total{camera=\"front\",direction=\"" + std::string(direction) +
                              "\",label=\"person\",line=\"gate\"} 1"));
}

TEST_F(MetricsSinkTest, TheProcessIsDescribed) {
  time.advance(milliseconds(2500));
  const auto scraped = scrape();
  EXPECT_THAT(scraped, Contains("framewake_build_info{version=\"0.1.0\"} 1"));
  EXPECT_THAT(scraped, Contains("framewake_uptime_seconds 2.5"));
  EXPECT_THAT(scraped, Contains(StartsWith("process_cpu_seconds_total ")));
  EXPECT_THAT(scraped, Contains(StartsWith("process_resident_memory_bytes ")));
}

TEST_F(MetricsSinkTest, OfACameraThatIsGoneNothingIsTold) {
  Result result = test::sample_result();
  result.zones = {{"door", {{.label = "person", .inside = 2, .entered_now = 1}}}};
  result.lines = {{"gate", {"in", "out"}, {{.label = "person", .crossed_now = {1, 0}}}}};
  add("front");
  add("yard");
  for (const char* name : {"front", "yard"}) {
    result.camera = test::camera(name);
    sink.processed(test::sample_frame(name), result);
  }
  EXPECT_THAT(sink.text(), HasSubstr("framewake_stage_seconds_count{camera=\"front\""));
  accounts.erase(accounts.begin());
  EXPECT_THAT(sink.text(), testing::Not(HasSubstr("camera=\"front\"")));
  for (const char* one : {"framewake_stage_seconds_count", "framewake_decode_seconds_count",
                          "framewake_zone_entered_total", "framewake_line_crossings_total"})
    EXPECT_THAT(sink.text(), HasSubstr(std::string(one) + "{camera=\"yard\""));
  accounts.clear();
  EXPECT_THAT(sink.text(), testing::Not(HasSubstr("framewake_zone_entered_total")));
  EXPECT_THAT(scrape(), Contains("framewake_frame_age_seconds_count 2")) << "what has no camera stays";
  add("front");
  sink.processed(test::sample_frame(), test::sample_result());
  EXPECT_THAT(scrape(), Contains("framewake_decode_seconds_count{camera=\"front\"} 2")) << "it goes on";
}

TEST_F(MetricsSinkTest, WhatIsKnownCostsNoAllocation) {
  if (!test::counts_allocations) GTEST_SKIP() << "a sanitizer has the allocator";
  Result result = test::sample_result();
  result.zones = {{"a zone with quite a long name", {{.label = "person", .inside = 2, .entered_now = 1}}}};
  result.lines = {{"a line with quite a long name", {"in", "out"}, {{.label = "person", .crossed_now = {1, 0}}}}};
  const EncodedFrame frame = test::sample_frame();
  EncodedFrame beside = test::sample_frame();
  beside.first_look = std::make_shared<FirstLook>();
  const auto see = [&] {
    sink.processed(frame, result);
    sink.processed(beside, result);
  };
  for (int i = 0; i < 3; ++i) see();
  test::start_counting();
  for (int i = 0; i < 100; ++i) see();
  EXPECT_EQ(test::counted().count, 0U);
}

TEST_F(MetricsSinkTest, FramesAreCountedWhileItIsScraped) {
  add("yard");
  constexpr int frames = 2000;
  std::atomic<int> running{2};
  std::vector<std::jthread> workers;
  for (const char* name : {"front", "yard"})
    workers.push_back(start_thread("worker", [&, name](const std::stop_token&) {
      const auto result = test::sample_result(name);
      const auto frame = test::sample_frame(name);
      for (int i = 0; i < frames; ++i) sink.processed(frame, result);
      --running;
    }));
  while (running > 0) EXPECT_THAT(sink.text(), HasSubstr("framewake_frame_age_seconds_count"));
  workers.clear();
  const auto scraped = scrape();
  EXPECT_THAT(scraped, Contains("framewake_frame_age_seconds_count 4000"));
  EXPECT_THAT(scraped, Contains("framewake_stage_seconds_count{camera=\"yard\",stage=\"motion\"} 2000"));
}

}  // namespace
}  // namespace framewake
