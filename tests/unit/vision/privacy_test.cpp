// The stage privacy: what it hides, and where.
#include <gmock/gmock.h>

#include "unit/vision/hiding.hpp"
#include "vision/stages/orient.hpp"

namespace framewake {
namespace {

using namespace test;
using testing::ElementsAre;
using testing::UnorderedElementsAre;

/// A pipeline in two parts: what the first has found goes on to the second.
class PrivacyBesideTest : public PrivacyStageTest {
 protected:
  Result run_part(const PipelineSpec& spec, unsigned hiding_later, EncodedFrame& frame) {
    Pipeline part(spec, *table_, time_, nullptr, hiding_later);
    Result result;
    Picture picture(frame, decoder_, time_);
    auto look = std::make_shared<FirstLook>();
    EXPECT_FALSE(part.run(frame, picture, result, look.get()));
    frame.first_look = std::move(look);
    return result;
  }
};

TEST_F(PrivacyBesideTest, NothingIsShownUntilTheLaterPartHasSaidWhatItHides) {
  EncodedFrame frame = frame_of(make_jpeg(640, 480));
  seen({face({10, 10, 20, 20})});
  const PipelineSpec first{"test", {{"told", nullptr}, privacy({.polygons = {{{0, 0}, {1, 0}, {1, 1}}}})}};
  const PipelineSpec later{"test", {privacy({.labels = {"face"}, .margin = 0})}};
  const unsigned hiding_later = hiding_stages(later, *table_);
  EXPECT_EQ(hiding_later, 1U);
  const Result at_once = run_part(first, hiding_later, frame);
  ASSERT_TRUE(at_once.privacy);
  EXPECT_FALSE(at_once.privacy->may_be_shown());
  const Result in_the_end = run_part(later, 0, frame);
  ASSERT_TRUE(in_the_end.privacy);
  EXPECT_TRUE(in_the_end.privacy->may_be_shown());
  ASSERT_EQ(in_the_end.privacy->parts.size(), 2U) << "what the first part hides stays hidden";
  EXPECT_EQ(in_the_end.privacy->parts[0].polygons.size(), 1U);
  EXPECT_THAT(in_the_end.privacy->parts[1].boxes, ElementsAre(Box{10, 10, 20, 20})) << "as the first part saw it";
}

TEST_F(PrivacyBesideTest, AFirstPartThatHidesNothingItselfShowsNothingEither) {
  EncodedFrame frame = frame_of(make_jpeg(64, 48));
  const Result at_once = run_part({"test", {{"told", nullptr}}}, 1, frame);
  ASSERT_TRUE(at_once.privacy);
  EXPECT_FALSE(at_once.privacy->may_be_shown());
}

TEST_F(PrivacyStageTest, InATurnedPictureTheSamePlaceOfTheFrameAsSentIsHidden) {
  const auto turned = std::make_shared<OrientOptions>();
  turned->rotate = OrientRotate::half;
  pipeline_ = std::make_unique<Pipeline>(
      PipelineSpec{"test",
                   {{"orient", turned},
                    {"told", nullptr},
                    privacy({.polygons = {{{0, 0}, {0.5, 0}, {0.5, 0.5}}}, .labels = {"face"}, .margin = 0})}},
      *table_, time_);
  seen({face({600, 440, 40, 40})});  // as the stages see it: upside down
  const PrivacyResult privacy = run(0);
  EXPECT_EQ(privacy.parts.at(0).polygons.at(0), (Polygon{{0, 0}, {320, 0}, {320, 240}}));
  EXPECT_THAT(privacy.parts.at(0).boxes, ElementsAre(Box{0, 0, 40, 40}));
}

TEST_F(PrivacyStageTest, PolygonsAreInPixelsOfTheFrame) {
  make({privacy({.polygons = {{{0, 0}, {0.5, 0}, {0.5, 0.25}}, {{10, 10}, {20, 10}, {20, 20}}},
                 .style = HideStyle::pixelate,
                 .block = 32})});
  const PrivacyResult small = run(0, 64, 48);
  EXPECT_FALSE(small.misfit);
  EXPECT_TRUE(small.may_be_shown());
  ASSERT_EQ(small.parts.size(), 1U);
  EXPECT_EQ(small.parts[0].style, HideStyle::pixelate);
  EXPECT_EQ(small.parts[0].block, 32);
  EXPECT_EQ(small.parts[0].polygons[0], (Polygon{{0, 0}, {32, 0}, {32, 12}}));
  EXPECT_EQ(small.parts[0].polygons[1], (Polygon{{10, 10}, {20, 10}, {20, 20}}));
  EXPECT_EQ(run(1, 128, 96).parts[0].polygons[0], (Polygon{{0, 0}, {64, 0}, {64, 24}})) << "another size";
}

TEST_F(PrivacyStageTest, PixelsAreThoseOfTheFirstSizeThatWasSeen) {
  const Polygon wall{{320, 0}, {640, 0}, {640, 240}, {320, 240}};
  make({privacy({.polygons = {wall}})});
  EXPECT_EQ(run(0, 640, 480).parts[0].polygons[0], wall);
  EXPECT_EQ(run(1, 320, 240).parts[0].polygons[0], (Polygon{{160, 0}, {320, 0}, {320, 120}, {160, 120}}))
      << "the same picture at half the size";
  EXPECT_EQ(run(2, 961, 720).parts[0].polygons[0][1][0], 961) << "rounded by a pixel";
  const PrivacyResult other = run(3, 640, 360);
  EXPECT_FALSE(other.may_be_shown()) << "other proportions: who knows what it shows";
  EXPECT_TRUE(other.misfit);
  EXPECT_TRUE(run(4, 640, 480).may_be_shown());
  make({privacy({.polygons = {{{0, 0}, {100, 0}, {100, 100}}}})});
  EXPECT_TRUE(run(5, 640, 360).may_be_shown()) << "other polygons, written for this size";
}

TEST_F(PrivacyStageTest, APolygonOutsideOfThePictureHidesAllOfIt) {
  make({privacy({.polygons = {{{1000, 0}, {1920, 0}, {1920, 1080}, {1000, 1080}}}})});
  const PrivacyResult small = run(0, 640, 480);
  EXPECT_FALSE(small.may_be_shown()) << "written for larger pictures";
  EXPECT_TRUE(small.misfit);
}

TEST_F(PrivacyStageTest, SeveralStagesEachHideTheirPart) {
  make({privacy({.polygons = {{{0, 0}, {1, 0}, {1, 1}}}, .colour = "#0a80ff"}),
        privacy({.polygons = {{{0, 0}, {1, 0}, {0, 1}}}, .style = HideStyle::pixelate})});
  const PrivacyResult privacy = run(0);
  EXPECT_TRUE(privacy.may_be_shown());
  ASSERT_EQ(privacy.parts.size(), 2U);
  EXPECT_EQ(privacy.parts[0].colour, (std::array<std::uint8_t, 3>{0x0a, 0x80, 0xff}));
}

TEST_F(PrivacyStageTest, HidesWhatTheModelMadeOutWhetherItCountsOrNot) {
  make_faces();
  seen({face({10, 10, 20, 20}),
        face({100, 10, 20, 20}, 0.3),
        face({200, 10, 20, 20}, 0.1),
        {"dog", 0.9, {300, 10, 20, 20}, {}, {}, false}});
  EXPECT_THAT(boxes(0), UnorderedElementsAre(Box{10, 10, 20, 20}, Box{100, 10, 20, 20}))
      << "from a score of 0.25 on, and of this label only";
}

/// A pipeline that sees the right half of the frame.
class PrivacyOfACropTest : public PrivacyStageTest {
 protected:
  PrivacyOfACropTest() {
    const auto crop = std::make_shared<OrientOptions>();
    crop->crop = "0.5, 0, 0.5, 1";
    pipeline_ = std::make_unique<Pipeline>(
        PipelineSpec{
            "test",
            {{"orient", crop}, {"told", nullptr}, privacy({.labels = {"face"}, .margin = 1, .hold = milliseconds(0)})}},
        *table_, time_);
  }
  const Box left{0, 0, 320, 480};
};

TEST_F(PrivacyOfACropTest, WhatNobodyEverLooksAtIsHidden) {
  seen({}, {0, 0, 320, 480});
  EXPECT_THAT(boxes(0), ElementsAre(left));
}

TEST_F(PrivacyOfACropTest, WhatReachesBeyondItIsShownAgainOnceItIsGone) {
  seen({face({0, 10, 20, 20})}, {0, 0, 320, 480});
  EXPECT_THAT(boxes(0), UnorderedElementsAre(left, Box{320, 0, 40, 50}));
  seen({}, {0, 0, 320, 480});
  EXPECT_THAT(boxes(1), ElementsAre(left));
}

TEST_F(PrivacyStageTest, AGateDoesNotOpenWhatIsHidden) {
  make({privacy({.polygons = {{{0, 0}, {1, 0}, {1, 1}}}}), privacy({.labels = {"face"}, .margin = 0})});
  seen({face({10, 10, 20, 20})});
  run(0);
  tell = [](StageFrame& frame) {
    frame.result.motion = MotionResult{};
    frame.ended = true;
  };
  const PrivacyResult gated = run(1);
  EXPECT_TRUE(gated.may_be_shown());
  ASSERT_EQ(gated.parts.size(), 2U);
  EXPECT_EQ(gated.parts[0].polygons.size(), 1U);
  EXPECT_THAT(gated.parts[1].boxes, ElementsAre(Box{10, 10, 20, 20}));
}

TEST_F(PrivacyStageTest, AStageThatHasNotSpokenYetKeepsEverythingHidden) {
  PrivacyResult privacy{.outstanding = 1, .parts = {}};
  EXPECT_FALSE(privacy.may_be_shown());
  unsigned outstanding = 0;
  make({PrivacyStageTest::privacy({.polygons = {{{0, 0}, {1, 0}, {1, 1}}}})});
  tell = [&](StageFrame& frame) { outstanding = frame.result.privacy ? frame.result.privacy->outstanding : 0; };
  EXPECT_TRUE(run(0).may_be_shown());
  EXPECT_EQ(outstanding, 1U) << "known before the first stage has run";
}

}  // namespace
}  // namespace framewake
