#include "output/status_json.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "unit/output/sample_result.hpp"

namespace framewake {
namespace {

TEST(StatusJson, SaysWhatIsKnown) {
  CameraStatus front;
  front.camera = test::camera("front");
  front.pipeline = "default";
  front.state = CameraState::live;
  front.connected = true;
  front.fates = {.received = 20, .processed = 10, .superseded = 5, .expired = 2, .rejected = 1, .in_flight = 2};
  front.fps = 29.97002997;
  front.processed_fps = 15;
  front.age_p50 = microseconds(3210);
  front.age_p99 = milliseconds(12);
  front.since_last_frame = microseconds(33'400);
  front.width = 640;
  front.height = 480;
  front.motion_active = true;
  front.motion_area = 0.031;
  front.replies_dropped = 3;
  EXPECT_EQ(
      status_json({"0.1.0", milliseconds(12'300), {front}}),
      R"({"version":"0.1.0","uptime":12.3,"cameras":{"front":{"state":"live","connected":true,)"
      R"("received":20,"processed":10,"superseded":5,"expired":2,"rejected":1,"in_flight":2,)"
      R"("fps":29.97,"processed_fps":15,"age_ms":{"p50":3.21,"p99":12},"size":[640,480],)"
      R"("motion":{"active":true,"area":0.031},"pipeline":"default","replies_dropped":3,"last_frame_ms_ago":33}}})");
}

TEST(StatusJson, LeavesOutWhatIsNotKnown) {
  CameraStatus yard;
  yard.camera = test::camera("yard");
  EXPECT_EQ(status_json({"0.1.0", Duration{}, {yard}}),
            R"({"version":"0.1.0","uptime":0,"cameras":{"yard":{"state":"offline","connected":false,)"
            R"("received":0,"processed":0,"superseded":0,"expired":0,"rejected":0,"in_flight":0,)"
            R"("fps":0,"processed_fps":0,"replies_dropped":0}}})");
}

TEST(StatusJson, NoCameraIsAnEmptyObject) {
  EXPECT_EQ(nlohmann::json::parse(status_json({}))["cameras"], nlohmann::json::object());
}

}  // namespace
}  // namespace framewake
