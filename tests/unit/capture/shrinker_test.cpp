#include "capture/shrinker.hpp"

#include <gtest/gtest.h>

#include <numeric>

namespace framewake {
namespace {

/// Planes whose luma counts up by rows and whose chroma is even.
struct Picture {
  Picture(int width, int height, Sampling sampling)
      : luma(static_cast<std::size_t>(width) * static_cast<std::size_t>(height)), chroma(luma.size(), 77) {
    std::iota(luma.begin(), luma.end(), std::uint8_t{0});
    planes.data = {luma.data(), chroma.data(), chroma.data()};
    planes.stride = {width, width, width};
    planes.size = {width, height};
    planes.sampling = sampling;
  }
  std::vector<std::uint8_t> luma, chroma;
  Planes planes;
};

TEST(Shrinker, LeavesWhatIsSmallEnough) {
  const Picture picture(64, 48, Sampling::yuv420);
  Shrinker shrinker;
  EXPECT_EQ(shrinker.at_most(picture.planes, {}).data[0], picture.luma.data());
  EXPECT_EQ(shrinker.at_most(picture.planes, PictureSize{64, 48}).data[0], picture.luma.data());
}

TEST(Shrinker, HalvesUntilTheLimitIsKept) {
  const Picture picture(64, 48, Sampling::yuv420);
  Shrinker shrinker;
  EXPECT_EQ(shrinker.at_most(picture.planes, PictureSize{63, 48}).size, (PictureSize{32, 24}));
  EXPECT_EQ(shrinker.at_most(picture.planes, PictureSize{32, 24}).size, (PictureSize{32, 24}));
  EXPECT_EQ(shrinker.at_most(picture.planes, PictureSize{1, 1}).size, (PictureSize{32, 24}))
      << "not below 16 pixels a side";
}

TEST(Shrinker, EachPixelIsTheMeanOfThoseItStandsFor) {
  const Picture picture(64, 48, Sampling::yuv444);
  Shrinker shrinker;
  const Planes half = shrinker.at_most(picture.planes, PictureSize{32, 24});
  EXPECT_EQ(half.data[0][0], (0 + 1 + 64 + 65 + 2) / 4);
  EXPECT_EQ(half.data[0][1], (2 + 3 + 66 + 67 + 2) / 4);
  EXPECT_EQ(half.data[1][5], 77);
  EXPECT_EQ(half.sampling, Sampling::yuv444);
}

TEST(Shrinker, OddSizesAndEachSamplingStayWithinTheirPlanes) {
  for (const Sampling sampling : {Sampling::yuv420, Sampling::yuv422, Sampling::yuv444, Sampling::gray}) {
    const Picture picture(67, 51, sampling);
    Shrinker shrinker;
    const Planes half = shrinker.at_most(picture.planes, PictureSize{40, 40});
    EXPECT_EQ(half.size, (PictureSize{33, 25}));
    if (sampling != Sampling::gray) {
      EXPECT_EQ(half.data[2][0], 77);
    }
  }
}

}  // namespace
}  // namespace framewake
