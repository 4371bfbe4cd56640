#include "process/pace.hpp"

#include <gtest/gtest.h>

namespace framewake {
namespace {

using std::chrono::seconds;

class PaceTest : public testing::Test {
 protected:
  Result quiet() const {
    Result result;
    result.completed = now_;
    result.motion.emplace();
    result.width = 1280;
    result.height = 720;
    result.times.total = milliseconds(10);
    return result;
  }
  Result moving() const {
    Result result = quiet();
    result.motion->regions.push_back({1, 2, 3, 4});
    return result;
  }
  /// Results at `fps` for so long, each with so many superseded before it; what the last says.
  std::optional<NextFrames> run(double fps, std::uint64_t superseded, Duration length, Duration decode = {}) {
    std::optional<NextFrames> last;
    for (const TimePoint end = now_ + length; now_ < end;) {
      now_ += std::chrono::duration_cast<Duration>(std::chrono::duration<double>(1 / fps));
      Result result = quiet();
      result.superseded = superseded;
      result.times.decode = decode;
      last = pace_.advice(result, false);
    }
    return last;
  }
  Pace pace_;
  TimePoint now_{std::chrono::hours(1)};
};

TEST_F(PaceTest, WithoutIdleFpsThereIsNoRest) {
  pace_.change({.idle_fps = 0, .idle_after = seconds(0)});
  EXPECT_EQ(pace_.rest_after(quiet()), Duration::zero());
}

TEST_F(PaceTest, RestsWhenNothingHasGoneOnForIdleAfter) {
  pace_.change({.idle_fps = 2, .idle_after = seconds(5)});
  EXPECT_EQ(pace_.rest_after(quiet()), Duration::zero());
  now_ += milliseconds(4999);
  EXPECT_EQ(pace_.rest_after(quiet()), Duration::zero());
  now_ += milliseconds(1);
  const Duration rest = pace_.rest_after(quiet());
  EXPECT_LE(rest, milliseconds(500)) << "a camera of 2 frames a second is not made to wait for each";
  EXPECT_GE(rest, milliseconds(400));
}

TEST_F(PaceTest, HoweverSeldomALookIsWantedARestEnds) {
  for (const double idle_fps : {1e-4, 1e-12, 5e-324}) {
    pace_.change({.idle_fps = idle_fps, .idle_after = seconds(0)});
    EXPECT_EQ(pace_.rest_after(quiet()), std::chrono::hours(1)) << idle_fps;
  }
}

TEST_F(PaceTest, TheFirstMotionEndsIt) {
  pace_.change({.idle_fps = 2, .idle_after = seconds(0)});
  EXPECT_GT(pace_.rest_after(quiet()), Duration::zero());
  EXPECT_EQ(pace_.rest_after(moving()), Duration::zero());
  Result active = quiet();
  active.motion->active = true;
  EXPECT_EQ(pace_.rest_after(active), Duration::zero()) << "debounced motion goes on";
}

TEST_F(PaceTest, WhileMotionLearnsNothingIsQuiet) {
  pace_.change({.idle_fps = 0.1, .idle_after = seconds(0)});
  Result learning = quiet();
  learning.motion->complete = false;
  EXPECT_EQ(pace_.rest_after(learning), Duration::zero()) << "it would see nothing in the next one either";
  EXPECT_GT(pace_.rest_after(quiet()), Duration::zero());
}

TEST_F(PaceTest, SomebodyWhoIsThereIsSomethingThatGoesOnAndAParkedCarIsNot) {
  pace_.change({.idle_fps = 2, .idle_after = seconds(0)});
  Result result = quiet();
  result.objects = {{.label = "person", .score = 0.9, .box = {}, .track = {}, .zones = {}, .stationary = false}};
  EXPECT_EQ(pace_.rest_after(result), Duration::zero());
  result.objects->front().stationary = true;
  EXPECT_GT(pace_.rest_after(result), Duration::zero());
}

TEST_F(PaceTest, APipelineThatSaysNothingNeverRests) {
  pace_.change({.idle_fps = 2, .idle_after = seconds(0)});
  Result result = quiet();
  result.motion.reset();
  EXPECT_EQ(pace_.rest_after(result), Duration::zero());
}

TEST_F(PaceTest, AdvisesNothingUnlessAskedTo) {
  EXPECT_FALSE(run(5, 5, seconds(10)));
}

TEST_F(PaceTest, AdvisesNothingWhileEverythingIsLookedAt) {
  pace_.change({.advise = true});
  EXPECT_FALSE(run(15, 0, seconds(60)));
}

TEST_F(PaceTest, ToldTheRateAtWhichItIsLookedAt) {
  pace_.change({.advise = true});
  const auto next = run(10, 2, seconds(10));
  ASSERT_TRUE(next && next->fps);
  EXPECT_LE(*next->fps, 10);
  EXPECT_GE(*next->fps, 8);
  EXPECT_FALSE(next->size);
}

TEST_F(PaceTest, HalfTheSizeWhenDecodingIsMostOfTheWorkAndTheRateIsLow) {
  pace_.change({.advise = true});
  const auto next = run(2, 5, seconds(3), milliseconds(9));
  ASSERT_TRUE(next && next->size);
  EXPECT_EQ(*next->size, (std::array<int, 2>{640, 360}));
  EXPECT_FALSE(next->fps);
}

TEST_F(PaceTest, NeverFewerFramesThanTheStagesCanDoWith) {
  pace_.change({.idle_fps = 0.1, .advise = true, .least_fps = 0.4});
  EXPECT_EQ(pace_.advice(quiet(), true)->fps, 0.4);
  pace_.change({.idle_fps = 2, .advise = true, .least_fps = 0.4});
  EXPECT_EQ(pace_.advice(quiet(), true)->fps, 2);
}

TEST_F(PaceTest, NoOtherSizeWherePlacesAreWrittenInPixels) {
  pace_.change({.advise = true, .other_sizes = false});
  const auto next = run(2, 5, seconds(3), milliseconds(9));
  ASSERT_TRUE(next);
  EXPECT_FALSE(next->size);
  EXPECT_TRUE(next->fps);
  pace_.change({.advise = true});
  ASSERT_TRUE(run(2, 5, seconds(3), milliseconds(9))->size);
  pace_.change({.advise = true, .other_sizes = false});
  EXPECT_FALSE(run(2, 5, milliseconds(500), milliseconds(9))->size) << "taken back by a reload";
}

TEST_F(PaceTest, TriesMoreAfterAWhileWithoutLossAndEndsWithNoAdvice) {
  pace_.change({.advise = true});
  run(8, 1, seconds(5));
  const auto less = run(7, 0, seconds(2));
  ASSERT_TRUE(less && less->fps);
  const auto same = run(*less->fps, 0, seconds(20));
  ASSERT_TRUE(same && same->fps);
  EXPECT_EQ(*same->fps, *less->fps);
  const auto more = run(*less->fps, 0, seconds(15));
  ASSERT_TRUE(more && more->fps);
  EXPECT_GT(*more->fps, *less->fps);
  EXPECT_FALSE(run(4, 0, seconds(300))) << "it sends less than it may by itself";
}

TEST_F(PaceTest, WaitsTwiceAsLongWhenMoreWasTooMuch) {
  pace_.change({.advise = true});
  run(8, 1, seconds(5));
  auto next = run(7, 0, seconds(36));  // tries more
  const double more = next->fps.value_or(0);
  next = run(8, 1, seconds(3));  // which is too much
  ASSERT_TRUE(next && next->fps);
  EXPECT_LT(*next->fps, more);
  const double less = *next->fps;
  next = run(7, 0, seconds(40));
  EXPECT_EQ(*next->fps, less) << "not after 30 s again";
}

TEST_F(PaceTest, WhileItRestsIdleFpsIsEnough) {
  pace_.change({.idle_fps = 1, .idle_after = seconds(0), .advise = true});
  const Result result = quiet();
  const auto next = pace_.advice(result, pace_.rest_after(result) > Duration::zero());
  ASSERT_TRUE(next && next->fps);
  EXPECT_EQ(*next->fps, 1);
  EXPECT_FALSE(pace_.advice(moving(), false)) << "and with the first motion all are wanted again";
}

}  // namespace
}  // namespace framewake
