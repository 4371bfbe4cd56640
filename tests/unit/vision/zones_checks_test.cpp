// What the stages track and zones can follow and count at all, and what is said of the rest.
#include <gmock/gmock.h>
#include <spdlog/sinks/ringbuffer_sink.h>
#include <spdlog/spdlog.h>

#include "support/manual_time.hpp"
#include "unit/decode/decoding.hpp"
#include "unit/vision/watching.hpp"
#include "vision/stages/mask.hpp"
#include "vision/stages/orient.hpp"
#include "vision/stages/track.hpp"
#include "vision/stages/zones.hpp"

namespace framewake {
namespace {

using namespace test;

TEST(TrackOfMotion, LeavesTheObjectsOfADetectorWithoutNumbers) {
  auto options = std::make_shared<TrackOptions>();
  options->what = TrackWhat::motion;
  const auto track = track_stage().make(options);
  ManualTime time;
  Decoder decoder;
  EncodedFrame frame = frame_of(make_jpeg(200, 200));
  Result result;
  for (int i = 0; i < 10; ++i) {
    Picture picture(frame, decoder, time);
    result = {};
    result.motion = MotionResult{true, 0.1, {{20, 20, 40, 60}}};
    result.objects = {{"person", 0.9, {100, 100, 40, 80}, {}, {}, false}};
    StageFrame step{.picture = picture,
                    .arrival = moment(0.1 * i),
                    .session = 1,
                    .result = result,
                    .ignored = {},
                    .looks_for_objects = true,
                    .faint = {{"person", 0.2, {10, 100, 40, 80}, {}, {}, false}}};
    track->run(step);
  }
  ASSERT_EQ(result.objects->size(), 2U);
  EXPECT_EQ(result.objects->at(0).label, "person");
  EXPECT_FALSE(result.objects->at(0).track);
  EXPECT_EQ(result.objects->at(1).label, "motion");
  EXPECT_EQ(result.objects->at(1).track, 1U);
}

/// What the log says meanwhile.
class Listening {
 public:
  Listening() { spdlog::set_default_logger(std::make_shared<spdlog::logger>("test", said_)); }
  ~Listening() { spdlog::set_default_logger(before_); }
  std::vector<std::string> lines() const { return said_->last_formatted(); }

 private:
  const std::shared_ptr<spdlog::logger> before_ = spdlog::default_logger();
  const std::shared_ptr<spdlog::sinks::ringbuffer_sink_mt> said_ =
      std::make_shared<spdlog::sinks::ringbuffer_sink_mt>(100);
};

void show(Stage& stage, int side, double at = 0) {
  ManualTime time;
  Decoder decoder;
  EncodedFrame frame = frame_of(make_jpeg(side, side));
  Picture picture(frame, decoder, time);
  Result result;
  result.camera = CameraId::parse("yard").value();
  StageFrame step{.picture = picture, .arrival = moment(at), .session = 1, .result = result, .ignored = {}};
  stage.run(step);
}

TEST(PlacesOutside, AreSaidOnceForEachSize) {
  const auto zones = zones_stage().make(std::make_shared<ZonesOptions>(
      ZonesOptions{.name = "door",
                   .polygons = {{{0, 0}, {1, 0}, {1, 1}}, {{100, 100}, {190, 100}, {190, 190}}},
                   .lines = {{{0, 0}, {1, 1}}, {{150, 0}, {150, 90}}}}));
  const Listening log;
  show(*zones, 200);
  EXPECT_TRUE(log.lines().empty());
  for (int i = 0; i < 3; ++i) {
    show(*zones, 80);
    show(*zones, 120);
  }
  ASSERT_EQ(log.lines().size(), 2U);
  EXPECT_THAT(log.lines()[0],
              testing::HasSubstr("camera yard: zones: polygon 2, line 2 of \"door\": outside of its pictures of "
                                 "80x80; fractions (0 to 1) go with every size"));
  EXPECT_THAT(log.lines()[1],
              testing::HasSubstr("zones: line 2 of \"door\": outside of its pictures of 120x120; fractions"));
}

TEST(PlacesOutside, OfManySizesAreSaidAtARateAndNotForgottenForEver) {
  const auto mask = mask_stage().make(std::make_shared<MaskOptions>(
      MaskOptions{.polygons = {{{500, 0}, {600, 0}, {600, 50}}, {{0, 500}, {10, 500}, {10, 600}}}}));
  const Listening log;
  for (int i = 0; i < 20; ++i) show(*mask, 100 + i);
  EXPECT_EQ(log.lines().size(), 8U);
  EXPECT_THAT(log.lines()[0],
              testing::HasSubstr("camera yard: mask: polygon 1, polygon 2: outside of its pictures of 100x100;"));
  show(*mask, 119, 59);
  EXPECT_EQ(log.lines().size(), 8U);
  show(*mask, 119, 61);
  ASSERT_EQ(log.lines().size(), 9U) << "what was held back";
  EXPECT_THAT(log.lines()[8], testing::HasSubstr("119x119"));
  show(*mask, 119, 200);
  EXPECT_EQ(log.lines().size(), 9U);
}

TEST(PlacesOutside, ACropIsOne) {
  const auto orient = orient_stage().make(std::make_shared<OrientOptions>(OrientOptions{.crop = "100, 0, 50, 50"}));
  const Listening log;
  show(*orient, 200);
  show(*orient, 80);
  show(*orient, 80);
  ASSERT_EQ(log.lines().size(), 1U);
  EXPECT_THAT(log.lines()[0],
              testing::HasSubstr("orient: the crop \"100, 0, 50, 50\": outside of its pictures of 80x80"));
}

TEST(ZoneLabels, AreThoseThatAStageBeforeGives) {
  const StageKind zones = zones_stage();
  const auto faults = [&](std::vector<std::string> labels) {
    ZonesOptions options;
    options.labels = std::move(labels);
    return zones.check_labels(&options, {.found = [](const std::string&) { return true; },
                                         .given = [](const std::string& label) { return label == "person"; }});
  };
  EXPECT_TRUE(faults({}).empty());
  EXPECT_TRUE(faults({"person"}).empty());
  ASSERT_EQ(faults({"person", "preson", ""}).size(), 2U);
  EXPECT_EQ(faults({"preson"})[0].key, "labels");
  EXPECT_THAT(faults({"preson"})[0].what,
              testing::StartsWith("naming \"preson\", which no stage before this one gives"));
}

TEST(ZoneLabels, MotionIsGivenByATrackThatFollowsIt) {
  const StageKind track = track_stage();
  const auto gives = [&](TrackWhat what, const std::vector<std::string>& before) {
    TrackOptions options;
    options.what = what;
    EXPECT_TRUE(track.prepare(&options, before).empty());
    EXPECT_FALSE(track.gives(&options, "person"));
    return track.gives(&options, "motion");
  };
  EXPECT_TRUE(gives(TrackWhat::automatic, {"motion"}));
  EXPECT_FALSE(gives(TrackWhat::automatic, {"motion", "detect"}));
  EXPECT_TRUE(gives(TrackWhat::motion, {"motion", "detect"}));
  EXPECT_FALSE(gives(TrackWhat::objects, {"motion", "detect"}));
}

}  // namespace
}  // namespace framewake
