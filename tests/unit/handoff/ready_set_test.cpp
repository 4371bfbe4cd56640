#include "handoff/ready_set.hpp"

#include <gtest/gtest.h>

namespace framewake {
namespace {

TimePoint at(int ms) {
  return TimePoint(milliseconds(ms));
}

TEST(ReadySet, TheEarliestDeadlineIsTakenFirst) {
  ReadySet set;
  set.mark(0, at(300));
  set.mark(1, at(100));
  set.mark(2, at(200));
  EXPECT_EQ(set.take_earliest()->camera, 1U);
  EXPECT_EQ(set.take_earliest()->camera, 2U);
  EXPECT_EQ(set.take_earliest()->camera, 0U);
  EXPECT_FALSE(set.take_earliest().has_value());
}

TEST(ReadySet, ACameraIsInItAtMostOnce) {
  ReadySet set;
  set.mark(0, at(100));
  set.mark(0, at(200));
  EXPECT_EQ(set.waiting(), 1U);
  ASSERT_TRUE(set.take_earliest().has_value());
  EXPECT_FALSE(set.take_earliest().has_value());
}

TEST(ReadySet, SupersessionKeepsThePlaceInLine) {
  ReadySet set;
  set.mark(0, at(100));
  set.mark(1, at(150));
  set.mark(0, at(500));  // a newer frame of camera 0, which has waited longest
  EXPECT_EQ(set.take_earliest()->camera, 0U);
}

TEST(ReadySet, ABusyCameraDoesNotStarveOthers) {
  ReadySet set;
  set.mark(0, at(100));
  set.mark(1, at(101));
  ASSERT_EQ(set.take_earliest()->camera, 0U);
  set.mark(0, at(102));  // the busy camera is back at once
  set.done(0);
  EXPECT_EQ(set.take_earliest()->camera, 1U);
}

TEST(ReadySet, ACameraInHandsIsNotHandedOutTwice) {
  ReadySet set;
  set.mark(0, at(100));
  ASSERT_TRUE(set.take_earliest().has_value());
  set.mark(0, at(200));
  EXPECT_EQ(set.waiting(), 0U);
  EXPECT_FALSE(set.take_earliest().has_value());
  EXPECT_TRUE(set.done(0)) << "marked while in hands: ready again";
  EXPECT_EQ(set.take_earliest()->camera, 0U);
  EXPECT_FALSE(set.done(0));
}

TEST(ReadySet, SaysWhetherOthersWait) {
  ReadySet set;
  set.mark(0, at(100));
  set.mark(1, at(200));
  EXPECT_TRUE(set.take_earliest()->more_wait);
  EXPECT_FALSE(set.take_earliest()->more_wait);
}

}  // namespace
}  // namespace framewake
