// Decisions: their words, what is kept of a frame, and what a camera's log keeps.
#include "frame/decision.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "base/thread.hpp"
#include "frame/decision_log.hpp"
#include "frame/frame_decisions.hpp"

namespace framewake {
namespace {

using testing::HasSubstr;

TEST(ShortTextTest, KeepsWhatFitsAndCutsBetweenCharacters) {
  EXPECT_EQ(ShortText<8>("12345678").view(), "12345678");
  EXPECT_EQ(ShortText<8>("123456789").view(), "12345...");
  EXPECT_EQ(ShortText<8>("1234\xC3\xA4\xC3\xA4\xC3\xA4").view(), "1234...") << "half a letter is none";
  EXPECT_TRUE(ShortText<8>().empty());
  EXPECT_EQ(ShortText<8>(std::string("abc")), ShortText<8>("abc"));
}

TEST(DecisionWords, TheMarginCanBeReadOffTheNumbers) {
  EXPECT_EQ(decision_text({.reason = Reason::motion_small, .value = 0.00412, .limit = 0.005}),
            "area 0.0041 < 0.005 (smallest)");
  EXPECT_EQ(decision_text({.reason = Reason::detect_score, .value = 0.46, .limit = 0.5}), "score 0.46 < 0.5 (score)");
  EXPECT_EQ(decision_text({.reason = Reason::detect_score, .value = 0.46, .limit = 0.5, .key = "scores"}),
            "score 0.46 < 0.5 (scores)");
  EXPECT_EQ(decision_text({.reason = Reason::detect_score, .value = 0.49997, .limit = 0.5}),
            "score 0.49997 < 0.5 (score)")
      << "as many digits as it takes to differ";
  EXPECT_EQ(decision_text({.reason = Reason::track_young, .value = 0.12, .limit = 0.25}),
            "has no number yet: seen for 120 ms < 250 ms (appear_after)");
  EXPECT_EQ(measure_text({.reason = Reason::expired, .value = 2.53, .limit = 0.5}), "age 2.5 s > 500 ms");
  EXPECT_EQ(measure_text({.reason = Reason::motion_over, .value = 2, .limit = 2}), "still for 2.0 s >= 2 s");
  EXPECT_EQ(decision_text({.reason = Reason::zone_outside, .name = "door", .value = 12.3}),
            "outside zone door, 12 px from it (polygons)");
  EXPECT_EQ(decision_text({.reason = Reason::zone_outside, .name = "door", .value = 6412.3}),
            "outside zone door, 6412 px from it (polygons)");
  EXPECT_EQ(decision_text({.reason = Reason::zone_outside, .name = "door", .value = 123.4}),
            "outside zone door, 123 px from it (polygons)");
  EXPECT_EQ(decision_text({.reason = Reason::superseded, .value = 3}),
            "3 superseded: a newer frame came before there was time for them");
}

TEST(DecisionWords, WhatAZoneIsCalledIsNotLookedInto) {
  EXPECT_THAT(decision_text({.reason = Reason::zone_entered, .name = "{measure}", .value = 1, .limit = 1}),
              HasSubstr("in zone {measure}: inside for"));
}

TEST(DecisionWords, WhoItIsAboutIsNamed) {
  EXPECT_EQ(subject_text({.label = "person", .box = std::array{1, 2, 3, 4}}), "person [1,2,3,4]");
  EXPECT_EQ(subject_text({.label = "person", .track = 12, .box = std::array{1, 2, 3, 4}}), "track 12 person");
  EXPECT_EQ(subject_text({}), "");
}

TEST(DecisionWords, EveryReasonHasItsOwnWordAndItsRowInTheDocument) {
  std::ifstream file(FRAMEWAKE_SOURCE_DIR "/docs/why.md");
  std::stringstream document;
  document << file.rdbuf();
  std::set<std::string> words;
  for (const ReasonWords& row : all_reasons()) {
    const std::string word = std::string(row.stage) + " " + std::string(row.word);
    EXPECT_TRUE(words.insert(word).second) << word << " twice";
    EXPECT_EQ(row.quantity.empty(), row.comparison.empty()) << word;
    EXPECT_EQ(row.text.find("{measure}") == std::string_view::npos, row.quantity.empty()) << word;
    const std::string in_document = "| " + std::string(row.stage) + " | `" + std::string(row.word) + "` | " +
                                    (row.passed ? "passed" : "stopped") + " |";
    EXPECT_THAT(document.str(), HasSubstr(in_document));
  }
}

Decision small(double area, std::string_view label = "region") {
  return {.reason = Reason::motion_small, .label = label, .value = area, .limit = 0.005};
}

TEST(FrameDecisionsTest, OfManyAlikeTheOneNearestToTheOtherVerdictIsKept) {
  FrameDecisions decisions;
  for (const double area : {0.001, 0.004, 0.002}) decisions.note(small(area));
  ASSERT_EQ(decisions.all().size(), 1U);
  EXPECT_EQ(decisions.all()[0].value, 0.004);
  EXPECT_EQ(decisions.all()[0].alike, 3U);
  for (const double score : {0.6, 0.9, 0.7})
    decisions.note({.reason = Reason::detect_found, .label = "person", .value = score, .limit = 0.5});
  EXPECT_EQ(decisions.all()[1].value, 0.9) << "of those let through the clearest";
}

TEST(FrameDecisionsTest, ANoisyStageLeavesRoomForTheOthers) {
  FrameDecisions decisions;
  for (int i = 0; i < 1000; ++i) decisions.note(small(0.001, "thing " + std::to_string(i)));
  EXPECT_EQ(decisions.all().size(), FrameDecisions::most_of_a_reason);
  EXPECT_EQ(decisions.left_out(), 1000 - FrameDecisions::most_of_a_reason);
  decisions.note({.reason = Reason::zone_outside});
  EXPECT_EQ(decisions.all().back().reason, Reason::zone_outside);
  for (std::size_t i = 0; i < reason_count; ++i) decisions.note({.reason = static_cast<Reason>(i)});
  EXPECT_EQ(decisions.all().size(), FrameDecisions::most);
}

TimePoint at(double seconds) {
  return TimePoint(std::chrono::duration_cast<Duration>(std::chrono::duration<double>(1000 + seconds)));
}

void record(DecisionLog& log, std::uint64_t frame, double seconds, const std::vector<Decision>& decisions) {
  log.record(frame, at(seconds), decisions);
}

TEST(DecisionLogTest, TheSameAgainMakesTheOneThereNewer) {
  DecisionLog log;
  for (std::uint64_t i = 0; i < 1000; ++i)
    record(log, i + 1, static_cast<double>(i) / 15, {small(i == 500 ? 0.0049 : 0.001)});
  const auto newest = log.newest();
  ASSERT_EQ(newest.size(), 1U);
  EXPECT_EQ(newest[0].frames, 1000U);
  EXPECT_EQ(newest[0].first_frame, 1U);
  EXPECT_EQ(newest[0].frame, 1000U);
  EXPECT_EQ(newest[0].first_time, at(0));
  EXPECT_EQ(newest[0].decision.value, 0.001) << "the newest";
  EXPECT_EQ(newest[0].closest, 0.0049);
}

TEST(DecisionLogTest, WhatAlternatesMakesTwoRunsNotMany) {
  DecisionLog log;
  for (std::uint64_t i = 0; i < 600; ++i)
    record(log, i + 1, static_cast<double>(i) / 15,
           {i % 2 == 0 ? Decision{.reason = Reason::motion_nothing} : small(0.001)});
  ASSERT_EQ(log.newest().size(), 2U);
  EXPECT_EQ(log.newest()[0].decision.reason, Reason::motion_small) << "the newest first";
  EXPECT_EQ(log.newest()[1].frames, 300U);
}

TEST(DecisionLogTest, AfterAPauseItIsAnotherRun) {
  DecisionLog log;
  record(log, 1, 0, {small(0.001)});
  record(log, 2, 0.1, {{.reason = Reason::motion_moves}});
  record(log, 40, 4, {{.reason = Reason::motion_moves}});
  record(log, 41, 4.1, {small(0.001)});
  ASSERT_EQ(log.newest().size(), 3U) << "what moves went on in the next frame that there was";
  EXPECT_EQ(log.newest()[0].frames, 1U);
}

TEST(DecisionLogTest, ASlowCamerasFramesFollowOneAnother) {
  DecisionLog log;
  for (std::uint64_t i = 0; i < 20; ++i) record(log, i + 1, static_cast<double>(i) * 10, {small(0.001)});
  EXPECT_EQ(log.newest().size(), 1U);
  record(log, 21, 1000, {small(0.001)});
  EXPECT_EQ(log.newest().size(), 2U) << "but not after an hour of silence";
}

TEST(DecisionLogTest, OtherThingsAreOtherDecisions) {
  DecisionLog log;
  Decision decision{.reason = Reason::zone_outside, .label = "person", .track = 1, .name = "door"};
  record(log, 1, 0, {decision});
  decision.track = 2;
  record(log, 1, 0, {decision});
  decision.name = "yard";
  record(log, 1, 0, {decision});
  EXPECT_EQ(log.newest().size(), 3U);
  EXPECT_EQ(log.newest(2).size(), 2U);
  EXPECT_EQ(log.newest(2)[0].decision.name, ShortText<95>("yard"));
}

TEST(DecisionLogTest, TheOneNotTakenForLongestGivesWay) {
  DecisionLog log;
  const Decision steady{.reason = Reason::motion_nothing};
  std::uint64_t frame = 0;
  for (std::size_t i = 0; i < 2 * DecisionLog::capacity; ++i) {
    ++frame;
    record(log, frame, static_cast<double>(frame) * 0.1,
           {steady, {.reason = Reason::track_began, .track = static_cast<std::uint64_t>(i)}});
  }
  const auto all = log.newest();
  ASSERT_EQ(all.size(), DecisionLog::capacity);
  EXPECT_EQ(all[0].decision.track, 2 * DecisionLog::capacity - 1);
  EXPECT_EQ(all[1].decision.reason, Reason::motion_nothing) << "begun long ago, and still going on";
  EXPECT_EQ(all[1].frames, 2 * DecisionLog::capacity);
  for (std::size_t i = 1; i + 1 < all.size(); ++i)
    EXPECT_EQ(all[i + 1].decision.track, 2 * DecisionLog::capacity - 1 - i) << "the newest first";
}

TEST(DecisionLogTest, AnAnswerThatComesLateDoesNotMakeTheRunOlder) {
  DecisionLog log;
  record(log, 5, 1, {small(0.003)});
  record(log, 3, 0.8, {small(0.001)});
  ASSERT_EQ(log.newest().size(), 1U);
  EXPECT_EQ(log.newest()[0].frame, 5U);
  EXPECT_EQ(log.newest()[0].time, at(1));
  EXPECT_EQ(log.newest()[0].decision.value, 0.003);
}

TEST(DecisionBookTest, IsReadWhileItIsWritten) {
  DecisionBook book;
  const CameraId front = CameraId::parse("front").value();
  EXPECT_EQ(book.find(front), nullptr);
  constexpr std::uint64_t last = 5000;
  {
    const auto writer = start_thread("test-writer", [&](const std::stop_token&) {
      for (std::uint64_t frame = 1; frame <= last; ++frame)
        record(book.of(front), frame, static_cast<double>(frame) * 0.07,
               {small(0.001), {.reason = Reason::track_began, .track = frame % 400}});
    });
    std::uint64_t newest = 0;
    while (newest < last) {
      const DecisionLog* log = book.find(front);
      if (log == nullptr) continue;
      const auto all = log->newest();
      if (all.empty()) continue;
      EXPECT_GE(all[0].frame, newest);
      newest = all[0].frame;
    }
  }
  EXPECT_EQ(book.find(front)->newest().size(), DecisionLog::capacity);
}

}  // namespace
}  // namespace framewake
