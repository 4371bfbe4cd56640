#include <gtest/gtest.h>

#include "app/status.hpp"

namespace framewake {
namespace {

using std::chrono::seconds;

const TimePoint begin = TimePoint(std::chrono::hours(1));

struct CameraStateTest : testing::Test {
  CameraStateTest() {
    options.stale_after = seconds(5);
    options.offline_after = seconds(30);
    options.frozen_after = seconds(10);
  }
  /// At `now`, with the last frame at `last`, which shows what all since `unchanged` have shown.
  CameraState state(Duration unchanged, Duration last, Duration now) {
    CameraLink link;
    link.last_frame = link.last_picture = begin + last;
    link.unchanged_since = begin + unchanged;
    return state_of(options, link, begin + now);
  }
  CameraOptions options;
};

TEST_F(CameraStateTest, WithoutAFrameItIsOffline) {
  CameraLink link;
  link.connected = true;
  EXPECT_EQ(state_of(options, link, begin), CameraState::offline) << "frames count, not sockets";
}

TEST_F(CameraStateTest, FollowsFromTheAgeOfTheLastFrame) {
  EXPECT_EQ(state(seconds(0), seconds(0), seconds(5)), CameraState::live);
  EXPECT_EQ(state(seconds(0), seconds(0), seconds(6)), CameraState::stale);
  EXPECT_EQ(state(seconds(0), seconds(0), seconds(30)), CameraState::stale);
  EXPECT_EQ(state(seconds(0), seconds(0), seconds(31)), CameraState::offline);
}

TEST_F(CameraStateTest, IsFrozenWhenItsFramesHaveShownTheSameForSoLong) {
  EXPECT_EQ(state(seconds(0), seconds(9), seconds(9)), CameraState::live);
  EXPECT_EQ(state(seconds(0), seconds(10), seconds(11)), CameraState::frozen);
  EXPECT_EQ(state(seconds(12), seconds(12), seconds(12)), CameraState::live) << "it moves again";
  EXPECT_EQ(state(seconds(0), seconds(20), seconds(26)), CameraState::stale) << "nothing comes any more";
  EXPECT_EQ(state(seconds(0), seconds(1), seconds(5)), CameraState::live) << "silence is not the same picture again";
}

TEST_F(CameraStateTest, FramesThatAreRejectedComeAndShowNothing) {
  CameraLink link;
  link.last_frame = begin;
  EXPECT_EQ(state_of(options, link, begin), CameraState::live) << "none was ever good";
  link.last_picture = begin;
  link.unchanged_since = begin - seconds(9);
  link.last_frame = begin + seconds(4);
  EXPECT_EQ(state_of(options, link, begin + seconds(4)), CameraState::live) << "what is rejected is not the same again";
  link.unchanged_since = begin - seconds(10);
  EXPECT_EQ(state_of(options, link, begin + seconds(4)), CameraState::frozen);
  link.last_frame = begin + seconds(6);
  EXPECT_EQ(state_of(options, link, begin + seconds(6)), CameraState::live) << "no picture among them any more";
}

TEST_F(CameraStateTest, NeverFreezesWhereThatIsSwitchedOff) {
  options.frozen_after = milliseconds(0);
  EXPECT_EQ(state(seconds(0), seconds(1000), seconds(1000)), CameraState::live);
}

}  // namespace
}  // namespace framewake
