#include "handoff/ready_set.hpp"

#include <gtest/gtest.h>

#include <array>

namespace framewake {
namespace {

TimePoint at(int ms) {
  return TimePoint(std::chrono::hours(1) + milliseconds(ms));
}

/// A frame that must be taken by `deadline`; all have the same patience.
ReadySet::Claims by(TimePoint deadline) {
  return {.arrival = deadline - milliseconds(100), .max_age = milliseconds(100)};
}

constexpr auto now = TimePoint(milliseconds(1000));

TEST(ReadySet, TheEarliestDeadlineIsTakenFirst) {
  ReadySet set;
  set.mark(0, by(at(300)));
  set.mark(1, by(at(100)));
  set.mark(2, by(at(200)));
  EXPECT_EQ(set.take(now)->camera, 1U);
  EXPECT_EQ(set.take(now)->camera, 2U);
  EXPECT_EQ(set.take(now)->camera, 0U);
  EXPECT_FALSE(set.take(now).has_value());
}

TEST(ReadySet, ACameraIsInItAtMostOnce) {
  ReadySet set;
  set.mark(0, by(at(100)));
  set.mark(0, by(at(200)));
  EXPECT_EQ(set.waiting(), 1U);
  ASSERT_TRUE(set.take(now).has_value());
  EXPECT_FALSE(set.take(now).has_value());
}

TEST(ReadySet, SupersessionKeepsThePlaceInLine) {
  ReadySet set;
  set.mark(0, by(at(100)));
  set.mark(1, by(at(150)));
  set.mark(0, by(at(500)));  // a newer frame of camera 0, which has waited longest
  EXPECT_EQ(set.take(now)->camera, 0U);
}

TEST(ReadySet, ABusyCameraDoesNotStarveOthers) {
  ReadySet set;
  set.mark(0, by(at(100)));
  set.mark(1, by(at(101)));
  ASSERT_EQ(set.take(now)->camera, 0U);
  set.mark(0, by(at(102)));  // the busy camera is back at once
  set.done(0);
  EXPECT_EQ(set.take(now)->camera, 1U);
}

TEST(ReadySet, ACameraInHandsIsNotHandedOutTwice) {
  ReadySet set;
  set.mark(0, by(at(100)));
  ASSERT_TRUE(set.take(now).has_value());
  set.mark(0, by(at(200)));
  EXPECT_EQ(set.waiting(), 0U);
  EXPECT_FALSE(set.take(now).has_value());
  EXPECT_TRUE(set.done(0)) << "marked while in hands: ready again";
  EXPECT_EQ(set.take(now)->camera, 0U);
  EXPECT_FALSE(set.done(0));
}

TEST(ReadySet, SaysWhetherOthersWait) {
  ReadySet set;
  set.mark(0, by(at(100)));
  set.mark(1, by(at(200)));
  EXPECT_TRUE(set.take(now)->more_wait);
  EXPECT_FALSE(set.take(now)->more_wait);
}

TEST(ReadySet, AShorterPatienceCountsNotTheOrderOfArrival) {
  ReadySet set;
  set.mark(0, {.arrival = at(0), .max_age = milliseconds(1000)});
  set.mark(1, {.arrival = at(50), .max_age = milliseconds(100)});
  EXPECT_EQ(set.take(at(60))->camera, 1U);
}

/// Two cameras that always have a frame waiting, and a worker who has time for one frame each 10 ms: how often each is taken.
std::array<int, 2> shares(double priority_of_second, milliseconds max_age_of_second) {
  ReadySet set;
  std::array<int, 2> taken{};
  TimePoint moment = at(0);
  const std::array<ReadySet::Claims, 2> claims{
      ReadySet::Claims{.arrival = moment, .max_age = milliseconds(500)},
      ReadySet::Claims{.arrival = moment, .max_age = max_age_of_second, .priority = priority_of_second}};
  for (int turn = 0; turn < 3000; ++turn) {
    for (std::size_t camera = 0; camera < claims.size(); ++camera) {
      auto newest = claims[camera];
      newest.arrival = moment;
      set.mark(camera, newest);
    }
    moment += milliseconds(10);
    const auto next = set.take(moment);
    if (!next) break;
    ++taken[next->camera];
    set.done(next->camera);
  }
  return taken;
}

TEST(ReadySet, PriorityIsTheShareUnderWant) {
  const auto equal = shares(1, milliseconds(500));
  EXPECT_EQ(equal[0], equal[1]);
  const auto preferred = shares(4, milliseconds(500));
  EXPECT_GT(preferred[1], 2 * preferred[0]);
  EXPECT_GT(preferred[0], 300) << "nobody starves";
  const auto last = shares(0.1, milliseconds(500));
  EXPECT_GT(last[1], 100) << "nobody starves";
  EXPECT_GT(last[0], 4 * last[1]);
}

TEST(ReadySet, PriorityIsTheShareWhateverMaxAgeIs) {
  for (const int max_age : {20, 100, 500, 5000, 60'000}) {
    const auto twice = shares(2, milliseconds(max_age));
    EXPECT_NEAR(twice[1], 2000, 20) << max_age;
    const auto equal = shares(1, milliseconds(max_age));
    EXPECT_NEAR(equal[1], 1500, 20) << max_age;
    const auto tenth = shares(0.1, milliseconds(max_age));
    EXPECT_NEAR(tenth[1], 273, 20) << max_age;
  }
}

/// Frames of one camera each 10 ms, as long as time is enough for them; then it wants for another one's.
TEST(ReadySet, WhoHadMuchWhileNobodyElseWaitedOwesNothing) {
  ReadySet set;
  const auto mark = [&](std::size_t camera, int ms) {
    set.mark(camera, {.arrival = at(ms), .max_age = milliseconds(camera == 0 ? 100 : 1000)});
  };
  for (int ms = 0; ms < 1000; ms += 10) {
    mark(0, ms);
    EXPECT_EQ(set.take(at(ms))->camera, 0U);
    set.done(0);
  }
  mark(1, 1000);
  mark(0, 1001);
  EXPECT_EQ(set.take(at(1002))->camera, 0U) << "its deadline is the sooner one";
}

TEST(ReadySet, WhoDidNotWaitSavesNothingUp) {
  ReadySet set;
  std::array<int, 3> taken{};
  const auto turn = [&](int ms, std::size_t cameras) {
    for (std::size_t camera = 0; camera < cameras; ++camera)
      set.mark(camera, {.arrival = at(ms), .max_age = milliseconds(500)});
    const std::size_t next = set.take(at(ms))->camera;
    ++taken[next];
    set.done(next);
  };
  for (int ms = 0; ms < 1000; ms += 10) turn(ms, 2);
  for (int ms = 1000; ms < 1300; ms += 10) turn(ms, 3);
  EXPECT_NEAR(taken[2], 10, 1) << "a third of the turns since it is there";
}

TEST(ReadySet, AFrameThatExpiresIsNoLook) {
  ReadySet set;
  std::array<int, 2> looked{};
  for (int ms = 0; ms < 10'000; ms += 10) {
    set.mark(0, {.arrival = at(ms), .max_age = milliseconds(500)});
    if (ms % 50 == 0) set.mark(1, {.arrival = at(ms), .max_age = milliseconds(15), .priority = 4});
    while (const auto next = set.take(at(ms + 9))) {
      set.done(next->camera);
      const bool expired = next->camera == 1 && ms % 50 > 0;
      if (expired) continue;
      ++looked[next->camera];
      break;
    }
  }
  EXPECT_EQ(looked[1], 200) << "each of its frames: they are fewer than its share";
}

class RestTest : public testing::Test {
 protected:
  RestTest() {
    set_.mark(0, {.arrival = at(0), .max_age = milliseconds(1000)});
    EXPECT_TRUE(set_.take(at(0)));
    set_.rest(0, at(500));
    set_.done(0);
  }
  bool arrives(int ms, bool may_rest = true) {
    return set_.mark(0, {.arrival = at(ms), .max_age = milliseconds(1000), .may_rest = may_rest});
  }
  ReadySet set_;
};

TEST_F(RestTest, WhatComesDuringARestWaitsForItsSuccessors) {
  EXPECT_TRUE(arrives(100)) << "somebody must watch for the end of the rest";
  EXPECT_FALSE(arrives(200)) << "somebody does already";
  EXPECT_FALSE(set_.take(at(499)).has_value());
}

TEST_F(RestTest, TheFirstFrameAfterTheRestIsTakenAtOnce) {
  arrives(450);
  EXPECT_TRUE(arrives(510));
  EXPECT_FALSE(set_.next_release().has_value());
  EXPECT_TRUE(set_.take(at(510)).has_value());
}

TEST_F(RestTest, TheLastFrameOfACameraThatStoppedIsTakenWhileItIsYoungEnough) {
  arrives(450);
  EXPECT_EQ(set_.next_release(), at(450 + 500)) << "half of its max_age";
  EXPECT_FALSE(set_.take(at(949)).has_value());
  EXPECT_TRUE(set_.take(at(950)).has_value());
}

TEST_F(RestTest, ARestThatIsLongerThanMaxAgeLetsNoFrameExpire) {
  ASSERT_FALSE(set_.take(at(0)).has_value());
  arrives(450);
  ASSERT_TRUE(arrives(510));
  ASSERT_TRUE(set_.take(at(510)));
  set_.rest(0, at(10'000));
  set_.done(0);
  arrives(600);
  EXPECT_EQ(set_.next_release(), at(1100));
  arrives(900);
  EXPECT_FALSE(set_.take(at(1100)).has_value()) << "a successor has come";
  EXPECT_TRUE(set_.take(at(1400)).has_value());
}

TEST_F(RestTest, WhereNoSuccessorIsToBeExpectedInTimeNothingWaits) {
  set_.mark(0, {.arrival = at(400), .max_age = milliseconds(800)});
  EXPECT_FALSE(set_.next_release().has_value()) << "the next comes in 400 ms, when half of max_age is over";
  EXPECT_TRUE(set_.take(at(400)).has_value());
  set_.rest(0, at(10'000));
  set_.done(0);
  EXPECT_TRUE(arrives(1000)) << "the last one took 600 ms";
  EXPECT_TRUE(set_.take(at(1000)).has_value());
  set_.done(0);
  EXPECT_TRUE(arrives(1100));
  EXPECT_TRUE(set_.take(at(1100)).has_value()) << "one that comes soon promises nothing";
  set_.done(0);
  EXPECT_TRUE(arrives(1200));
  EXPECT_FALSE(set_.take(at(1200)).has_value());
  EXPECT_EQ(set_.next_release(), at(1700));
  EXPECT_TRUE(arrives(2000)) << "somebody must look: it is taken now";
  EXPECT_TRUE(set_.take(at(2000)).has_value());
}

TEST(ReadySet, TheSecondFrameOfACameraWaitsForNothingThatNobodyKnowsOf) {
  ReadySet set;
  set.mark(0, {.arrival = at(0), .max_age = milliseconds(1000)});
  ASSERT_TRUE(set.take(at(0)));
  set.rest(0, at(500));
  set.done(0);
  set.mark(0, {.arrival = at(499), .max_age = milliseconds(998)});
  EXPECT_TRUE(set.take(at(499)).has_value());
}

TEST_F(RestTest, WhoRestsStandsInNoLine) {
  arrives(100);
  arrives(480);
  set_.mark(1, {.arrival = at(490), .max_age = milliseconds(1000)});
  arrives(510);
  EXPECT_EQ(set_.take(at(520))->camera, 1U) << "it has waited since 490, the other since the end of its rest";
  EXPECT_EQ(set_.take(at(520))->camera, 0U);
}

TEST_F(RestTest, WhoeverAsksCanEndIt) {
  arrives(100);
  set_.end_rest(7);
  EXPECT_FALSE(set_.take(at(110)).has_value());
  set_.end_rest(0);
  EXPECT_TRUE(set_.take(at(110)).has_value());
}

TEST_F(RestTest, AFrameThatSomebodyWaitsForEndsIt) {
  EXPECT_TRUE(arrives(100, false));
  EXPECT_TRUE(arrives(110));
  EXPECT_TRUE(set_.take(at(110)).has_value()) << "also when another one has taken its place in the slot";
}

TEST_F(RestTest, OthersAreTakenMeanwhile) {
  arrives(100);
  set_.mark(1, {.arrival = at(120), .max_age = milliseconds(1000)});
  const auto taken = set_.take(at(120));
  ASSERT_TRUE(taken.has_value());
  EXPECT_EQ(taken->camera, 1U);
  EXPECT_TRUE(taken->others_rest);
  EXPECT_FALSE(taken->more_wait);
}

TEST(ReadySet, AFrameThatCameWhileItsCameraWasInHandsRestsToo) {
  ReadySet set;
  set.mark(0, {.arrival = at(0), .max_age = milliseconds(1000)});
  ASSERT_TRUE(set.take(at(0)));
  set.mark(0, {.arrival = at(10), .max_age = milliseconds(1000)});
  set.rest(0, at(500));
  EXPECT_TRUE(set.done(0));
  EXPECT_FALSE(set.take(at(100)).has_value());
  EXPECT_TRUE(set.next_release().has_value());
}

}  // namespace
}  // namespace framewake
