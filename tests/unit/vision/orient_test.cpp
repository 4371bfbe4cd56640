// The stage orient, and that what stands behind it goes in and out in pixels of the frame as sent.
#include "vision/stages/orient.hpp"

#include "support/manual_time.hpp"
#include "unit/decode/allocation_counter.hpp"
#include "unit/decode/decoding.hpp"
#include "unit/vision/watching.hpp"
#include "vision/pipeline.hpp"
#include "vision/stages/mask.hpp"
#include "vision/stages/motion.hpp"
#include "vision/stages/track.hpp"
#include "vision/stages/zones.hpp"

namespace framewake {
namespace {

using namespace test;

StageSpec orient(OrientOptions options) {
  return {"orient", std::make_shared<OrientOptions>(std::move(options))};
}

StageSpec motion_at_once() {
  auto options = std::make_shared<MotionOptions>();
  options->on_after = milliseconds(0);
  return {"motion", options};
}

cv::Rect rect_of(const Box& box) {
  return {box[0], box[1], box[2], box[3]};
}

/// Says that something moves, at a place of the frame as sent.
class PlantStage final : public Stage {
 public:
  explicit PlantStage(const Box& place) : place_(place) {}
  std::string_view name() const noexcept override { return "motion"; }
  void run(StageFrame& frame) override {
    const View& view = frame.picture.view();
    const Point a = view.seen({1.0 * place_[0], 1.0 * place_[1]});
    const Point b = view.seen({1.0 * place_[0] + place_[2], 1.0 * place_[1] + place_[3]});
    const auto whole = [](double x) { return static_cast<int>(std::lround(x)); };
    frame.result.motion = MotionResult{true,
                                       0.1,
                                       {{whole(std::min(a[0], b[0])), whole(std::min(a[1], b[1])),
                                         whole(std::abs(a[0] - b[0])), whole(std::abs(a[1] - b[1]))}}};
  }

 private:
  const Box& place_;
};

class OrientTest : public testing::Test {
 protected:
  void follow(std::vector<StageSpec> stages, const StageTable& table = built_in_stages()) {
    pipeline_ = std::make_unique<Pipeline>(PipelineSpec{"test", std::move(stages)}, table, time_, std::move(pipeline_));
  }
  Result run(std::string image, double seconds, std::uint64_t session = 1) {
    EncodedFrame frame = frame_of(std::move(image));
    frame.arrival = moment(seconds);
    frame.session = session;
    Result result;
    Picture picture(frame, decoder_, time_);
    const auto rejection = pipeline_->run(frame, picture, result);
    EXPECT_FALSE(rejection) << rejection->detail;
    EXPECT_EQ(result.width, static_cast<int>(frame.header.width));
    EXPECT_EQ(result.height, static_cast<int>(frame.header.height));
    return result;
  }
  /// The last of the frames from `begin` to before `end`, at 10 a second.
  Result watch(Scene& scene, double begin, double end, int exif = 1) {
    Result result;
    for (int i = static_cast<int>(std::lround(begin * 10)); i < static_cast<int>(std::lround(end * 10)); ++i)
      result = run(with_exif(make_jpeg(scene.frame(i * 0.1)), make_exif(exif)), i * 0.1);
    return result;
  }
  static Scene walker() {
    Scene scene({640, 360});
    scene.movers = {{.box = {40, 150, 40, 90}, .velocity = {60, 0}, .begin = 2}};
    return scene;
  }

