// The stage privacy: for how long it hides, and that it hides in doubt.
#include <gmock/gmock.h>

#include "unit/vision/hiding.hpp"

namespace framewake {
namespace {

using namespace test;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

TEST_F(PrivacyStageTest, OneMissedDetectionDoesNotShowAFace) {
  make_faces();
  seen({face({10, 10, 20, 20})});
  boxes(0);
  seen({});
  EXPECT_EQ(boxes(0.1).size(), 1U);
  EXPECT_EQ(boxes(1.9).size(), 1U);
  EXPECT_EQ(boxes(2.1).size(), 0U);
}

TEST_F(PrivacyStageTest, FramesThatNobodyLooksAtGoOnHidingHoweverLong) {
  make_faces();
  seen({face({10, 10, 20, 20})});
  boxes(0);
  nobody_looks();
  EXPECT_EQ(boxes(1).size(), 1U);
  EXPECT_EQ(boxes(3600).size(), 1U);
  seen({});
  EXPECT_EQ(boxes(3601).size(), 1U) << "missed once";
  EXPECT_EQ(boxes(3603).size(), 0U);
}

TEST_F(PrivacyStageTest, WhatMovesUnseenIsHiddenUntilSomebodyLooks) {
  make_faces();
  seen({});
  boxes(0);
  nobody_looks({{{50, 50, 30, 30}}});
  EXPECT_THAT(boxes(1), ElementsAre(Box{50, 50, 30, 30}));
  nobody_looks();
  EXPECT_THAT(boxes(2), ElementsAre(Box{50, 50, 30, 30})) << "it may stand there now";
  seen({});
  EXPECT_THAT(boxes(3), IsEmpty());
}

TEST_F(PrivacyStageTest, NothingIsShownBeforeSomebodyHasLooked) {
  make_faces();
  nobody_looks();
  EXPECT_FALSE(run(0).may_be_shown());
  seen({});
  EXPECT_TRUE(run(1).may_be_shown());
  nobody_looks();
  EXPECT_TRUE(run(2).may_be_shown());
  EXPECT_FALSE(run(3, 640, 480, 2).may_be_shown()) << "the camera has connected anew";
  seen({});
  EXPECT_TRUE(run(4, 640, 480, 2).may_be_shown());
  nobody_looks();
  EXPECT_FALSE(run(5, 320, 240, 2).may_be_shown()) << "another size: another view";
}

TEST_F(PrivacyStageTest, WithoutMotionAFrameThatNobodyLooksAtIsHiddenWhole) {
  make_faces();
  seen({});
  boxes(0);
  nobody_looks(std::nullopt);
  EXPECT_FALSE(run(1).may_be_shown());
}

TEST_F(PrivacyStageTest, WhatHasChangedUnseenIsHiddenThoughItIsNoMotion) {
  make({privacy({.labels = {"face"}, .margin = 0.5})});
  seen({});
  boxes(0);
  tell = [](StageFrame& frame) { frame.result.motion = MotionResult{.changed = {{50, 50, 4, 4}}}; };
  EXPECT_THAT(boxes(1), ElementsAre(Box{48, 48, 8, 8})) << "with its margin: a face may be beside what differs";
}

TEST_F(PrivacyStageTest, WhenTheBackgroundIsLearntAnewNothingIsShownUntilSomebodyHasLooked) {
  make_faces();
  const auto motion = [this](bool complete, std::uint64_t background, bool looks = false) {
    tell = [=](StageFrame& frame) {
      frame.result.motion = MotionResult{.complete = complete, .background = background};
      if (looks) frame.looks.push_back(look({}));
    };
  };
  motion(true, 1, true);
  EXPECT_TRUE(run(0).may_be_shown());
  motion(true, 1);
  EXPECT_TRUE(run(1).may_be_shown());
  motion(false, 2);
  EXPECT_FALSE(run(2).may_be_shown()) << "who came in this moment is background now";
  motion(true, 2);
  EXPECT_FALSE(run(3).may_be_shown()) << "also when it has learnt";
  motion(true, 2, true);
  EXPECT_TRUE(run(4).may_be_shown());
  motion(true, 2);
  EXPECT_TRUE(run(5).may_be_shown());
  motion(true, 3);
  EXPECT_FALSE(run(6).may_be_shown()) << "the frames in which it learnt did not come here";
  motion(false, 4, true);
  EXPECT_TRUE(run(7).may_be_shown()) << "somebody has looked at this very frame";
}

TEST_F(PrivacyStageTest, OnlyALookForThatLabelCounts) {
  make_faces();
  const auto motion = [](StageFrame& frame) { frame.result.motion.emplace(); };
  tell = [motion](StageFrame& frame) {
    motion(frame);
    frame.looks.push_back(look({}, everywhere, "face"));
  };
  EXPECT_FALSE(run(0).may_be_shown()) << "looked at, but for other things";
  seen({face({10, 10, 20, 20})});
  boxes(1);
  tell = [motion](StageFrame& frame) {
    motion(frame);
    frame.result.motion->regions.push_back({100, 100, 20, 20});
    frame.looks.push_back(look({}, everywhere, "face"));
  };
  EXPECT_THAT(boxes(60), UnorderedElementsAre(Box{10, 10, 20, 20}, Box{100, 100, 20, 20}));
  make({privacy({.labels = {"person", "face"}, .margin = 0})});
  EXPECT_FALSE(run(61).may_be_shown()) << "a look for one of two labels";
}

TEST_F(PrivacyStageTest, ALookAtAPartIsNoneAtTheWhole) {
  make_faces();
  const auto part = [](std::vector<Box> changed) {
    return [changed](StageFrame& frame) {
      frame.result.motion = MotionResult{.changed = changed};
      frame.looks.push_back(look({}, {0, 0, 320, 480}));
    };
  };
  tell = part({});
  EXPECT_FALSE(run(0).may_be_shown());
  seen({});
  boxes(1);
  tell = part({{10, 10, 20, 20}, {400, 10, 20, 20}});
  EXPECT_THAT(boxes(2), ElementsAre(Box{400, 10, 20, 20})) << "what has changed where nobody looked";
}

TEST_F(PrivacyStageTest, AReloadKeepsWhatIsHiddenAndAsksForALookForTheNewLabels) {
  make_faces();
  seen({face({10, 10, 20, 20})});
  boxes(0);
  make({privacy({.labels = {"face", "person"}, .margin = 0})});
  nobody_looks();
  EXPECT_FALSE(run(0.5).may_be_shown());
  seen({});
  EXPECT_THAT(boxes(1), ElementsAre(Box{10, 10, 20, 20}));
}

}  // namespace
}  // namespace framewake
