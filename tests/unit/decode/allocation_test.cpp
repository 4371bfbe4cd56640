// In the steady state a JPEG costs no memory of ours. What libjpeg takes for one decode (its state, Huffman tables, a few
// rows; 6 to 8 pieces of at most 26 KB for 1280x720) it takes from malloc each time and gives back: that is the yardstick.
#include "unit/decode/allocation_counter.hpp"

#include <turbojpeg.h>

#include "unit/decode/decoding.hpp"

namespace framewake {
namespace {

using namespace test;

class Allocation : public testing::Test {
 protected:
  void SetUp() override {
    if (!counts_allocations) GTEST_SKIP() << "a sanitizer has the allocator";
  }

  /// What a picture allocates of which one form is asked for (0: BGR).
  Allocations of_picture(const EncodedFrame& frame, int form) {
    start_counting();
    Picture picture(frame, decoder_, steady_time());
    const bool fine = (form == 0 ? picture.bgr() : picture.gray(form)) != nullptr;
    const Allocations result = counted();
    EXPECT_TRUE(fine);
    return result;
  }

  /// What TurboJPEG allocates for the same, called bare.
  static Allocations of_turbojpeg(const EncodedFrame& frame, int form) {
    const int denominator = form == 0 ? 1 : form;
    const auto shrunk = [&](std::uint32_t size) { return (static_cast<int>(size) + denominator - 1) / denominator; };
    std::vector<unsigned char> pixels(frame.header.pixels() * 3);
    tjhandle turbo = tjInitDecompress();
    const auto* bytes = reinterpret_cast<const unsigned char*>(frame.image().data());
    const auto decode = [&] {
      return tjDecompress2(turbo, bytes, frame.image().size(), pixels.data(), shrunk(frame.header.width), 0,
                           shrunk(frame.header.height), form == 0 ? TJPF_BGR : TJPF_GRAY, 0);
    };
    EXPECT_EQ(decode(), 0);  // the handle's first use is not the steady state
    start_counting();
    decode();
    const Allocations result = counted();
    tjDestroy(turbo);
    return result;
  }

  /// The small gray forms do without libjpeg (docs/adr/0013).
  static bool is_skimmed(int form) { return form == 4 || form == 8; }

  Decoder decoder_;
};

TEST_F(Allocation, IsCounted) {
  start_counting();
  ::operator delete(::operator new(5000));
  EXPECT_EQ(counted().count, 1U);
  EXPECT_EQ(counted().largest, 5000U);
}

TEST_F(Allocation, CamerasOfTwoSizesCostNoMoreThanLibjpegItself) {
  const EncodedFrame frames[] = {frame_of(make_jpeg(640, 480)), frame_of(make_jpeg(1280, 720))};
  for (const EncodedFrame& frame : frames)
    for (const int form : all_forms()) of_picture(frame, form);  // the buffers grow

  for (int round = 0; round < 3; ++round)
    for (const EncodedFrame& frame : frames)
      for (const int form : all_forms()) {
        const Allocations ours = of_picture(frame, form), bare = of_turbojpeg(frame, form);
        EXPECT_EQ(ours.count, is_skimmed(form) ? 0 : bare.count) << "form " << form;
        EXPECT_EQ(ours.bytes, is_skimmed(form) ? 0 : bare.bytes) << "form " << form;
        EXPECT_LT(ours.largest, 32U * 1024) << "form " << form;
      }
}

TEST_F(Allocation, TurningCostsNothingMore) {
  const EncodedFrame frame = frame_of(make_jpeg(1280, 720));
  const auto spent = [&](int form) {
    start_counting();
    Picture picture(frame, decoder_, steady_time());
    picture.look_through(View(1280, 720, {0, 0, 640, 720}, 1, turn_of_exif(6)));
    const bool fine = (form == 0 ? picture.bgr() : picture.gray(form)) != nullptr;
    const Allocations result = counted();
    EXPECT_TRUE(fine);
    return result;
  };
  for (const int form : all_forms()) spent(form);  // the buffers grow
  for (const int form : all_forms()) {
    EXPECT_EQ(spent(form).count, is_skimmed(form) ? 0 : of_turbojpeg(frame, form).count) << "form " << form;
    EXPECT_LT(spent(form).largest, 32U * 1024) << "form " << form;
  }
}

TEST_F(Allocation, MendingReusesItsBuffer) {
  EncodedFrame frame = frame_of(make_jpeg(640, 480));
  frame.message.resize(frame.message.size() - 2);  // no EOI: decoded from a copy
  of_picture(frame, 8);
  EXPECT_EQ(of_picture(frame, 8).count, 0U);
  of_picture(frame, 2);
  EXPECT_EQ(of_picture(frame, 2).count, of_turbojpeg(frame_of(make_jpeg(640, 480)), 2).count);
}

}  // namespace
}  // namespace framewake
