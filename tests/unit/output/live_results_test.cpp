#include "output/live_results.hpp"

#include <gtest/gtest.h>

#include "support/manual_time.hpp"
#include "unit/output/sample_result.hpp"

namespace framewake {
namespace {

struct LiveResultsTest : testing::Test {
  void result(const char* name, Duration age, std::optional<MotionResult> motion = MotionResult{true, 0.25, {}}) {
    Result made = test::sample_result(name);
    made.completed = time.now();
    made.times.total = age;
    made.motion = std::move(motion);
    live.processed(test::sample_frame(name), made);
  }

  test::ManualTime time;
  LiveResults live{time};
};

TEST_F(LiveResultsTest, NothingIsKnownOfACameraWithoutResults) {
  result("front", milliseconds(1));
  EXPECT_FALSE(live.of(test::camera("yard")));
}

TEST_F(LiveResultsTest, TheNewestResultStands) {
  result("front", milliseconds(1));
  time.advance(milliseconds(100));
  result("front", milliseconds(3), MotionResult{false, 0.5, {}});
  const auto front = live.of(test::camera("front"));
  ASSERT_TRUE(front);
  EXPECT_EQ(front->completed, time.now());
  EXPECT_EQ(front->width, 1280);
  EXPECT_EQ(front->height, 720);
  EXPECT_EQ(front->motion_active, false);
  EXPECT_EQ(front->motion_area, 0.5);
  EXPECT_EQ(front->ages.count, 2U);
  EXPECT_EQ(front->ages.p99, milliseconds(3));
}

TEST_F(LiveResultsTest, CamerasDoNotMix) {
  result("front", milliseconds(1));
  result("yard", milliseconds(9));
  EXPECT_EQ(live.of(test::camera("front"))->ages.p99, milliseconds(1));
  EXPECT_EQ(live.of(test::camera("yard"))->ages.p50, milliseconds(9));
}

TEST_F(LiveResultsTest, APipelineThatDoesNotLookForMotionSaysNothingOfIt) {
  result("front", milliseconds(1));
  result("front", milliseconds(1), std::nullopt);
  EXPECT_FALSE(live.of(test::camera("front"))->motion_active);
  EXPECT_FALSE(live.of(test::camera("front"))->motion_area);
}

TEST_F(LiveResultsTest, OldAgesAreForgotten) {
  result("front", milliseconds(1));
  time.advance(std::chrono::seconds(11));
  EXPECT_EQ(live.of(test::camera("front"))->ages.count, 0U);
}

}  // namespace
}  // namespace framewake
