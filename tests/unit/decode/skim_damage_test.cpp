// A damaged JPEG gets the same verdict in the same words, whether it is skimmed or not: skimming is right or absent.
#include <random>

#include "unit/decode/skimming.hpp"

namespace framewake {
namespace {

using namespace test;
using namespace std::string_literals;

const JpegOptions damaged_kinds[] = {{},
                                     {.subsampling = Subsampling::s444, .own_codes = true},
                                     {.quality = 60, .color = JpegColor::gray},
                                     {.subsampling = Subsampling::s422, .restart_mcus = 2}};

/// Verdicts and pixels are compared within; this counts.
struct Tally {
  int taken = 0, decoded = 0, refused = 0;
  void add(const std::string& jpeg, const std::string& what) {
    for (const int denominator : {8, 4}) {
      const Skimmed skimmed = skim_beside_turbo(jpeg, denominator, what);
      taken += skimmed.taken;
      ++(skimmed.problem.empty() ? decoded : refused);
    }
  }
};

TEST(SkimDamage, EveryBitFlipped) {
#ifdef FRAMEWAKE_SANITIZED
  constexpr std::size_t stride = 7;  // it takes a minute otherwise
#else
  constexpr std::size_t stride = 1;
#endif
  for (const JpegOptions& kind : damaged_kinds) {
    const std::string jpeg = make_jpeg(40, 24, kind);
    Tally tally;
    for (std::size_t bit = 0; bit < jpeg.size() * 8; bit += stride) {
      std::string flipped = jpeg;
      flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ 1 << bit % 8);
      tally.add(flipped, "bit " + std::to_string(bit));
    }
    EXPECT_GT(tally.refused, 30);
    EXPECT_GT(tally.taken, 30);  // a flipped bit of a number is another picture, and no damage that could be seen
    EXPECT_GE(tally.decoded, tally.taken);
  }
}

TEST(SkimDamage, CutAnywhere) {
  for (const JpegOptions& kind : damaged_kinds) {
    const std::string jpeg = make_jpeg(40, 24, kind);
    Tally tally, ended;
    for (std::size_t size = 0; size + 3 < jpeg.size(); ++size) {
      tally.add(jpeg.substr(0, size), "cut at " + std::to_string(size));
      ended.add(jpeg.substr(0, size) + "\xFF\xD9", "cut at " + std::to_string(size) + ", with an end");
    }
    EXPECT_EQ(tally.taken, 0);
    EXPECT_EQ(tally.decoded, 0);
    EXPECT_EQ(ended.taken, ended.decoded);  // of the last byte's bits none may have been in use
  }
}

TEST(SkimDamage, BytesTakenOutAndPutIn) {
  for (const JpegOptions& kind : damaged_kinds) {
    const std::string jpeg = make_jpeg(40, 24, kind);
    Tally tally;
    for (std::size_t at = 2; at < jpeg.size(); ++at) {
      tally.add(std::string(jpeg).erase(at, 1), "without byte " + std::to_string(at));
      for (const std::string& more : {"\0"s, "\xFF"s, "\xFF\0"s, "\xFF\xD0"s, "\xFF\xD9"s, "x"s})
        tally.add(std::string(jpeg).insert(at, more), "more at " + std::to_string(at));
    }
    EXPECT_GT(tally.refused, 100);
  }
}

TEST(SkimDamage, BytesBeforeTheEnd) {
  for (const JpegOptions& kind : damaged_kinds) {
    const std::string jpeg = make_jpeg(161, 121, kind), data = jpeg.substr(0, jpeg.size() - 2);
    for (const std::string& rubbish : {"\0"s, "x"s, "\xFF\0"s, "\xFF"s})
      for (int count = 0; count < 40; ++count) {
        std::string padded = data;
        for (int i = 0; i < count; ++i) padded += rubbish;
        const Skimmed skimmed = skim_beside_turbo(padded + "\xFF\xD9", 8, std::to_string(count) + " of rubbish");
        if (count <= 8 && rubbish != "\xFF") {
          EXPECT_TRUE(skimmed.taken) << count;
        }
        if (count > 32 && rubbish != "\xFF") {
          EXPECT_NE(skimmed.problem, "") << count;
        }
      }
  }
}

TEST(SkimDamage, RestartMarkersMissingWrongOrTooMany) {
  const std::string jpeg = make_jpeg(160, 120, {.restart_rows = 1});
  std::vector<std::size_t> markers;
  for (std::size_t at = scan_begin(jpeg); at + 1 < jpeg.size(); ++at)
    if (jpeg[at] == '\xFF' && (jpeg[at + 1] & 0xF8) == 0xD0) markers.push_back(at);
  ASSERT_EQ(markers.size(), 7U);
  Tally tally;
  for (const std::size_t at : markers) {
    tally.add(std::string(jpeg).erase(at, 2), "missing");
    tally.add(std::string(jpeg).insert(at, jpeg.substr(at, 2)), "twice");
    for (char number = 0; number < 8; ++number)
      if (std::string wrong = jpeg; (wrong[at + 1] & 7) != number) {
        wrong[at + 1] = static_cast<char>('\xD0' + number);
        tally.add(wrong, "wrong");
      }
    for (const std::size_t other : markers)
      if (other > at) tally.add(jpeg.substr(0, at) + jpeg.substr(other), "rows missing");
  }
  tally.add(std::string(jpeg).insert(jpeg.size() - 2, "\xFF\xD7"), "one more before the end");
  EXPECT_EQ(tally.taken, 0);
}

TEST(SkimDamage, SegmentsMissingOrWrong) {
  const std::string jpeg = make_jpeg(160, 120);
  Tally tally;
  for (const int marker : {0xDB, 0xC0, 0xC4, 0xDA}) {
    const std::size_t at = find_segment(jpeg, static_cast<std::uint8_t>(marker));
    const std::size_t size = 2 + (static_cast<std::size_t>(static_cast<std::uint8_t>(jpeg[at + 2])) << 8 |
                                  static_cast<std::uint8_t>(jpeg[at + 3]));
    tally.add(std::string(jpeg).erase(at, size), "missing");
    tally.add(std::string(jpeg).erase(at + size - 1, 1), "a byte short");
    for (const char number : {'\2', '\x11', '\x13', '\xF0'}) {
      std::string other = jpeg;
      other[at + 4] = number;
      tally.add(other, "wrong number");
    }
  }
  EXPECT_EQ(tally.taken, 0);
  // A second end of the tables is one that counts.
  const std::size_t quant = find_segment(jpeg, 0xDB);
  std::string twice = jpeg;
  twice.insert(quant, jpeg.substr(quant, 69));
  for (std::size_t i = 0; i < 64; ++i) twice[quant + 5 + i] = '\1';
  expect_skimmed(twice, true, "tables twice");
}

TEST(SkimDamage, AtRandom) {
  std::mt19937 random(11);
  for (const JpegOptions& kind : damaged_kinds) {
    const std::string jpeg = make_jpeg(200, 160, kind);
    const std::size_t begin = scan_begin(jpeg);
    Tally tally;
    for (int round = 0; round < 500; ++round) {
      std::string damaged = jpeg;
      for (auto times = 1 + random() % 3; times > 0; --times) {
        const std::size_t at = random() % 4 == 0 ? random() % jpeg.size() : begin + random() % (jpeg.size() - begin);
        damaged[at] = static_cast<char>(random());
      }
      tally.add(damaged, "round " + std::to_string(round));
    }
    EXPECT_GT(tally.refused, 10);
  }
}

}  // namespace
}  // namespace framewake
