// The parts of skimming where a whole JPEG does not reach every case.
#include <gtest/gtest.h>

#include <random>

#include "decode/skim_idct.hpp"
#include "decode/skim_tables.hpp"

namespace framewake {
namespace {

TEST(SkimParts, VectorsComputeWhatPlainStepsDo) {
  std::mt19937 random(5);
  int sound = 0, unsound = 0;
  for (int round = 0; round < 200'000; ++round) {
    alignas(16) SkimCorner values{}, factors{};
    const unsigned most = 1U << random() % 11, divisors = 1U << random() % 9;
    for (std::size_t y = 0; y < 5; ++y)
      for (std::size_t x = 0; x < 5; ++x) {
        if (random() % 3 == 0) continue;
        values[8 * y + x] = static_cast<std::int16_t>(static_cast<int>(random() % (2 * most)) - static_cast<int>(most));
        factors[8 * y + x] = static_cast<std::int16_t>(random() % divisors);
      }
    values[7] = static_cast<std::int16_t>(random());  // goes nowhere
    const SkimFour plain = skim_four_plain(values, factors), vectors = skim_four(values, factors);
    ASSERT_EQ(plain.is_sound, vectors.is_sound);
    ++(plain.is_sound ? sound : unsound);
    if (plain.is_sound) {
      ASSERT_EQ(plain.values, vectors.values);
    }
  }
  EXPECT_GT(sound, 10'000);
  EXPECT_GT(unsound, 10'000);
}

TEST(SkimParts, VectorsNoticeEveryProductThatIsTooLarge) {
  for (int value = -1024; value < 2048; ++value)
    for (int factor = 0; factor < 256; ++factor) {
      alignas(16) SkimCorner values{}, factors{};
      values[12] = static_cast<std::int16_t>(value);
      factors[12] = static_cast<std::int16_t>(factor);
      const int product = value * factor;
      ASSERT_EQ(skim_four(values, factors).is_sound, product >= -2048 && product < 2048) << value << " * " << factor;
    }
}

TEST(SkimParts, BitsTakenBackAreThereAgain) {
  std::mt19937_64 random(3);
  std::array<unsigned char, 64> bytes;
  for (unsigned char& byte : bytes) byte = static_cast<unsigned char>(random());
  const auto expected = [&](unsigned at) { return bytes[at / 8] >> (7 - at % 8) & 1U; };
  for (int round = 0; round < 2000; ++round) {
    SkimBits in{bytes.data(), 0, 0};
    unsigned at = 0;
    while (at < 380) {
      in.refill();
      const unsigned n = 1 + static_cast<unsigned>(random() % 31);
      in.drop(n);
      at += n;
      ASSERT_EQ(in.read_since(bytes.data()), at);
      if (random() % 2 == 0) {
        const unsigned back = static_cast<unsigned>(random() % (n + 1));
        in.take_back(back);
        at -= back;
      }
      if (in.count > 0) {
        ASSERT_EQ(in.peek(1), expected(at));
      }
    }
  }
}

TEST(SkimParts, CodesThatCannotBeAreRefused) {
  std::array<std::byte, 16 + 4> code{};
  SkimCanonical canonical;
  code[1] = std::byte{3};  // 00, 01, 10
  EXPECT_TRUE(canonical.set(std::span(code).first(16 + 3)));
  EXPECT_EQ(canonical.find(0x8000).length, 2U);
  EXPECT_EQ(canonical.find(0xC000).length, 0U);
  code[1] = std::byte{4};  // 11 too: ones alone are no code
  EXPECT_FALSE(canonical.set(code));
  code[1] = std::byte{0};
  code[0] = std::byte{2};
  EXPECT_FALSE(canonical.set(std::span(code).first(16 + 2)));
}

}  // namespace
}  // namespace framewake
