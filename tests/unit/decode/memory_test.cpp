// What one large frame took is given back when frames are small again; what is needed now and then stays.
#include "decode/grow_buffer.hpp"

#include "unit/decode/decoding.hpp"

namespace framewake {
namespace {

using namespace test;

constexpr std::size_t a_lot = GrowBuffer::a_lot;

TEST(GrowBuffer, GivesBackWhatIsNotNeededAnyMore) {
  GrowBuffer buffer;
  buffer.at_least(4 * a_lot);
  buffer.give_back();
  EXPECT_EQ(buffer.capacity(), 4 * a_lot) << "it was needed since the last time";
  buffer.at_least(a_lot);
  buffer.give_back();
  EXPECT_EQ(buffer.capacity(), 4 * a_lot) << "a quarter was";
  buffer.at_least(a_lot - 1);
  buffer.give_back();
  EXPECT_EQ(buffer.capacity(), 0U);
  buffer.at_least(a_lot - 1);
  buffer.give_back();
  buffer.give_back();
  EXPECT_EQ(buffer.capacity(), a_lot - 1) << "that little stays";
}

class DecoderMemory : public testing::Test {
 protected:
  void decode(EncodedFrame& frame, std::chrono::seconds at) {
    frame.arrival = TimePoint(std::chrono::hours(1)) + at;
    Picture picture(frame, decoder_, steady_time());
    for (const int form : {1, 8}) EXPECT_NE(picture.gray(form), nullptr);
    EXPECT_NE(picture.bgr(), nullptr);
  }
  EncodedFrame large_ = frame_of(make_jpeg(3000, 2000)), small_ = frame_of(make_jpeg(640, 480));
  const std::size_t large_bytes_ = std::size_t{3000} * 2000 * 4;  // gray and BGR
  Decoder decoder_;
};

TEST_F(DecoderMemory, OneLargeFrameCostsItForAWhile) {
  decode(large_, std::chrono::seconds(0));
  EXPECT_GE(decoder_.memory(), large_bytes_);
  for (int s = 1; s < 60; ++s) decode(small_, std::chrono::seconds(s));
  EXPECT_GE(decoder_.memory(), large_bytes_);
  decode(small_, std::chrono::seconds(60));
  EXPECT_LT(decoder_.memory(), std::size_t{4} << 20) << "as if there had never been one";
}

TEST_F(DecoderMemory, CamerasThatTakeTurnsKeepTheirs) {
  for (int s = 0; s < 200; ++s) {
    decode(s % 25 == 0 ? large_ : small_, std::chrono::seconds(s));
    ASSERT_GE(decoder_.memory(), large_bytes_) << "at " << s << " s";
  }
}

TEST_F(DecoderMemory, OfAnHourWithFewFramesTheyAreNotJudged) {
  for (int m = 0; m < 60; ++m) {
    decode(m % 8 == 0 ? large_ : small_, std::chrono::minutes(m));
    ASSERT_GE(decoder_.memory(), large_bytes_) << "at " << m << " min";
  }
}

}  // namespace
}  // namespace framewake
