#include "ingest/repetition.hpp"

#include <gtest/gtest.h>

#include <string>

namespace framewake {
namespace {

bool again(Repetition& repetition, const std::string& image, std::optional<std::uint64_t> capture_us = {}) {
  return repetition.again(std::as_bytes(std::span(image.data(), image.size())), capture_us);
}

std::string image_of(char content, std::size_t size = 100'000) {
  return std::string(size, content);
}

TEST(Repetition, TheSameBytesAgainAndAgain) {
  for (const std::size_t size : {std::size_t{1}, std::size_t{300}, std::size_t{100'000}}) {
    Repetition repetition;
    EXPECT_FALSE(again(repetition, image_of('a', size)));
    again(repetition, image_of('a', size));  // the first repeat may be taken for a new picture
    for (int i = 0; i < 3; ++i) EXPECT_TRUE(again(repetition, image_of('a', size))) << size;
    EXPECT_FALSE(again(repetition, image_of('b', size)));
    EXPECT_FALSE(again(repetition, image_of('a', size))) << "only the frame before counts";
  }
}

TEST(Repetition, OneByteThatDiffersAnywhereIsAnotherPicture) {
  for (const std::size_t place : {0U, 5000U, 5008U, 5016U, 5024U, 50'001U, 99'999U}) {
    Repetition repetition;
    for (int i = 0; i < 20; ++i) {
      std::string image = image_of('a');
      image[place] = static_cast<char>('a' + i % 2);
      EXPECT_FALSE(again(repetition, image)) << place;
    }
  }
}

TEST(Repetition, AnotherSizeIsAnotherPicture) {
  Repetition repetition;
  for (std::size_t i = 0; i < 20; ++i) EXPECT_FALSE(again(repetition, image_of('a', 100'000 + i % 2)));
}

TEST(Repetition, ACaptureTimeThatStandsStillIsTheSamePicture) {
  Repetition repetition;
  EXPECT_FALSE(again(repetition, image_of('a'), 1000));
  EXPECT_TRUE(again(repetition, image_of('b'), 1000));
  EXPECT_TRUE(again(repetition, image_of('c'), 1000));
  EXPECT_FALSE(again(repetition, image_of('d'), 1001));
  EXPECT_FALSE(again(repetition, image_of('e')));
  EXPECT_FALSE(again(repetition, image_of('f'))) << "without a capture time only the bytes count";
}

}  // namespace
}  // namespace framewake