  ManualTime time_;
  Decoder decoder_;
  std::unique_ptr<Pipeline> pipeline_;
};

TEST_F(OrientTest, WhatMovesIsReportedWhereItIsInTheFrameAsSent) {
  for (const auto rotate : {OrientRotate::none, OrientRotate::quarter, OrientRotate::half, OrientRotate::three_quarters,
                            OrientRotate::exif})
    for (const auto flip : {OrientFlip::none, OrientFlip::horizontal, OrientFlip::vertical}) {
      Scene scene = walker();
      pipeline_.reset();
      follow({orient({.rotate = rotate, .flip = flip}), motion_at_once()});
      const Result result = watch(scene, 0, 4, 5);
      ASSERT_EQ(result.motion->regions.size(), 1U);
      EXPECT_GT(overlap(rect_of(result.motion->regions[0]), scene.truth(3.9)[0]), 0.6)
          << static_cast<int>(rotate) << " " << static_cast<int>(flip);
    }
}

TEST_F(OrientTest, AReducedPictureCostsLessAndBoxesAreStillThoseOfTheFrame) {
  Scene scene = walker();
  follow({orient({.rotate = OrientRotate::quarter, .scale = OrientScale::half}), motion_at_once()});
  const Result result = watch(scene, 0, 4);
  ASSERT_EQ(result.motion->regions.size(), 1U);
  EXPECT_GT(overlap(rect_of(result.motion->regions[0]), scene.truth(3.9)[0]), 0.5);
  DecodeCounts expected{};
  expected[index_of(DecodeForm::gray_1_4)] =
      1;  // motion takes 1/2 of a picture of 180 columns, which is 1/4 of the frame
  EXPECT_EQ(result.decodes, expected);
}

TEST_F(OrientTest, OutsideOfTheCropNothingIsSeen) {
  for (const char* crop : {"0.5, 0, 0.5, 1", "320,0,320,360"}) {
    Scene scene({640, 360});
    scene.movers = {{.box = {40, 100, 40, 90}, .velocity = {20, 0}, .begin = 2},
                    {.box = {500, 100, 40, 90}, .velocity = {-20, 0}, .begin = 2}};
    pipeline_.reset();
    follow({orient({.rotate = OrientRotate::half, .crop = crop}), motion_at_once()});
    const Result result = watch(scene, 0, 5);
    ASSERT_EQ(result.motion->regions.size(), 1U);
    EXPECT_GT(overlap(rect_of(result.motion->regions[0]), scene.truth(4.9)[1]), 0.6);
    EXPECT_NEAR(result.motion->area, 40 * 90 / (320. * 360), 0.02) << "a share of what is seen";
  }
}

TEST_F(OrientTest, MasksAreThoseOfTheFrameAsSent) {
  for (const Polygon& left :
       {Polygon{{0, 0}, {0.5, 0}, {0.5, 1}, {0, 1}}, Polygon{{0, 0}, {320, 0}, {320, 360}, {0, 360}}})
    for (const auto rotate : {OrientRotate::quarter, OrientRotate::half}) {
      Scene scene({640, 360});
      scene.movers = {{.box = {40, 100, 40, 90}, .velocity = {20, 0}, .begin = 2},
                      {.box = {500, 100, 40, 90}, .velocity = {-20, 0}, .begin = 2}};
      pipeline_.reset();
      follow(
          {orient({.rotate = rotate}), {"mask", std::make_shared<MaskOptions>(MaskOptions{{left}})}, motion_at_once()});
      const Result result = watch(scene, 0, 5);
      ASSERT_EQ(result.motion->regions.size(), 1U);
      EXPECT_GT(overlap(rect_of(result.motion->regions[0]), scene.truth(4.9)[1]), 0.6);
    }
}

/// The stages track and zones behind orient, and a box that the test moves.
class OrientedZones : public OrientTest {
 protected:
  Result watch_box(const OrientOptions& oriented, const ZonesOptions& zones, const std::function<Box(double)>& place) {
    const StageTable table({orient_stage(),
                            track_stage(),
                            zones_stage(),
                            {.name = "plant", .summary = {}, .options = {}, .make = [this](auto) {
                               return std::make_unique<PlantStage>(place_);
                             }}});
    pipeline_.reset();
    follow({orient(oriented), {"plant", nullptr}, {"track", nullptr}, {"zones", std::make_shared<ZonesOptions>(zones)}},
           table);
    Result result;
    for (int i = 0; i < 40; ++i) {
      place_ = place(i * 0.1);
      result = run(make_jpeg(400, 200), i * 0.1);
    }
    return result;
  }
  Box place_{};
};

TEST_F(OrientedZones, TheLowerEdgeIsThatOfTheTurnedPicture) {
  const ZonesOptions right_half{.polygons = {{{0.5, 0}, {1, 0}, {1, 1}, {0.5, 1}}}};
  // Lies across the middle, its centre on the left: only its right edge is in the zone.
  const auto place = [](double) { return Box{100, 60, 140, 40}; };
  const auto is_inside = [&](OrientRotate rotate) {
    const Result result = watch_box({.rotate = rotate}, right_half, place);
    const DetectedObject& object = result.objects->at(0);
    EXPECT_EQ(object.box, place(0));
    return !object.zones.empty();
  };
  EXPECT_FALSE(is_inside(OrientRotate::none));
  EXPECT_TRUE(is_inside(OrientRotate::quarter)) << "turned clockwise, what was on the right is below";
  EXPECT_FALSE(is_inside(OrientRotate::three_quarters));
}

TEST_F(OrientedZones, LinesKeepTheirDirectionsInMirrorImages) {
  const ZonesOptions line{.lines = {{{0.5, 0}, {0.5, 1}}}, .directions = {"in", "out"}, .anchor = ZoneAnchor::centre};
  const auto walks = [](double t) { return Box{static_cast<int>(100 + 40 * t), 60, 40, 40}; };
  for (const auto rotate : {OrientRotate::none, OrientRotate::quarter, OrientRotate::half})
    for (const auto flip : {OrientFlip::none, OrientFlip::horizontal, OrientFlip::vertical}) {
      const Result result = watch_box({.rotate = rotate, .flip = flip}, line, walks);
      const LineCounts& counts = result.lines.at(0).labels.at(0);
      EXPECT_EQ(counts.crossed, (std::array<std::uint64_t, 2>{0, 1}))
          << static_cast<int>(rotate) << " " << static_cast<int>(flip);
    }
}

TEST_F(OrientTest, AnotherTurnOfTheSameSizeIsLearntAnew) {
  Scene scene = walker();
  follow({orient({.rotate = OrientRotate::exif}), motion_at_once()});
  EXPECT_TRUE(watch(scene, 0, 3).motion->active);
  const Result turned = watch(scene, 3, 3.1, 3);
  EXPECT_FALSE(turned.motion->active) << "half a turn: all is elsewhere";
  EXPECT_TRUE(turned.motion->regions.empty());
  EXPECT_TRUE(watch(scene, 3.1, 6, 3).motion->active);
}

TEST_F(OrientTest, AChangeOfOptionsIsSoTooAndNoChangeIsNone) {
  Scene scene = walker();
  follow({orient({.rotate = OrientRotate::half}), motion_at_once()});
  EXPECT_TRUE(watch(scene, 0, 3).motion->active);
  follow({orient({.rotate = OrientRotate::half}), motion_at_once()});
  EXPECT_TRUE(watch(scene, 3, 3.1).motion->active);
  follow({orient({.rotate = OrientRotate::none}), motion_at_once()});
  EXPECT_FALSE(watch(scene, 3.1, 3.2).motion->active);
  EXPECT_TRUE(watch(scene, 3.2, 6).motion->active);
  follow({motion_at_once()});
  EXPECT_TRUE(watch(scene, 6, 6.1).motion->active) << "an orient that changed nothing goes without a trace";
}

TEST_F(OrientTest, SizesMayChangeAndBeOdd) {
  for (const auto rotate : {OrientRotate::quarter, OrientRotate::half})
    for (const auto scale : {OrientScale::full, OrientScale::eighth}) {
      pipeline_.reset();
      follow({orient({.rotate = rotate, .crop = "0.3, 0.3, 0.4, 0.4", .scale = scale}), motion_at_once()});
      int i = 0;
      for (const cv::Size size : {cv::Size(640, 360), cv::Size(1, 1), cv::Size(3000, 2), cv::Size(2, 3000),
                                  cv::Size(333, 77), cv::Size(640, 360)})
        for (int n = 0; n < 20; ++n, ++i) EXPECT_FALSE(run(make_jpeg(size.width, size.height), i * 0.1).motion->active);
    }
}

TEST_F(OrientTest, ATurnedQuietFrameCostsNoLargeAllocation) {
  if (!counts_allocations) GTEST_SKIP() << "a sanitizer has the allocator";
  Scene scene({1280, 720});
  follow({orient({.rotate = OrientRotate::quarter, .crop = "0, 0, 0.5, 1"}), motion_at_once()});
  watch(scene, 0, 2);
  EncodedFrame frame = frame_of(make_jpeg(scene.frame(2)));
  frame.arrival = moment(2);
  frame.session = 1;
  Picture picture(frame, decoder_, time_);
  picture.gray(4);  // what libjpeg takes for itself is decode's test; 640 columns are looked at in 1/4
  Result result;
  start_counting();
  const auto rejection = pipeline_->run(frame, picture, result);
  const Allocations spent = counted();
  EXPECT_FALSE(rejection);
  EXPECT_LE(spent.largest, 4096U);
  EXPECT_LE(spent.count, 16U);
}

TEST(OrientOptions, MistakesAreNamed) {
  const StageKind kind = orient_stage();
  const auto fault = [&](const char* crop) { return kind.options.find("crop")->check(std::string(crop)); };
  for (const char* good : {"", "0,0,1,1", "0.25, 0, 0.5, 1", "10,20,300,400", " 0 , 0 , 0.5 , 0.5 "})
    EXPECT_FALSE(fault(good)) << good;
  for (const char* bad : {"0", "0,0,1", "0,0,1,1,1", "0,0,0,1", "0,0,1,0", "a,b,c,d", "-1,0,5,5", "0,0,1e9,1",
                          "nan,0,1,1", "0,0,inf,5", ",,,", "1,0,0.5,0.5", "0.5x,0,1,1"})
    EXPECT_TRUE(fault(bad)) << bad;
  OrientOptions options;
  EXPECT_TRUE(kind.prepare(&options, {}).empty());
  const auto late = kind.prepare(&options, {"mask"});
  ASSERT_EQ(late.size(), 1U);
  EXPECT_EQ(late[0].key, "use");
  EXPECT_NE(late[0].what.find("must be the first"), std::string::npos);
}

TEST(OrientOptions, CropsAreFractionsOrPixelsOfTheFrame) {
  EXPECT_EQ(view_of({.crop = "0.25, 0, 0.5, 1"}, 640, 360, 1).crop(), (Box{160, 0, 320, 360}));
  EXPECT_EQ(view_of({.crop = "160, 0, 320, 360"}, 640, 360, 1).crop(), (Box{160, 0, 320, 360}));
  EXPECT_TRUE(view_of({.crop = "0, 0, 1, 1"}, 640, 360, 1).is_plain());
  EXPECT_TRUE(view_of({}, 640, 360, 6).is_plain()) << "EXIF only where it is asked for";
  EXPECT_EQ(view_of({.rotate = OrientRotate::exif}, 640, 360, 6).width(), 360);
}

}  // namespace
}  // namespace framewake
