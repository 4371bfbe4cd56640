// The words of the protocol: clients compare them, so a change here is a change of the protocol.
#include <gtest/gtest.h>

#include "frame/camera_status.hpp"
#include "frame/image_header.hpp"
#include "frame/rejection.hpp"

namespace framewake {
namespace {

TEST(Words, OfRejections) {
  EXPECT_EQ(to_string(RejectReason::too_large), "too_large");
  EXPECT_EQ(to_string(RejectReason::bad_image), "bad_image");
  EXPECT_EQ(to_string(RejectReason::too_many_pixels), "too_many_pixels");
  EXPECT_EQ(to_string(RejectReason::bad_message), "bad_message");
  EXPECT_EQ(to_string(RejectReason::rate), "rate");
  EXPECT_EQ(to_string(RejectReason::internal), "internal");
}

TEST(Words, OfCameraStates) {
  EXPECT_EQ(to_string(CameraState::live), "live");
  EXPECT_EQ(to_string(CameraState::stale), "stale");
  EXPECT_EQ(to_string(CameraState::offline), "offline");
  EXPECT_EQ(to_string(CameraState::frozen), "frozen");
}

TEST(Words, OfImageFormats) {
  EXPECT_EQ(to_string(ImageFormat::jpeg), "JPEG");
  EXPECT_EQ(to_string(ImageFormat::png), "PNG");
  EXPECT_EQ(to_string(ImageFormat::webp), "WebP");
}

}  // namespace
}  // namespace framewake
