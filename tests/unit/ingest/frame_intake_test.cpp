#include "ingest/frame_intake.hpp"

#include <gtest/gtest.h>

#include <new>

#include "ingest/clock_exchange.hpp"
#include "ingest_server.hpp"
#include "support/failing_memory.hpp"

namespace framewake {
namespace {

constexpr FrameLimits limits{{10'000}, 1'000'000};

Rejection rejection_of(std::string message) {
  auto checked = check_frame(std::move(message), limits, std::nullopt);
  if (auto* rejection = std::get_if<Rejection>(&checked)) return *rejection;
  ADD_FAILURE() << "was taken";
  return {};
}

TEST(CheckFrame, MovesTheBytesAndReadsTheHeader) {
  std::string message = test::jpeg_like(320, 240);
  const char* const bytes = message.data();
  const auto checked = check_frame(std::move(message), limits, std::nullopt);
  const auto& frame = std::get<EncodedFrame>(checked);
  EXPECT_EQ(frame.message.data(), bytes);
  EXPECT_EQ(frame.header.width, 320U);
  EXPECT_EQ(frame.header.height, 240U);
  EXPECT_EQ(frame.image_offset, 0U);
  EXPECT_FALSE(frame.seq);
}

TEST(CheckFrame, CaptureTimeNeedsAKnownClock) {
  const auto capture = static_cast<std::uint64_t>(wall_clock_us() - 50'000);
  const std::string message = test::make_envelope(41, capture) + test::jpeg_like();
  const auto unknown = check_frame(message, limits, std::nullopt);
  EXPECT_EQ(std::get<EncodedFrame>(unknown).seq, 41U);
  EXPECT_FALSE(std::get<EncodedFrame>(unknown).capture_to_arrival);

  const auto known = check_frame(message, limits, 0);
  const auto& frame = std::get<EncodedFrame>(known);
  EXPECT_GE(frame.capture_to_arrival, microseconds(50'000));
  EXPECT_EQ(frame.image_offset, 24U);
  EXPECT_EQ(frame.image().size(), test::jpeg_like().size());
}

TEST(CheckFrame, EveryRefusalHasItsReason) {
  EXPECT_EQ(rejection_of("").reason, RejectReason::bad_message);
  EXPECT_EQ(rejection_of("no image").reason, RejectReason::bad_image);
  EXPECT_EQ(rejection_of(test::make_envelope(1, 1)).reason, RejectReason::bad_message);
  EXPECT_EQ(rejection_of(test::make_envelope(1, 1) + "no image").reason, RejectReason::bad_image);
  EXPECT_EQ(rejection_of("FWK1").reason, RejectReason::bad_message);
  const auto pixels = rejection_of(test::jpeg_like(65'500, 65'500));
  EXPECT_EQ(pixels.reason, RejectReason::too_many_pixels);
  EXPECT_NE(pixels.detail.find("65500 x 65500"), std::string::npos);
  const auto bytes = rejection_of(test::jpeg_like(1, 1, 10'001));
  EXPECT_EQ(bytes.reason, RejectReason::too_large);
  EXPECT_NE(bytes.detail.find("10001 bytes, the limit is 10000"), std::string::npos);
}

// Wherever memory ends: no frame is in flight for ever.
TEST(FrameIntake, EveryFrameMeetsItsFateAlsoWithoutMemory) {
  FrameExchange exchange;
  CameraRegistry cameras(exchange, 10);
  FrameIntake intake(exchange, cameras, limits);
  Camera& camera = *cameras.open(*CameraId::parse("a-camera-whose-name-is-not-short"), {});
  bool missed = true;
  for (int allocations = 0; missed; ++allocations) {
    ASSERT_LT(allocations, 100);
    std::string message = test::jpeg_like();
    try {
      const test::MemoryEndsAfter few(allocations);
      intake.take(camera, std::move(message), {}, Clock::now());
    } catch (const std::bad_alloc&) {
    }
    missed = test::MemoryEndsAfter::was_missed();
    exchange.expire_waiting();
    const FateCounts counts = camera.lane.ledger().counts();
    ASSERT_EQ(counts.in_flight, 0U) << "after " << allocations << " allocations";
  }
  EXPECT_GT(camera.lane.ledger().counts().expired, 0U) << "in the end there was enough";
}

}  // namespace
}  // namespace framewake
